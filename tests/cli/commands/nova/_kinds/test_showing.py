"""Commands that show one thing: each is declared with a test of its family."""

from tests.cli.commands.nova._kinds.kinds import commands_of

TESTED = ["flavor-show"]


def test_every_command_of_the_kind_is_in_the_table() -> None:
    assert commands_of("showing") == sorted(TESTED)
