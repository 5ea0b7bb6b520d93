"""Drive one client against one cloud."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from tests.clients.clients import ROOT, Client
from tests.clients.clouds import Operations, Variables, cloud


@dataclass
class Run:
    """The steps of a client against a cloud: each one's problem, or '' if it passed."""

    client: str
    steps: dict[str, str] = field(default_factory=dict)
    operations: Operations = field(default_factory=Operations)

    @property
    def passed(self) -> list[str]:
        """The names of the steps that passed."""
        return [step for step, problem in self.steps.items() if not problem]


def drive(client: Client, cloud_name: str, cache: Path) -> Run:
    """Run a client's steps. Raises RuntimeError if the sandbox does not start."""
    prefix = f"clients-{client.name}-{os.getpid()}"
    with cloud(cloud_name) as target, tempfile.TemporaryDirectory() as home:
        done = subprocess.run(
            client.argv(cache),
            env={**_environment(home, cache), **target.variables, "STEPS_PREFIX": prefix},
            cwd=home,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=client.limit,
            check=False,
        )
        operations = target.operations()
    steps = _steps(done.stdout)
    if done.returncode:
        steps["the program runs to its end"] = done.stderr[-1000:] or f"exit code {done.returncode}"
    return Run(client.name, steps, operations)


def _environment(home: str, cache: Path) -> Variables:
    """The variables of a client's process, with none of the machine's own settings."""
    variables = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("OS_", "XDG_", "PYTHON"))
    }
    paths = {"HOME": home, "PYTHONPATH": str(ROOT), "CLIENTS_CACHE": str(cache)}
    return {**variables, **paths, "no_proxy": "127.0.0.1"}


def _steps(output: str) -> dict[str, str]:
    """Read the reported steps; a name that comes again gets a number."""
    steps: dict[str, str] = {}
    for line in output.splitlines():
        if not (line.startswith("{") and '"step"' in line):
            continue
        report = json.loads(line)
        name = report["step"]
        count = sum(step == name or step.startswith(f"{name} (") for step in steps)
        if count:
            name = f"{name} ({count + 1})"
        steps[name] = "" if report["passed"] else report["message"] or "failed"
    return steps
