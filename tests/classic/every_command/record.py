"""The records: what came of the lines on the sandbox and on a real cloud, checked in."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from .lines import lines
from .runs import Outcome

_FOLDER = Path(__file__).parent
SANDBOX = _FOLDER / "sandbox.txt"
OPENSTACK = _FOLDER / "openstack.txt"
_GAP = "    "


def write(path: Path, outcomes: Iterable[Outcome]) -> None:
    """Write outcomes, two rows a line: the line, and what came of it."""
    rows = [f"{outcome.line}\n{_GAP}{outcome.text}\n" for outcome in outcomes]
    path.write_text("".join(rows))


def read(path: Path) -> list[Outcome]:
    """Return the outcomes of a record, in the order of the lines that ran."""
    rows = path.read_text().splitlines()
    outcomes = []
    texts = iter(zip(rows[::2], rows[1::2], strict=True))
    name, text = next(texts)
    for line in lines():
        if str(line) == name:
            outcomes.append(Outcome(line, text.strip()))
            name, text = next(texts, ("", ""))
    assert not name, f"{path.name} has a line that is no more: {name}"
    return outcomes
