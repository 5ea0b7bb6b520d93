"""Every case: mini-nova does what the classic client did, or differs as ``differences`` says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from mini_nova.root import cli

from .cases import cases, cases_of, commands
from .comparison import GENERAL, GeneralDifference, differences, plain_differences
from .differences import DIFFERENCES, MISSING, PENDING, REMOVED, is_listed, unused
from .ours import Clouds
from .record import recorded, recorded_commands

COMPARED = sorted(set(commands()) - MISSING - PENDING)
_OWN = ("help", "bash-completion", "bash_completion")  # the program's own commands


@pytest.fixture
def clouds(tmp_path: Path) -> Iterator[Clouds]:
    running = Clouds(tmp_path)
    yield running
    running.close()


@pytest.mark.parametrize("command", COMPARED)
def test_does_what_the_classic_client_did(command: str, clouds: Clouds) -> None:
    unlisted, differing = [], []
    for case in cases_of(command):
        result = differences(recorded(command)[str(case)], clouds.observe(case))
        for aspect, text in result.items():
            differing.append((str(case), aspect))
            if not is_listed(str(case), aspect):
                unlisted.append(f"{case}: {aspect}\n {text}")
    assert not unlisted, f"{len(unlisted)} differences are not listed:\n" + "\n".join(unlisted)
    assert unused(command, differing) == []


@pytest.mark.parametrize("general", GENERAL, ids=lambda general: general.title)
def test_a_general_difference_is_one(general: GeneralDifference, clouds: Clouds) -> None:
    (case,) = (case for case in cases() if str(case) == general.example)
    classic, ours = recorded(case.command)[str(case)], clouds.observe(case)
    assert len(plain_differences(general.rule(classic, ours), ours)) < len(
        plain_differences(classic, ours)
    )


def test_only_missing_commands_are_listed_as_missing() -> None:
    present = set(cli.list_commands(click.Context(cli)))
    missing = set(recorded_commands()) - present - {*_OWN}
    assert missing - MISSING == set()
    assert MISSING - missing == set(), "they exist: take them off MISSING, and compare them"


def test_every_listed_difference_is_of_a_command_that_is_compared() -> None:
    foreign = [item for item in DIFFERENCES if item.command not in COMPARED]
    assert foreign == []
    assert set(REMOVED) <= set(recorded_commands())


def test_every_command_and_option_has_a_case() -> None:
    uncovered = [
        f"{command} {option}"
        for command, options in recorded_commands().items()
        if command not in _OWN
        for option in ["", *options]
        if option not in ("-h", "--help") and not _is_covered(command, option)
    ]
    assert uncovered == []


def _is_covered(command: str, option: str) -> bool:
    words = (case.line.replace("=", " ").split() for case in cases_of(command))
    return any(option in ("", *line) for line in words)
