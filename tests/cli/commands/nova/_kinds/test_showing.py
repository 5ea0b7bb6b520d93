"""Commands that show one thing: each is compared with the classic client, or has a test of its own."""

from tests.classic.cases import commands
from tests.cli.commands.nova._kinds.kinds import commands_of

OTHERS = {
    "console-auth-token-show",
    "share-show",
}  # commands that the classic client lacks, tested in their families


def test_every_command_of_the_kind_is_tested() -> None:
    assert set(commands_of("showing")) - set(commands()) == OTHERS
