"""Read settings from arguments."""

import mini_nova_auth
from mini_nova_auth.settings.declarations import BY_NAME
from mini_nova_auth.settings.source import Value
from mini_nova_auth.settings.sources.arguments import Arguments


def test_the_source_of_a_value_is_its_flag() -> None:
    value = Arguments({"username": "alice"}).get(BY_NAME["username"])
    assert value == Value("alice", "--os-username")


def test_the_source_of_a_value_without_a_flag_is_the_script() -> None:
    assert Arguments({"verify": "no"}).get(BY_NAME["verify"]) == Value("no", "the script")


def test_a_missing_value_is_none() -> None:
    assert Arguments({}).get(BY_NAME["username"]) is None


def test_the_first_public_name_still_works() -> None:
    assert mini_nova_auth.Given is mini_nova_auth.Arguments
