"""Abbreviated long options: any prefix that fits one option, before the command and after it."""

import pytest

from tests.local_cloud import LocalCloud
from tests.runner import nova

OS_PRO = ["--os-protocol", "--os-project-id", "--os-project-name", "--os-project-domain-id"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("list", "--limit", "1"),
        ("list", "--lim", "1"),
        ("list", "--lim=1"),
        ("list", "--os-reg", "RegionOne", "--limit", "1"),
        ("--os-reg=RegionOne", "--form", "json", "list", "--lim", "1", "--form", "table"),
        ("--os_reg", "RegionOne", "list", "--li=1"),
        ("list", "-f", "table", "--lim", "1"),
        ("list", "-ftable", "--lim", "1"),
        ("list", "--name", "--status", "--limit", "1"),  # a value may look like an option
    ],
)
def test_any_unambiguous_prefix_will_do(cloud: LocalCloud, arguments: tuple[str, ...]) -> None:
    cloud.region = "RegionOne"
    run = nova(*arguments)
    assert (run.exit_code, run.stderr) == (0, "")
    assert cloud.matching("GET", "/servers/detail")[0].query["limit"] == ["1"]


@pytest.mark.parametrize("arguments", [("--os-pro", "x", "list"), ("list", "--os_pro=x")])
def test_an_ambiguous_prefix_is_refused(cloud: LocalCloud, arguments: tuple[str, ...]) -> None:
    run = nova(*arguments)
    assert run.exit_code == 2
    assert run.errors[0].startswith("ERROR (CommandError): ambiguous option: --os-pro could match ")
    assert all(spelling in run.errors[0] for spelling in OS_PRO)
    assert cloud.requests == []


def test_a_commands_own_option_wins(cloud: LocalCloud) -> None:
    run = nova("boot", "vm", "--flavor", "1", "--tim", "5")  # boot has a --timeout of its own
    assert run.errors[0].endswith("--timeout and --rm-on-failure need --poll")
    run = nova("list", "--tim", "5")
    assert run.errors[0].endswith("ambiguous option: --tim could match --timings, --timeout")


def test_two_spellings_of_one_option_are_no_ambiguity(cloud: LocalCloud) -> None:
    assert nova("list", "--os-user-i", cloud.user_id).exit_code == 0
    run = nova("list", "--os-auth-ur", f"{cloud.url}/identity/v3")
    assert (run.exit_code, run.stderr) == (0, "")


def test_words_after_a_double_hyphen_are_no_options(cloud: LocalCloud) -> None:
    run = nova("show", "--", "--lim")
    assert "No server with a name or ID of '--lim' exists." in run.errors[0]


def test_what_a_command_passes_on_stays_as_it_is(cloud: LocalCloud) -> None:
    run = nova("token", "exec", "--os-reg", cloud.region, "/no/such", "--os-pro", "--colour")
    assert run.exit_code == 127


def test_an_abbreviation_without_its_value_names_the_command(cloud: LocalCloud) -> None:
    assert nova("boot", "--sec").errors == [
        "ERROR (CommandError): Option '--security-groups' requires an argument.",
        "Try 'mini-nova boot --help' for more information.",
    ]
