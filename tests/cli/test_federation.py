"""Logins by an OpenID Connect provider, as a user sees them."""

from collections.abc import Callable

import pytest

from tests.local_cloud import Fault, LocalCloud
from tests.runner import nova

OFFER = {
    "device_code": "device-c0de",
    "user_code": "AB-CD",
    "verification_uri": "https://idp/go",
    "interval": 3,
}


@pytest.fixture
def naps(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses of logins, which take no time."""
    taken: list[float] = []
    monkeypatch.setattr("mini_nova_auth.login.drive.time.sleep", taken.append)
    return taken


@pytest.fixture
def provider(cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Makes the cloud's server a provider, too, which Keystone trusts; ``tokens`` are what its
    token endpoint answers.
    """
    subject = nova("--no-cache", "token", "issue", "-f", "json").json["id"]
    for name in ("OS_PASSWORD", "OS_USERNAME", "OS_USER_DOMAIN_NAME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {
        "IDENTITY_PROVIDER": "lab",
        "PROTOCOL": "openid",
        "CLIENT_ID": "cli",
    }.items():
        monkeypatch.setenv(f"OS_{name}", value)
    monkeypatch.setenv("OS_DISCOVERY_ENDPOINT", f"{cloud.url}/idp/.well-known/openid-configuration")

    def prepare(*tokens: tuple[int, dict[str, str]]) -> None:
        endpoints = {
            "token_endpoint": f"{cloud.url}/idp/token",
            "device_authorization_endpoint": f"{cloud.url}/idp/go",
        }
        cloud.faults.clear()
        cloud.faults.add(
            Fault("GET", "/idp/.well-known", "status", times=9, status=200, body=endpoints),
            Fault("POST", "/idp/go", "status", times=9, status=200, body=OFFER),
            *(
                Fault("POST", "/idp/token", "status", status=status, body=body)
                for status, body in tokens
            ),
            Fault(
                "POST",
                "/OS-FEDERATION/",
                "status",
                times=9,
                status=201,
                headers={"X-Subject-Token": subject},
                body={"token": {"user": {"name": "carol"}}},
            ),
        )

    return prepare


def test_a_page_is_opened_and_the_token_kept(
    cloud: LocalCloud, provider: Callable[..., None], naps: list[float]
) -> None:
    provider((400, {"error": "authorization_pending"}), (200, {"access_token": "provider-t0ken"}))
    run = nova("list", tty=True)
    assert run.exit_code == 0
    assert run.errors[0] == "To log in, open https://idp/go and type AB-CD"
    assert naps == [3.0, 3.0]
    assert nova("list").exit_code == 0, "without a terminal the kept token does"
    assert cloud.count("POST", "/idp/go") == 1


def test_login_says_what_is_kept(provider: Callable[..., None], naps: list[float]) -> None:
    provider((200, {"access_token": "provider-t0ken"}))
    run = nova("login", tty=True)
    assert run.exit_code == 0
    assert run.stdout.startswith("Logged in as demo; the token is in the cache until 2")
    assert (
        nova("logout").stdout
        == "Cached logins are gone; this login keeps nothing in the keyring.\n"
    )
    assert nova("list").exit_code == 3


def test_without_a_terminal_nobody_is_waited_for(
    cloud: LocalCloud, provider: Callable[..., None], naps: list[float]
) -> None:
    provider()
    for command in ("list", "login", "doctor"):
        run = nova(command)
        assert (run.exit_code != 0, naps) == (True, [])
        assert "there is no terminal to say so on" in run.stdout + run.stderr
    assert cloud.count("POST", "/idp/token") == 0


def test_a_client_needs_no_terminal(
    cloud: LocalCloud, provider: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OS_CLIENT_SECRET", "cl1ent-secret")
    provider((200, {"access_token": "provider-t0ken"}), (200, {"access_token": "provider-t0ken"}))
    run = nova("--debug", "list")
    assert run.exit_code == 0
    for secret in ("cl1ent-secret", "provider-t0ken"):
        assert secret not in run.stdout + run.stderr
    (form,) = cloud.matching("POST", "/idp/token")
    assert b"grant_type=client_credentials" in form.body


def test_doctor_logs_in_by_it_and_takes_the_providers_word_for_a_refusal(
    provider: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OS_CLIENT_SECRET", "cl1ent-secret")
    provider((200, {"access_token": "provider-t0ken"}))
    assert "client cli logged in to v3 by oidcclientcredentials" in nova("doctor").stdout
    provider((401, {"error": "invalid_client", "error_description": "no such client"}))
    run = nova("doctor")
    assert run.exit_code == 1
    assert "no such client" in run.stdout
    assert "Check OS_CLIENT_ID and OS_CLIENT_SECRET." in run.stdout


def test_what_is_missing_is_said_before_anything_is_sent(
    cloud: LocalCloud, provider: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OS_PROTOCOL")
    before = cloud.count()
    run = nova("list")
    assert run.exit_code == 3
    assert run.errors == [
        'ERROR (CommandError): a login of type "oidcdeviceauthz" needs protocol',
        "Set OS_PROTOCOL, or put it into the cloud's auth section in clouds.yaml.",
    ]
    assert cloud.count() == before


@pytest.fixture
def by_page(provider: Callable[..., None], naps: list[float]) -> None:
    """A login by a page that was opened."""
    provider((200, {"access_token": "provider-t0ken"}))
    assert nova("login", tty=True).exit_code == 0


@pytest.mark.usefixtures("by_page")
def test_doctor_goes_by_the_kept_token_and_asks_for_no_page(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    for project in ("demo", "other"):
        monkeypatch.setenv("OS_PROJECT_NAME", project)
        run = nova("doctor")
        assert (run.exit_code, "logged in to v3 by oidcdeviceauthz" in run.stdout) == (0, True), (
            run.stdout
        )
        assert f"project {project}" in run.stdout
    assert "client cli" not in run.stdout, "it is a user who is logged in"
    assert cloud.count("POST", "/idp/go") == 1


@pytest.mark.usefixtures("by_page")
def test_a_project_that_the_kept_token_is_not_good_for_is_named(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OS_PROJECT_NAME", "nosuch")
    run = nova("list")
    assert (run.exit_code, run.errors[0].split(" was refused")[0]) == (
        3,
        'ERROR (Unauthorized): the token for project "nosuch"',
    )
    assert "No new login was made: this login needs somebody to open a page" in run.errors[1]
    before = cloud.count("POST", "/idp/go")
    found = nova("doctor", tty=True)
    assert 'project "nosuch" was refused' in found.stdout
    assert "Your projects: " in found.stdout
    assert cloud.count("POST", "/idp/go") == before, "the page would not help"


@pytest.mark.usefixtures("by_page")
def test_a_kept_token_that_is_good_no_more_makes_doctor_ask_for_the_page(
    cloud: LocalCloud, provider: Callable[..., None]
) -> None:
    provider((200, {"access_token": "provider-t0ken"}))
    cloud.faults.add(Fault("POST", "/auth/tokens", "status", times=2, status=401, message="no"))
    run = nova("doctor", tty=True)
    assert (run.exit_code, cloud.count("POST", "/idp/go")) == (0, 2)


def test_doctor_tells_the_projects_of_a_client_that_asks_for_another(
    cloud: LocalCloud, provider: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OS_CLIENT_SECRET", "cl1ent-secret")
    monkeypatch.setenv("OS_PROJECT_NAME", "nosuch")
    provider((200, {"access_token": "provider-t0ken"}))
    before = cloud.count()
    run = nova("doctor")
    assert 'for project "nosuch" was refused' in run.stdout
    assert "Your projects: " in run.stdout
    assert cloud.count() - before == 6
