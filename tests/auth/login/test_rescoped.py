"""A login by exchanging a cached token: which token, and what if Keystone refuses it."""

import pytest

from mini_nova_auth import testing
from mini_nova_auth.errors import (
    AuthenticationFailed,
    AuthToolkitError,
    ConfigurationError,
    ProtocolError,
    Unavailable,
)
from mini_nova_auth.login.cache import Cache
from mini_nova_auth.login.plan import Plan
from mini_nova_auth.login.rescoped import RescopedLogin
from mini_nova_auth.login.source import Asking, DirectLogin
from mini_nova_auth.methods.v3_token import V3Token
from tests.auth.login.fakes import AUTH_URL, FakeRun, FakeSource, alice, entry

DEVICE = {
    "auth_type": "v3oidcdeviceauthz",
    "identity_provider": "lab",
    "protocol": "openid",
    "client_id": "cli",
}


@pytest.fixture
def cache_with_demo(cache: Cache) -> Cache:
    """A cache with Alice's login in project demo."""
    cache.store(alice().key, entry("of-demo"))
    return cache


def rescoped(
    plan: Plan, cache: Cache, source: FakeSource, *results: object
) -> tuple[DirectLogin, FakeRun]:
    """The source under test, and the methods that it runs."""
    run = FakeRun(*results)  # type: ignore[arg-type]
    return DirectLogin(RescopedLogin(source, plan, cache, run), Asking()), run


def test_a_token_of_another_project_is_exchanged(cache_with_demo: Cache) -> None:
    login, run = rescoped(
        alice(project_name="other"), cache_with_demo, FakeSource(), testing.access("of-other")
    )
    result = login.access()
    assert (result.access.token, result.is_new) == ("of-other", True)
    assert result.selection.project == "other"
    (method,) = run.methods
    assert isinstance(method, V3Token)
    assert (method.url, method.token, method.scope.project_name) == (AUTH_URL, "of-demo", "other")


@pytest.mark.parametrize(
    "values",
    [
        {"username": "bob", "project_name": "other"},
        {"application_credential_id": "a1", "username": ""},
    ],
)
def test_a_token_of_another_identity_is_not(cache_with_demo: Cache, values: dict[str, str]) -> None:
    source = FakeSource(entry("full"))
    login, run = rescoped(alice(**values), cache_with_demo, source)
    assert login.access().access.token == "full"
    assert run.methods == []


def test_a_token_of_another_password_is_not(cache_with_demo: Cache) -> None:
    source = FakeSource(entry("full"))
    plan = alice(project_name="other", password="an0ther")
    login, run = rescoped(plan, cache_with_demo, source)
    assert login.access().access.token == "full"
    assert run.methods == []


def test_the_new_entry_is_of_the_same_password(cache_with_demo: Cache) -> None:
    plan = alice(project_name="other", password="")
    login, _ = rescoped(plan, cache_with_demo, FakeSource(), testing.access("of-other"))
    assert login.access().fingerprints == alice().fingerprints


def test_a_spent_token_is_not(cache: Cache) -> None:
    cache.store(alice().key, entry("of-demo", lifetime=-100))
    login, run = rescoped(alice(project_name="other"), cache, FakeSource(entry("full")))
    assert login.access().access.token == "full"
    assert run.methods == []


def test_after_a_refused_token_no_other_is_tried(cache_with_demo: Cache) -> None:
    source = FakeSource(entry("full"))
    login, run = rescoped(alice(project_name="other"), cache_with_demo, source)
    login.access("refused")
    assert (source.calls, run.methods) == (["refused"], [])


@pytest.mark.parametrize("refusal", [AuthenticationFailed("no"), ProtocolError("what?")])
def test_if_keystone_refuses_the_token_the_secret_is_used(
    cache_with_demo: Cache, refusal: AuthToolkitError
) -> None:
    source = FakeSource(entry("full"))
    login, _ = rescoped(alice(project_name="other"), cache_with_demo, source, refusal)
    assert login.access().access.token == "full"


def test_if_keystone_is_unavailable_the_secret_is_not_used(cache_with_demo: Cache) -> None:
    problem = Unavailable("away", sent=False)
    login, _ = rescoped(alice(project_name="other"), cache_with_demo, FakeSource(), problem)
    with pytest.raises(Unavailable):
        login.access()


def test_a_missing_secret_is_reported(cache_with_demo: Cache) -> None:
    source = FakeSource(ConfigurationError("there is no password"))
    plan = alice(project_name="other")
    login, _ = rescoped(plan, cache_with_demo, source, AuthenticationFailed("no"))
    with pytest.raises(ConfigurationError, match="no password"):
        login.access()


def test_if_nobody_can_open_a_page_keystones_refusal_is_reported(cache: Cache) -> None:
    device = {**DEVICE, "password": "", "username": ""}
    cache.store(alice(**device).key, entry("of-demo"))

    def ask() -> None:
        raise ConfigurationError("there is no terminal")

    source = FakeSource(asking=ask)
    refusal = AuthenticationFailed("no role in other")
    login, _ = rescoped(alice(**device, project_name="other"), cache, source, refusal)
    with pytest.raises(AuthenticationFailed, match="no role in other") as caught:
        login.access()
    assert "No new login was made: there is no terminal." in caught.value.hint
