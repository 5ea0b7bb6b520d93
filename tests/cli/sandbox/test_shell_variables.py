"""Variables of another cloud's login do not count with the sandbox."""

import pytest

from mini_nova.sandbox import shell_variables

LOGIN = {"username": "admin", "project_name": "admin", "region_name": "RegionOne"}


@pytest.mark.parametrize(
    "name",
    [
        "OS_PASSWORD",
        "OS_AUTH_TYPE",
        "OS_TOKEN",
        "NOVA_URL",
        "OS_ENDPOINT_OVERRIDE",
        "OS_IMAGE_ENDPOINT_OVERRIDE",
        "OS_NETWORK_REGION_NAME",
        "OS_CACERT",
        "OS_PASSWORD_CMD",
    ],
)
def test_a_variable_of_a_login(name: str) -> None:
    variables = {name: "x", "PATH": "/bin"}
    assert shell_variables.usable(variables) == {"PATH": "/bin"}
    assert shell_variables.ignored(variables, LOGIN) == [name]


@pytest.mark.parametrize("name", ["OS_CLOUD", "OS_COMPUTE_API_VERSION", "OS_TIMEOUT", "HOME"])
def test_a_variable_that_counts(name: str) -> None:
    assert shell_variables.usable({name: "x"}) == {name: "x"}
    assert shell_variables.ignored({name: "x"}, LOGIN) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OS_USERNAME", "admin"),
        ("OS_TENANT_NAME", "admin"),
        ("OS_IDENTITY_API_VERSION", "3"),
        ("OS_PASSWORD", ""),
    ],
)
def test_a_variable_that_says_the_same_is_not_named(name: str, value: str) -> None:
    assert shell_variables.ignored({name: value}, LOGIN) == []
