"""A login with the secrets: which are asked for, and what follows from Keystone's answers."""

import pytest

from mini_nova_auth import testing
from mini_nova_auth.errors import (
    AuthenticationFailed,
    ConfigurationError,
    FactorsNeeded,
    Unavailable,
)
from mini_nova_auth.login.full import FullLogin
from mini_nova_auth.login.identity import Identity
from mini_nova_auth.login.login_secrets import LoginSecrets
from mini_nova_auth.login.plan import Plan
from mini_nova_auth.login.source import Asking, DirectLogin
from mini_nova_auth.methods.v3_application_credential import V3ApplicationCredential
from mini_nova_auth.methods.v3_password import V3Password
from mini_nova_auth.methods.v3_totp import V3Totp
from mini_nova_auth.secrets.secret import ApplicationCredential, Secret, SecretName
from tests.auth.login.fakes import AUTH_URL, FakeRun, alice

CREDENTIAL = ApplicationCredential("a1", "s3cr3t-pa55")


class Finder:
    """Finds the same secrets for ever, and keeps their names."""

    def __init__(self, **secrets: Secret) -> None:
        self.secrets = secrets
        self.names: list[str] = []

    def __call__(self, name: SecretName) -> Secret:
        self.names.append(name.setting)
        return self.secrets.get(name.setting, "")


def without_password(**values: str) -> Plan:
    """Alice's plan, whose settings hold no password."""
    return alice(**{"password": "", **values})


def full(plan: Plan, finder: Finder, run: FakeRun) -> DirectLogin:
    """The source under test, at a v3 identity service, which asks whenever it has to."""
    return DirectLogin(cold(plan, finder, run), Asking())


def cold(plan: Plan, finder: Finder, run: FakeRun) -> FullLogin:
    """The source under test, at a v3 identity service."""
    return FullLogin(plan, lambda _: Identity("3", AUTH_URL), LoginSecrets(plan, finder), run)


def factors_needed(*missing: str) -> FactorsNeeded:
    return FactorsNeeded(
        "more is needed", hint="", status=401, request_id="", receipt="receipt-1", missing=missing
    )


def test_a_password_logs_in() -> None:
    run = FakeRun(testing.access("one"))
    entry = full(alice(), Finder(password="s3cr3t"), run).access()
    assert (entry.access.token, entry.is_new, entry.selection.user) == ("one", True, "alice")
    (method,) = run.methods
    assert isinstance(method, V3Password)
    assert (method.url, method.password) == (AUTH_URL, "s3cr3t")


def test_the_entry_knows_the_password_whoever_gave_it() -> None:
    """So that another one, should the settings hold one later, is noticed."""
    entry = full(alice(password=""), Finder(password="s3cr3t"), FakeRun(testing.access())).access()
    assert alice().is_made_with(entry)
    assert not alice(password="an0ther").is_made_with(entry)
    assert alice(password="").is_made_with(entry)


def test_a_credential_in_the_passwords_place_is_not_the_password() -> None:
    plan = alice(password="", project_name="")
    entry = full(plan, Finder(password=CREDENTIAL), FakeRun(testing.access())).access()
    assert plan.is_made_with(entry)
    assert not alice(project_name="").is_made_with(entry)


def test_a_missing_secret_is_reported_before_anything_is_run() -> None:
    run = FakeRun()
    with pytest.raises(ConfigurationError, match="there is no password") as caught:
        full(without_password(), Finder(), run).access()
    assert "OS_PASSWORD" in caught.value.hint
    assert run.methods == []


def test_incomplete_settings_are_reported_before_a_secret_is_asked_for() -> None:
    finder = Finder(password="s3cr3t")
    with pytest.raises(ConfigurationError, match="user name"):
        full(without_password(username=""), finder, FakeRun()).access()
    assert finder.names == []


def test_a_secret_that_logged_in_is_remembered() -> None:
    finder = Finder(password="s3cr3t")
    login = full(without_password(), finder, FakeRun(testing.access("one"), testing.access("two")))
    assert [login.access().access.token for _ in range(2)] == ["one", "two"]
    assert finder.names == ["password"]


def test_a_refused_secret_is_forgotten() -> None:
    finder = Finder(password="s3cr3t")
    run = FakeRun(testing.access(), AuthenticationFailed("no"), testing.access())
    login = full(without_password(), finder, run)
    login.access()
    with pytest.raises(AuthenticationFailed):
        login.access()
    login.access()
    assert finder.names == ["password", "password"]


def test_an_identity_service_that_is_away_costs_no_secret() -> None:
    finder = Finder(password="s3cr3t")
    run = FakeRun(testing.access(), Unavailable("away", sent=False), testing.access())
    login = full(without_password(), finder, run)
    login.access()
    with pytest.raises(Unavailable):
        login.access()
    login.access()
    assert finder.names == ["password"]


def test_a_code_is_valid_once() -> None:
    finder = Finder(passcode="123456")
    login = full(
        without_password(auth_type="v3totp"), finder, FakeRun(testing.access(), testing.access())
    )
    login.access()
    login.access()
    assert finder.names == ["passcode", "passcode"]


@pytest.mark.parametrize(
    ("first", "missing", "second"),
    [("totp", "password", V3Password), ("password", "totp", V3Totp)],
)
def test_the_missing_factor_goes_with_the_receipt(first: str, missing: str, second: type) -> None:
    run = FakeRun(factors_needed(missing), testing.access("both"))
    finder = Finder(password="s3cr3t", passcode="123456")
    entry = full(without_password(auth_type=f"v3{first}"), finder, run).access()
    assert entry.access.token == "both"
    method = run.methods[1]
    assert isinstance(method, second)
    assert isinstance(method, (V3Password, V3Totp))
    assert method.receipt == "receipt-1"


@pytest.mark.parametrize("password", ["", CREDENTIAL])
def test_without_the_other_factor_the_receipt_is_the_end(password: Secret) -> None:
    run = FakeRun(factors_needed("password"))
    with pytest.raises(FactorsNeeded, match="more is needed"):
        full(
            without_password(auth_type="v3totp"), Finder(passcode="1", password=password), run
        ).access()


@pytest.mark.parametrize("missing", [(), ("totp", "password"), ("kerberos",)])
def test_other_factors_are_not_guessed(missing: tuple[str, ...]) -> None:
    run = FakeRun(factors_needed(*missing))
    with pytest.raises(FactorsNeeded):
        full(without_password(), Finder(password="s3cr3t", passcode="1"), run).access()


def test_a_stored_application_credential_logs_in() -> None:
    run = FakeRun(testing.access(project={"id": "p1", "name": "demo"}))
    assert (
        full(without_password(), Finder(password=CREDENTIAL), run).access().access.project.name
        == "demo"
    )
    assert run.methods == [V3ApplicationCredential(AUTH_URL, "s3cr3t-pa55", id="a1")]


def test_a_refused_application_credential_asks_for_a_new_login() -> None:
    run = FakeRun(AuthenticationFailed("no", hint="Check the password."))
    with pytest.raises(AuthenticationFailed) as caught:
        full(without_password(), Finder(password=CREDENTIAL), run).access()
    assert "log in again" in caught.value.hint


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"project_name": "other"}, 'project "other"'),
        ({"unscoped": "1"}, "no project"),
        ({"system_scope": "all"}, "the system"),
        ({"trust_id": "t1"}, 'trust "t1"'),
        ({"project_name": "", "domain_name": "Default"}, 'domain "Default"'),
    ],
)
def test_a_stored_application_credential_is_for_one_project(
    values: dict[str, str], words: str
) -> None:
    run = FakeRun(testing.access(project={"id": "p1", "name": "demo"}))
    with pytest.raises(ConfigurationError, match=f'for project "demo", not for {words}'):
        full(without_password(**values), Finder(password=CREDENTIAL), run).access()


def test_nobody_is_asked_before_it_is_time() -> None:
    """Others wait for a login, but not for a person."""
    finder, run = Finder(password="s3cr3t"), FakeRun(testing.access("one"))
    login = cold(without_password(), finder, run)
    assert login.access() is None
    assert (finder.names, run.methods) == ([], [])
    login.ask()
    assert (finder.names, run.methods) == (["password"], [])
    entry = login.access()
    assert entry is not None
    assert entry.access.token == "one"


def test_a_second_factor_is_asked_for_in_between() -> None:
    run = FakeRun(factors_needed("totp"), testing.access("both"))
    finder = Finder(passcode="123456")
    login = cold(alice(), finder, run)
    assert login.access() is None
    assert (finder.names, len(run.methods)) == ([], 1)
    login.ask()
    assert login.access() is not None
    assert (finder.names, len(run.methods)) == (["passcode"], 2)


def test_a_login_at_a_provider_is_made_while_nobody_waits() -> None:
    federation = {
        "auth_type": "v3oidcdeviceauthz",
        "identity_provider": "lab",
        "protocol": "openid",
        "client_id": "cli",
    }
    run = FakeRun(testing.access("one"))
    login = cold(without_password(username="", **federation), Finder(), run)
    assert login.access() is None
    assert run.methods == []
    login.ask()
    assert len(run.methods) == 1
    entry = login.access()
    assert entry is not None
    assert entry.access.token == "one"
    assert login.access() is None, "it serves once"
