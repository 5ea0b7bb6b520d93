"""Resolve settings: precedence, alternatives, and how they are described."""

import pytest

from mini_nova_auth.errors import ConfigurationError
from mini_nova_auth.settings.declarations import BY_NAME, SETTINGS
from mini_nova_auth.settings.resolve import Settings, resolve
from mini_nova_auth.settings.source import Source
from mini_nova_auth.settings.sources.arguments import Arguments
from mini_nova_auth.settings.sources.environment import Environment
from tests.auth.support import settings_of


def chain(*sources: dict[str, str]) -> Settings:
    """Resolve settings from arguments, in order of precedence."""
    return resolve(tuple(Arguments(source) for source in sources))


def test_flags_override_the_environment() -> None:
    sources: tuple[Source, ...] = (
        Arguments({"username": "flag"}),
        Environment({"OS_USERNAME": "env", "OS_REGION_NAME": "R"}),
    )
    settings = resolve(sources)
    assert (settings["username"], settings.source("username")) == ("flag", "--os-username")
    assert (settings["region_name"], settings.source("region_name")) == ("R", "OS_REGION_NAME")
    assert (settings["cacert"], settings.source("cacert")) == ("", "")


def test_an_empty_value_does_not_count() -> None:
    assert chain({"username": ""}, {"username": "lower"})["username"] == "lower"


@pytest.mark.parametrize(
    ("upper", "lower"),
    [
        ("project_name", "project_id"),
        ("project_name", "domain_name"),
        ("system_scope", "project_name"),
        ("trust_id", "project_id"),
        ("username", "user_id"),
        ("token", "password"),
        ("application_credential_id", "password"),
        ("password", "application_credential_id"),
        ("user_domain_name", "user_domain_id"),
        ("project_domain_id", "project_domain_name"),
        ("default_domain_id", "default_domain_name"),
    ],
)
def test_alternatives_come_from_one_source_only(upper: str, lower: str) -> None:
    settings = chain({upper: "upper"}, {lower: "lower"})
    assert (settings[upper], settings[lower]) == ("upper", "")


def test_alternatives_of_the_same_source_are_all_used() -> None:
    settings = chain({}, {"username": "alice", "user_id": "u1"}, {"user_id": "u2"})
    assert (settings["username"], settings["user_id"]) == ("alice", "u1")


def test_a_password_may_come_from_a_lower_source_than_its_user() -> None:
    settings = chain({"username": "alice"}, {"username": "bob", "password": "s3cr3t"})
    assert (settings["username"], settings["password"]) == ("alice", "s3cr3t")


@pytest.mark.parametrize(
    ("word", "on"),
    [
        ("1", True),
        ("True", True),
        ("yes", True),
        (" on ", True),
        ("", False),
        ("0", False),
        ("false", False),
        ("No", False),
        ("none", False),
    ],
)
def test_switches(word: str, on: bool) -> None:
    assert settings_of(insecure=word).is_on("insecure") is on


def test_a_switch_with_any_other_word_is_an_error() -> None:
    with pytest.raises(ConfigurationError, match='--insecure: "maybe" is neither'):
        settings_of(insecure="maybe").is_on("insecure")


def test_an_undeclared_setting_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        settings_of()["pasword"]


@pytest.mark.parametrize("name", [setting.name for setting in SETTINGS if setting.secret])
def test_descriptions_hide_secrets_but_name_their_source(name: str) -> None:
    (line,) = settings_of(**{name: "s3cr3t"}).describe()
    assert line == f"{name} = ***  (from {BY_NAME[name].flags[0]})"


def test_descriptions_show_other_values() -> None:
    lines = resolve((Environment({"OS_USERNAME": "alice", "OS_PASSWORD": "s3cr3t"}),)).describe()
    assert lines == ["username = alice  (from OS_USERNAME)", "password = ***  (from OS_PASSWORD)"]


@pytest.mark.parametrize("name", ["auth_url", "endpoint_override"])
def test_descriptions_hide_a_password_in_a_url(name: str) -> None:
    assert "s3cr3t" not in str(
        settings_of(**{name: "http://alice:s3cr3t@cloud.example:5000/v3"}).describe()
    )


def test_settings_named_like_secrets_are_declared_secret() -> None:
    secret_names = {
        setting.name
        for setting in SETTINGS
        if setting.name.rpartition("_")[2] in ("password", "token", "secret", "passcode")
        or setting.name == "api_key"
    }
    assert secret_names == {setting.name for setting in SETTINGS if setting.secret}


def test_no_flag_variable_or_key_is_declared_twice() -> None:
    for names in (
        [flag for setting in SETTINGS for flag in setting.flags],
        [variable for setting in SETTINGS for variable in setting.environment],
        [key for setting in SETTINGS for key in setting.cloud_keys],
    ):
        assert len(names) == len(set(names))


def test_descriptions_hide_the_arguments_of_a_password_command() -> None:
    assert "s3cr3t" not in str(settings_of(password_command="echo s3cr3t").describe())
    assert "echo ..." in str(settings_of(password_command="echo s3cr3t").describe())


def test_settings_of_a_single_service() -> None:
    settings = settings_of(
        volumev3_region_name="R9", image_endpoint_override="http://i", compute_interface="admin"
    )
    for name in ("block-storage", "volumev3", "volume"):
        assert settings.service_setting(name, "region_name") == "R9"
    assert settings.service_setting("image", "endpoint_override") == "http://i"
    assert settings.service_setting("network", "endpoint_override") == ""
    assert dict(settings.service_settings()).keys() == {
        "volumev3_region_name",
        "image_endpoint_override",
        "compute_interface",
    }


def test_overridden_values_include_alternatives() -> None:
    settings = resolve(
        (
            Arguments({"project_name": "a"}),
            Arguments({"project_name": "b", "project_id": "p"}),
            Arguments({}),
        )
    )
    assert [
        (one.name, value.value) for one, value in settings.overridden(BY_NAME["project_name"])
    ] == [
        ("project_id", "p"),
        ("project_name", "b"),
    ]
    assert settings.overridden(BY_NAME["username"]) == []


def test_aliases_of_a_service_type_share_their_settings() -> None:
    upper, lower = (
        Arguments({"volume_region_name": "V"}),
        Arguments({"block_storage_region_name": "B", "volume_region_name": "W"}),
    )
    ((name, values),) = resolve((upper, lower)).service_settings()
    assert (name, [value.value for value in values]) == ("volume_region_name", ["V", "B", "W"])


def test_every_setting_has_a_heading_for_the_help() -> None:
    headings = {setting.heading for setting in SETTINGS}
    assert headings == {"Login", "Scope", "Federation", "TLS", "Endpoints"}


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("compute_api_version", "latest", "2.latest"),
        ("auth_url", "http://h:5000/v2.0/tokens", "http://h:5000/v2.0"),
        ("auth_url", "http://h/identity/v3/auth/tokens/", "http://h/identity/v3"),
        ("auth_url", "http://h/identity/v3/auth", "http://h/identity/v3"),
        ("auth_url", "http://h/auth/v1.0", "http://h/auth/v1.0"),
        ("auth_url", "http://h/auth", "http://h/auth"),
        ("auth_url", "http://tokens:5000/v3/", "http://tokens:5000/v3/"),
    ],
)
def test_spellings_of_other_clients(name: str, text: str, value: str) -> None:
    settings = settings_of(**{name: text})
    assert settings[name] == value
    assert settings.overridden(BY_NAME[name]) == []


def test_invisible_letters_are_shown_as_escapes() -> None:
    settings = settings_of(auth_url="http://h/v3\r", username="kim\r")
    assert [line for line in settings.describe() if line.count("\\r") == 1] == settings.describe()
