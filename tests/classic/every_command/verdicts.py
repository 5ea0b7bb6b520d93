"""What docs/classic.md says of each command on the sandbox, from the two records."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from . import record
from .lines import Line
from .runs import WORKS, Outcome

# Commands that end otherwise on the sandbox than on a real cloud, with the reason.
DIFFERENCES: dict[str, str] = {
    "service-force-down": "a host that is forced up counts as restarted, and completes its evacuations;"
    " Nova wants it restarted first.",
}


_NO_SCREEN = "nobody answers at the URL: the guests of the driver `fake` have no screen."
# Commands that work, but lead to something that is not there.
LIMITS: dict[str, str] = {
    **dict.fromkeys(("get-mks-console", "get-serial-console"), _NO_SCREEN),
    **dict.fromkeys(("get-spice-console", "get-vnc-console"), _NO_SCREEN),
    "ssh": "nobody answers at the address: the guests of the driver `fake` run no system.",
}


@cache
def pairs(command: str) -> tuple[tuple[Outcome, Outcome | None], ...]:
    """The outcomes of a command's lines on the sandbox and, if it ran there, on the real cloud."""
    real = _by_line(record.read(record.OPENSTACK))
    rows = []
    for outcome in record.read(record.SANDBOX):
        if outcome.line.command == command:
            outcomes = real.get(outcome.line, [])
            rows.append((outcome, outcomes.pop(0) if outcomes else None))
    return tuple(rows)


def verdict(command: str) -> str:
    """Return what the page says: ``works``, or how and why it is refused."""
    reason = DIFFERENCES.get(command) or LIMITS.get(command)
    if any(ours.text == WORKS for ours, _ in pairs(command)):
        return f"works: {reason}" if reason else WORKS
    _, _, refusal = pairs(command)[0][0].text.partition(": ")
    return f"not there: {reason}" if reason else f"refused as Nova refuses: {refusal}"


def differences(command: str) -> Iterator[str]:
    """Yield the lines of a command that end otherwise on a real cloud."""
    for ours, theirs in pairs(command):
        if theirs is not None and theirs.text != ours.text:
            yield f"{ours.line}: {ours.text}; on a real cloud {theirs.text}"


def _by_line(outcomes: list[Outcome]) -> dict[Line, list[Outcome]]:
    rows: dict[Line, list[Outcome]] = {}
    for outcome in outcomes:
        rows.setdefault(outcome.line, []).append(outcome)
    return rows
