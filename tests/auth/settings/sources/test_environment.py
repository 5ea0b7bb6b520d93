"""Read settings from environment variables."""

import pytest

from mini_nova_auth.errors import ConfigurationError
from mini_nova_auth.settings.declarations import BY_NAME, SETTINGS, Setting
from mini_nova_auth.settings.source import Value
from mini_nova_auth.settings.sources.environment import Environment


@pytest.mark.parametrize(
    "setting",
    [setting for setting in SETTINGS if setting.environment],
    ids=lambda setting: str(setting.name),
)
def test_the_first_declared_variable_takes_precedence(setting: Setting) -> None:
    variables: dict[str, str] = {}
    for name in reversed(setting.environment):
        variables[name] = f"of {name}"
        assert Environment(variables).get(setting) == Value(f"of {name}", name)


def test_an_empty_variable_does_not_count() -> None:
    setting = BY_NAME["username"]
    assert Environment({"OS_USERNAME": "", "NOVA_USERNAME": "alice"}).get(setting) == Value(
        "alice", "NOVA_USERNAME"
    )
    assert Environment({"OS_USERNAME": ""}).get(setting) is None


@pytest.mark.parametrize(
    ("variable", "name"),
    [
        ("OS_TENANT_NAME", "project_name"),
        ("NOVA_PROJECT_ID", "project_name"),
        ("OS_TENANT_ID", "project_id"),
        ("NOVA_URL", "auth_url"),
    ],
)
def test_the_classic_clients_variables(variable: str, name: str) -> None:
    assert Environment({variable: "x"}).get(BY_NAME[name]) == Value("x", variable)


def test_a_variable_that_is_not_text_is_an_error() -> None:
    environment = Environment({"OS_PASSWORD": "s3cr\udcff", "OS_IMAGE_ENDPOINT_OVERRIDE": "\udcff"})
    with pytest.raises(
        ConfigurationError, match=r"^OS_PASSWORD is not valid text in this locale's encoding$"
    ):
        environment.get(BY_NAME["password"])
    with pytest.raises(ConfigurationError, match=r"^OS_IMAGE_ENDPOINT_OVERRIDE is not valid text"):
        environment.lookup("image_endpoint_override")
