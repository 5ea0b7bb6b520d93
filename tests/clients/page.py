"""docs/sandbox-coverage.md: the clients' table, and which client drove which operation."""

from __future__ import annotations

from collections.abc import Iterator

from tests.clients.clients import CLIENTS, ROOT
from tests.clients.reasons import reason
from tests.clients.record import LAB, SANDBOX, Record

FILE = ROOT / "docs" / "sandbox-coverage.md"
HEAD = """\
# What foreign clients do with the sandbox

Made by `python -m tests.clients --record`; do not edit. `tests/clients/install` sets the clients up,
and `tests/clients/steps` has what each does: small operations, a step each.

## Clients

The steps of each client, against a fresh sandbox and against an OpenStack of today: "both" are the
steps that pass on the two.

"""
OPERATIONS = """
## Operations

Each operation of the sandbox, and the clients that got a success from it. {driven} of {count} were
driven.
"""


def text(record: Record) -> str:
    """Return the page."""
    lines = [*_clients(record), *_problems(record), *_operations(record)]
    return HEAD + "\n".join(lines) + "\n"


def write(record: Record) -> None:
    """Write the page."""
    FILE.write_text(text(record))


def _clients(record: Record) -> Iterator[str]:
    yield "| client | steps | sandbox | lab | both | of what passes on the lab |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for client in CLIENTS:
        if client.name in record.clients:
            yield _row(record, client.name)


def _row(record: Record, client: str) -> str:
    runs = record.clients[client]
    steps = runs.get(SANDBOX) or runs.get(LAB, {})
    sandbox = record.passed(client, SANDBOX)
    lab = record.passed(client, LAB)
    both = sandbox & lab
    share = f"{100 * len(both) / len(lab):.0f} %" if lab else "not run"
    cells = [client, len(steps), len(sandbox), len(lab), len(both), share]
    return "| " + " | ".join(map(str, cells)) + " |"


def _problems(record: Record) -> Iterator[str]:
    """List the steps that pass on the lab only."""
    yield "\n## Steps that pass on the lab only\n"
    for client, clouds in record.clients.items():
        for step in sorted(record.passed(client, LAB) - record.passed(client, SANDBOX)):
            problem = clouds.get(SANDBOX, {}).get(step, "not run")
            yield f"- {client}: `{step}`: {reason(client, step) or _cell(problem)}"


def _operations(record: Record) -> Iterator[str]:
    driven = record.driven()
    yield OPERATIONS.format(driven=len(driven), count=len(record.operations))
    service = ""
    for name in sorted(record.operations, key=lambda name: name.partition(" ")[0]):
        first, _, rest = name.partition(" ")
        if first != service:
            service = first
            yield f"\n### {service}\n\n| operation | clients |\n| --- | --- |"
        yield f"| `{rest}` | {', '.join(record.operations[name]) or 'nobody'} |"


def _cell(message: str) -> str:
    return message[:200].replace("|", "\\|").replace("`", "'")
