"""Commands and options exist in the microversions in which the classic client has them.

``ranges.txt`` has a line for each that has a range: command, option (or * for the command itself),
since and until. It was read off python-novaclient 18.13.
"""

from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from mini_nova.commands.nova._kinds.api_range import RangedCommand, RangedOption
from mini_nova.compute.version_range import number
from mini_nova.root import cli

from .differences import MISSING

Range = tuple[str, str]  # since and until; "-" for an open end
NEWEST = (2, 96)  # of the classic client
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


def command_of(name: str) -> click.Command | None:
    return cli.get_command(click.Context(cli), name)


def own_ranges(name: str) -> Iterator[tuple[str, Range]]:
    """The ranges of a command and its options."""
    command = command_of(name)
    if not isinstance(command, RangedCommand):
        return
    if command.range.label:
        yield WHOLE, (command.range.since or "-", command.range.until or "-")
    for param in command.params:
        if isinstance(param, RangedOption) and (param.since or param.until):
            yield max(param.opts, key=len), (param.since or "-", param.until or "-")


def is_newer(range: Range) -> bool:
    """Whether something came after the classic client."""
    since, _ = range
    return since != "-" and number(since) > NEWEST


@pytest.mark.parametrize("name", sorted({command for command, _ in classic_ranges()} - MISSING))
def test_ranges_are_the_classic_clients(name: str) -> None:
    classic = {
        option: range
        for (command, option), range in classic_ranges().items()
        if command == name and (name, option) not in DIFFERENCES
    }
    own = {
        option: range
        for option, range in own_ranges(name)
        if not is_newer(range) and (name, option) not in DIFFERENCES
    }
    assert own == classic


def test_what_differs_is_as_listed() -> None:
    for (name, option), range in DIFFERENCES.items():
        assert dict(own_ranges(name)).get(option) == range
