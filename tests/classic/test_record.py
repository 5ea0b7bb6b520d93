"""The record is what the classic client does today."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .cases import commands
from .classic_client import ClassicClient, classic_client, interpreter
from .record import FOLDER, document, recorded_commands, text

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def client() -> Iterator[ClassicClient]:
    python = interpreter()
    if python is None:
        pytest.skip("there is no classic client here: pip install python-novaclient")
    with classic_client(python) as running:
        yield running


@pytest.mark.parametrize("command", commands())
def test_the_record_is_true(client: ClassicClient, command: str) -> None:
    """``python -m tests.classic.record`` writes it anew."""
    assert (FOLDER / f"{command}.json").read_text() == text(document(client, command))


def test_its_commands_and_options_are_recorded(client: ClassicClient) -> None:
    assert recorded_commands() == client.commands
