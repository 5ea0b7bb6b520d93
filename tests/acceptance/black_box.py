"""mini-nova from outside: a process with a home of its own, and a cloud given by variables."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.runner import COMMAND, ROOT, Run

LIMIT = 300.0  # seconds for one command
Nova = Callable[..., Run]
Variables = Mapping[str, str]


def runner(given: Variables, home: Path) -> Nova:
    """A function that runs mini-nova against the cloud of these variables; keywords change some
    of them.
    """

    def run(*arguments: str, **variables: str) -> Run:
        environment = {
            **{
                name: value
                for name, value in os.environ.items()
                if name in ("PATH", "LANG", "LC_ALL")
            },
            **given,
            "HOME": str(home),
            "PYTHONPATH": os.pathsep.join((str(ROOT / "cli"), str(ROOT / "auth"))),
            **variables,
        }
        done = subprocess.run(
            [*COMMAND, *arguments],
            env=environment,
            capture_output=True,
            text=True,
            timeout=LIMIT,
            check=False,
        )
        return Run(done.stdout, done.stderr, done.returncode)

    return run
