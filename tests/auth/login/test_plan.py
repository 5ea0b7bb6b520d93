"""What the settings ask of a login: its kind, version, secrets, cache key and method."""

import pytest

from mini_nova_auth.errors import AuthToolkitError, ConfigurationError
from mini_nova_auth.login.identity import Identity
from mini_nova_auth.methods.v1_password import V1Password
from mini_nova_auth.methods.v2 import Tenant
from mini_nova_auth.methods.v2_password import V2Password
from mini_nova_auth.methods.v2_token import V2Token
from mini_nova_auth.methods.v3 import Scope, User
from mini_nova_auth.methods.v3_application_credential import V3ApplicationCredential
from mini_nova_auth.methods.v3_password import V3Password
from mini_nova_auth.methods.v3_token import V3Token
from mini_nova_auth.secrets.secret import Secret
from tests.auth.support import plan_of

V3 = Identity("3", "http://h:5000/v3")
V2 = Identity("2", "http://h:5000/v2.0")
DEFAULT = "default"


def secrets(secret: str) -> dict[str, Secret]:
    """The same secret for every setting."""
    return dict.fromkeys(
        ("password", "token", "application_credential_secret", "passcode", "api_key"), secret
    )


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ({}, "password"),
        ({"password": "p", "token": "t"}, "password"),
        ({"token": "t"}, "token"),
        ({"application_credential_id": "a"}, "applicationcredential"),
        ({"application_credential_name": "a"}, "applicationcredential"),
        ({"auth_type": "password", "token": "t"}, "password"),
        ({"auth_type": "v3"}, "password"),
        ({"auth_type": "v2token"}, "token"),
        ({"auth_type": "v3ApplicationCredential"}, "applicationcredential"),
        ({"auth_type": "v3_application-credential"}, "applicationcredential"),
    ],
)
def test_the_kind_of_login(values: dict[str, str], kind: str) -> None:
    assert plan_of(**values).kind == kind


def test_an_unknown_kind_is_a_configuration_error() -> None:
    with pytest.raises(ConfigurationError, match="--os-auth-type"):
        plan_of(auth_type="v3kerberos").kind  # noqa: B018 - raises


@pytest.mark.parametrize(
    ("values", "version"),
    [
        ({"auth_url": "http://h:5000"}, ""),
        ({"auth_url": "http://h:5000/v3/"}, "3"),
        ({"auth_url": "http://h:5000/v2.0"}, "2"),
        ({"auth_url": "http://h/auth/v1.0"}, "1"),
        ({"auth_url": "http://h:5000/v3", "identity_api_version": "2.0"}, "2"),
        (
            {"auth_url": "http://h:5000", "identity_api_version": "3", "auth_type": "v2password"},
            "2",
        ),
        ({"auth_url": "http://h:5000/v3", "auth_type": "v2password"}, "2"),
        ({"auth_url": "http://h:5000", "application_credential_id": "a"}, "3"),
        ({"auth_url": "http://h/v9"}, ""),
        ({}, ""),
    ],
)
def test_the_version_that_the_settings_name(values: dict[str, str], version: str) -> None:
    assert plan_of(**values).version == version


@pytest.mark.parametrize("url", ["http://[::1/v3", "http://h]/v3"])
def test_a_malformed_address_has_no_version_or_is_reported(url: str) -> None:
    try:
        assert plan_of(auth_url=url, username="alice").version in ("", "3")
    except AuthToolkitError as error:
        assert error.message  # noqa: PT017 - either outcome is right


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"auth_url": "http://h"}, "You must provide a user name/id"),
        ({"username": "alice"}, "You must provide an auth url"),
        ({"token": "t"}, "You must provide an auth url"),
        ({"auth_url": "http://h", "application_credential_name": "ci"}, "needs its user"),
    ],
)
def test_incomplete_settings_are_reported(values: dict[str, str], words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        plan_of(**values).require_complete()


@pytest.mark.parametrize(
    "values",
    [
        {"username": "alice"},
        {"user_id": "u1"},
        {"token": "t"},
        {"application_credential_id": "a"},
        {"application_credential_name": "ci", "username": "alice"},
    ],
)
def test_complete_settings_pass(values: dict[str, str]) -> None:
    plan_of(auth_url="http://h", **values).require_complete()


def test_a_v1_method() -> None:
    plan = plan_of(username="alice", project_name="demo")
    method = plan.method(Identity("1", "http://h/v1.0"), secrets("key"))
    assert method == V1Password("http://h/v1.0", "alice", "key", "demo")
    with pytest.raises(ConfigurationError, match=r"v1 has no login of type .token."):
        plan_of(token="t").method(Identity("1", "http://h/v1.0"), secrets("t"))


def test_v2_methods() -> None:
    plan = plan_of(username="alice", project_name="demo")
    assert plan.method(V2, secrets("s")) == V2Password(
        V2.url, "s", username="alice", tenant=Tenant(name="demo")
    )
    assert plan.exchange(V2, "old") == V2Token(V2.url, "old", Tenant(name="demo"))
    assert plan_of(token="t", project_id="t1").method(V2, secrets("t")) == V2Token(
        V2.url, "t", Tenant("t1")
    )
    with pytest.raises(ConfigurationError, match="v2 has no login"):
        plan_of(application_credential_id="a").method(V2, secrets("s"))


def test_v3_methods() -> None:
    plan = plan_of(username="alice", project_name="demo")
    scope = Scope(project_name="demo", project_domain_id="default")
    assert plan.method(V3, secrets("s")) == V3Password(
        V3.url, "s", User(name="alice", domain_id=DEFAULT), scope
    )
    assert plan.exchange(V3, "old") == V3Token(V3.url, "old", scope)
    by_id = plan_of(application_credential_id="a")
    assert by_id.method(V3, secrets("s")) == V3ApplicationCredential(
        V3.url, "s", id="a", user=User(domain_id=DEFAULT)
    )
    by_name = plan_of(application_credential_name="ci", user_id="u1")
    assert by_name.method(V3, secrets("s")) == V3ApplicationCredential(
        V3.url, "s", name="ci", user=User("u1", domain_id=DEFAULT)
    )


@pytest.mark.parametrize(
    ("values", "user", "project"),
    [
        ({}, ("default", ""), ("default", "")),
        ({"user_domain_name": "Sales"}, ("", "Sales"), ("default", "")),
        ({"default_domain_name": "Sales"}, ("", "Sales"), ("", "Sales")),
        ({"default_domain_id": "d0", "project_domain_name": "Sales"}, ("d0", ""), ("", "Sales")),
        ({"user_domain_id": "d1", "user_domain_name": "Sales"}, ("d1", ""), ("default", "")),
    ],
)
def test_domains(values: dict[str, str], user: tuple[str, str], project: tuple[str, str]) -> None:
    method = plan_of(username="alice", project_name="demo", **values).method(V3, secrets("s"))
    assert isinstance(method, V3Password)
    assert (method.user.domain_id, method.user.domain_name) == user
    assert (method.scope.project_domain_id, method.scope.project_domain_name) == project


@pytest.mark.parametrize("word", ["all", "ALL", "true", "1"])
def test_the_system_scope(word: str) -> None:
    method = plan_of(username="alice", system_scope=word).method(V3, secrets("s"))
    assert isinstance(method, V3Password)
    assert method.scope.system


BASE = {
    "auth_url": "http://h:5000/v3",
    "username": "alice",
    "password": "s3cr3t",
    "project_name": "demo",
}


@pytest.mark.parametrize(
    "change",
    [
        {"password": "other"},
        {"region_name": "R"},
        {"interface": "internal"},
        {"timeout": "5"},
        {"auth_url": "http://h:5000/v3/"},
    ],
)
def test_settings_that_do_not_change_the_token_do_not_change_its_key(
    change: dict[str, str],
) -> None:
    assert plan_of(**{**BASE, **change}).key == plan_of(**BASE).key


@pytest.mark.parametrize(
    "change",
    [
        {"username": "bob"},
        {"auth_url": "http://i:5000/v3"},
        {"user_domain_name": "Sales"},
        {"identity_api_version": "2"},
        {"user_id": "u1", "username": ""},
    ],
)
def test_another_identity_has_another_key(change: dict[str, str]) -> None:
    assert plan_of(**{**BASE, **change}).key.identity != plan_of(**BASE).key.identity


@pytest.mark.parametrize(
    "change",
    [
        {"project_name": "other"},
        {"project_domain_name": "Sales"},
        {"system_scope": "all", "project_name": ""},
        {"trust_id": "t"},
    ],
)
def test_another_scope_has_another_key_of_the_same_identity(change: dict[str, str]) -> None:
    plain, changed = plan_of(**BASE).key, plan_of(**{**BASE, **change}).key
    assert plain.identity == changed.identity
    assert plain.scope != changed.scope
    assert plain.stem != changed.stem


@pytest.mark.parametrize(
    "kind", [{}, {"application_credential_id": "a", "application_credential_secret": "s3cr3t"}]
)
def test_no_password_is_in_a_key(kind: dict[str, str]) -> None:
    assert "s3cr3t" not in str(plan_of(**{**BASE, **kind}).key)


def test_two_tokens_are_two_identities() -> None:
    keys = [plan_of(auth_url="http://h/v3", token=token).key for token in ("one", "two")]
    assert keys[0].identity != keys[1].identity
    assert not any("one" in key.stem for key in keys)


@pytest.mark.parametrize(
    ("values", "setting", "account"),
    [
        ({"username": "alice"}, "password", "alice@default"),
        ({"user_id": "u1", "user_domain_name": "Sales"}, "password", "u1@Sales"),
        ({"application_credential_id": "a1"}, "application_credential_secret", "a1"),
        (
            {"application_credential_name": "ci", "username": "alice"},
            "application_credential_secret",
            "ci of alice@default",
        ),
        ({"token": "t"}, "token", "token"),
    ],
)
def test_the_secret_that_a_login_needs(values: dict[str, str], setting: str, account: str) -> None:
    secret = plan_of(auth_url="http://h:5000/v3/", **values).secret_name()
    assert (secret.setting, secret.cloud, secret.account) == (setting, "http://h:5000/v3", account)
    assert secret.service == "mini-nova http://h:5000/v3"
