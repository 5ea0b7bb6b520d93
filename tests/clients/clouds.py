"""The clouds that clients are driven against: a fresh sandbox, or the one that OS_* describe."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.clients.clients import ROOT

LIMIT = 60.0  # seconds until a sandbox answers
Variables = dict[str, str]


class Operations(dict[str, bool]):
    """Operations of the sandbox, and whether the client drove each."""


class Cloud:
    """A cloud's variables, and the file with its operations if it is a sandbox."""

    def __init__(self, variables: Variables, record: Path | None = None) -> None:
        self.variables = variables
        self._record = record

    def operations(self) -> Operations:
        """Return the operations and whether they were driven so far; none of a real cloud."""
        operations = Operations()
        if self._record is None:
            return operations
        for line in self._record.read_text(encoding="utf-8").splitlines():
            verb, _, name = line.partition(" ")
            operations[name] = verb == "drove"
        return operations


@contextmanager
def cloud(name: str) -> Iterator[Cloud]:
    """A cloud by name: ``sandbox`` starts one of its own, ``lab`` is that of OS_*."""
    if name == "lab":
        variables = {key: value for key, value in os.environ.items() if key.startswith("OS_")}
        network = os.environ.get("STEPS_NETWORK", "private")
        yield Cloud({**variables, "STEPS_NETWORK": network})
        return
    with TemporaryDirectory(prefix="clients-") as directory:
        record = Path(directory) / "operations"
        state = Path(directory) / "state"
        process = _start(record, state)
        try:
            _wait_for(state / "running.json", process)
            yield Cloud(_variables(state), record)
        finally:
            process.terminate()
            process.wait()


def _start(record: Path, state: Path) -> subprocess.Popen[bytes]:
    paths = os.pathsep.join(str(ROOT / folder) for folder in ("sandbox", "."))
    module = [sys.executable, "-m", "tests.clients.recording", str(record)]
    options = ["--state-dir", str(state), "--pace", "0"]
    log = record.with_suffix(".log").open("wb")
    with log:
        return subprocess.Popen(
            [*module, *options],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": paths},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )


def _wait_for(file: Path, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + LIMIT
    while not file.exists():
        if process.poll() is not None or time.monotonic() > end:
            log = file.parent.with_name("operations.log").read_text(errors="replace")
            raise RuntimeError(f"the sandbox does not start: {log[-2000:]}")
        time.sleep(0.02)


def _variables(state: Path) -> Variables:
    url = json.loads((state / "running.json").read_text())["url"]
    return {
        "OS_AUTH_URL": f"{url}/identity/v3",
        "OS_USERNAME": "admin",
        "OS_PASSWORD": json.loads((state / "credentials.json").read_text())["admin"],
        "OS_PROJECT_NAME": "admin",
        "OS_USER_DOMAIN_NAME": "Default",
        "OS_PROJECT_DOMAIN_NAME": "Default",
        "OS_REGION_NAME": "RegionOne",
        "OS_IDENTITY_API_VERSION": "3",
        "STEPS_NETWORK": "bss1173",
    }
