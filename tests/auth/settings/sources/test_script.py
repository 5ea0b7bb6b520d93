"""The settings that a script passes as arguments."""

from pathlib import Path

import pytest

from mini_nova_auth.errors import ConfigurationError
from mini_nova_auth.settings.declarations import BY_NAME
from mini_nova_auth.settings.source import Value
from mini_nova_auth.settings.sources.script import ScriptArguments


@pytest.mark.parametrize(
    ("value", "text"),
    [("R2", "R2"), (30, "30"), (2.5, "2.5"), (True, "true"), (False, "false"), (Path("/x"), "/x")],
)
def test_values_become_text(value: object, text: str) -> None:
    source = ScriptArguments({"timeout": value})
    assert source.get(BY_NAME["timeout"]) == Value(text, "the argument timeout")


def test_none_is_no_value() -> None:
    assert ScriptArguments({"timeout": None}).get(BY_NAME["timeout"]) is None


def test_a_services_own_setting() -> None:
    source = ScriptArguments({"image_endpoint_override": "http://h"})
    value = Value("http://h", "the argument image_endpoint_override")
    assert source.lookup("image_endpoint_override") == value


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("regoin_name", 'Did you mean "region_name"?'),
        ("tenant_name", 'Did you mean "project_name"?'),
        ("image_endpoint_overide", 'Did you mean "image_endpoint_override"?'),
        ("x", "Such settings are region_name"),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest(name: str, hint: str) -> None:
    with pytest.raises(ConfigurationError, match=f'there is no setting "{name}"') as caught:
        ScriptArguments({name: "R2"})
    assert caught.value.hint.startswith(hint)


@pytest.mark.parametrize("value", [["public"], {}, b"x", object()])
def test_a_value_of_another_type_is_refused(value: object) -> None:
    with pytest.raises(ConfigurationError, match="the argument interface is of the type"):
        ScriptArguments({"interface": value})
