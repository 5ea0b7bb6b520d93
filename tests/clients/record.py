"""What clients have passed, in ``recorded.json``: the numbers that a later run is measured by."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tests.clients.runs import Run

FILE = Path(__file__).with_name("recorded.json")
SANDBOX = "sandbox"
LAB = "lab"
PASSING_WORDS = {  # what differs from run to run, and what stands for it in the record
    r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}": "ID",
    r"\b[0-9a-f]{32}\b": "ID",
    r"http://127\.0\.0\.1:\d+(?=/)": "URL",
    r"clients-([a-z-]+)-\d+": "PREFIX",
}


def lasting(problem: str) -> str:
    """Return a problem without what differs from run to run."""
    for pattern, word in PASSING_WORDS.items():
        problem = re.sub(pattern, word, problem)
    return problem[:240]


class Record:
    """The recorded runs.

    ``clients`` has for each client and cloud its steps, with the problem of each, or ''.
    ``operations`` has for each of the sandbox's operations the clients that drove it.
    """

    def __init__(self, content: dict[str, Any]) -> None:
        self.clients: dict[str, dict[str, dict[str, str]]] = content.get("clients", {})
        self.operations: dict[str, list[str]] = content.get("operations", {})

    @classmethod
    def read(cls) -> Record:
        """Read the file; an empty record if there is none."""
        return cls(json.loads(FILE.read_text()) if FILE.exists() else {})

    def write(self) -> None:
        """Write the file."""
        content = {"clients": self.clients, "operations": self.operations}
        FILE.write_text(json.dumps(content, indent=1, sort_keys=False) + "\n")

    def add(self, run: Run, cloud: str) -> None:
        """Put a run in place of the client's last one on this cloud."""
        steps = {step: lasting(problem) for step, problem in run.steps.items()}
        self.clients.setdefault(run.client, {})[cloud] = steps
        if cloud != SANDBOX:
            return
        operations = {}
        for name, is_driven in run.operations.items():
            clients = [client for client in self.operations.get(name, []) if client != run.client]
            operations[name] = sorted([*clients, run.client] if is_driven else clients)
        self.operations = operations

    def passed(self, client: str, cloud: str) -> set[str]:
        """The names of the steps that a client passed on a cloud."""
        steps = self.clients.get(client, {}).get(cloud, {})
        return {step for step, problem in steps.items() if not problem}

    def losses(self, run: Run) -> list[str]:
        """Say what a run on the sandbox did less than the recorded one; nothing if all is well."""
        steps = self.passed(run.client, SANDBOX) - set(run.passed)
        sentences = [
            f"{run.client}: '{step}' used to pass: {run.steps.get(step, 'it did not run')}"
            for step in sorted(steps)
        ]
        for name, clients in self.operations.items():
            if run.client in clients and not run.operations.get(name):
                sentences.append(f"{run.client}: it used to drive {name}")
        return sentences

    def driven(self, clients: Iterable[str] = ()) -> list[str]:
        """The operations that any client drove, or one of some."""
        names = set(clients)
        return [
            name
            for name, drivers in self.operations.items()
            if drivers and (not names or names & set(drivers))
        ]
