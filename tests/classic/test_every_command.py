"""Every command of the classic client on the sandbox ends as recorded, and as on a real cloud."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.classic.every_command import record
from tests.classic.every_command.lines import lines
from tests.classic.every_command.verdicts import DIFFERENCES, differences
from tests.classic.record import recorded_commands

OWN = {"bash-completion", "bash_completion", "help"}


def test_every_command_has_a_line() -> None:
    assert {line.command for line in lines()} == recorded_commands().keys() - OWN


@pytest.mark.parametrize("command", sorted({line.command for line in lines()}))
def test_what_differs_from_a_real_cloud_has_a_reason(command: str) -> None:
    assert bool(list(differences(command))) == (command in DIFFERENCES), list(differences(command))


@pytest.mark.slow
def test_every_line_ends_as_recorded(tmp_path: Path) -> None:
    pytest.importorskip("uvicorn", reason="the sandbox is an extra: pip install '.[sandbox]'")
    from tests.classic.every_command.__main__ import run_on, sandbox
    from tests.runner import COMMAND

    with sandbox(tmp_path) as variables:
        outcomes = run_on(variables, COMMAND, tmp_path)
    expected = record.read(record.SANDBOX)
    assert [(str(line), text) for line, text in outcomes] == [
        (str(line), text) for line, text in expected
    ]
