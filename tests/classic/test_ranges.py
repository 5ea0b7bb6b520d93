"""Commands and options exist in the microversions in which the classic client has them.

``ranges.txt`` has a line for each: command, option (or * for the command itself), since and until. It
was read off python-novaclient 18.13.
"""

from pathlib import Path

import click
import pytest

from mini_nova.commands.nova._kinds.api_range import RangedCommand, RangedOption
from mini_nova.compute.version_range import VersionRange
from mini_nova.root import cli

from .differences import MISSING

Range = tuple[str, str]  # since and until; "-" for an open end
OPEN: Range = ("-", "-")
WHOLE = "*"
# What Nova ended after the classic client, or has no answer for.
DIFFERENCES: dict[tuple[str, str], Range] = {
    ("flavor-create", "--rxtx-factor"): ("-", "2.101"),  # flavors have no such factor any more
    ("hypervisor-stats", WHOLE): ("-", "2.87"),  # Nova removed it; the classic client gets a 404
}


def classic_ranges() -> dict[tuple[str, str], Range]:
    """The ranges of the classic client, by command and option."""
    ranges = {}
    text = Path(__file__).with_name("ranges.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        command, option, since, until = line.split()
        ranges[command, option] = since, until
    return ranges


def own_range(name: str, option: str) -> Range:
    """The range of a command, or of one of its options; open at both ends if it is not there."""
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    if option == WHOLE:
        return _range(command.range) if isinstance(command, RangedCommand) else OPEN
    for param in command.params:
        if isinstance(param, RangedOption) and option in param.opts:
            return _range(param)
    return OPEN


def _range(item: VersionRange | RangedOption) -> Range:
    return item.since or "-", item.until or "-"


@pytest.mark.parametrize("name", sorted({command for command, _ in classic_ranges()} - MISSING))
def test_ranges_are_the_classic_clients(name: str) -> None:
    classic = {
        option: DIFFERENCES.get((command, option), range)
        for (command, option), range in classic_ranges().items()
        if command == name
    }
    assert {option: own_range(name, option) for option in classic} == classic
