"""Settings given outright."""

from mini_nova_auth.settings.declarations import BY_NAME
from mini_nova_auth.settings.source import Value
from mini_nova_auth.settings.sources.arguments import Arguments


def test_a_value_is_named_after_its_flag() -> None:
    assert Arguments({"username": "alice"}).get(BY_NAME["username"]) == Value(
        "alice", "--os-username"
    )


def test_a_value_that_has_no_flag_is_the_scripts() -> None:
    assert Arguments({"verify": "no"}).get(BY_NAME["verify"]) == Value("no", "the script")


def test_what_is_not_given_is_none() -> None:
    assert Arguments({}).get(BY_NAME["username"]) is None
