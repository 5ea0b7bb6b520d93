"""The classic client, wherever this machine has it."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from .cases import Case

_SERVER = Path(__file__).with_name("nova_server.py")


def interpreter() -> str | None:
    """The Python that has novaclient: this one, or that of a ``nova`` on the PATH; else None."""
    if importlib.util.find_spec("novaclient"):
        return sys.executable
    program = shutil.which("nova")
    if program is None:
        return None
    line = Path(program).read_bytes().partition(b"\n")[0].decode(errors="replace")
    python = line.removeprefix("#!").strip()
    check = [python, "-c", "import novaclient"]
    with contextlib.suppress(OSError):
        if subprocess.run(check, capture_output=True, check=False).returncode == 0:
            return python
    return None


class ClassicClient:
    """A process that runs the classic client's commands, one after another."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        introduction = self._read()
        self.version: str = introduction["version"]
        self.commands: dict[str, dict[str, list[int]]] = introduction["commands"]

    def run(self, case: Case, environment: Mapping[str, str], folder: Path) -> tuple[str, str, int]:
        """Run a case; return its stdout, its stderr and its exit code."""
        variables = {"LC_ALL": "C.UTF-8", **environment, **case.environment}
        task = {
            "arguments": case.arguments,
            "environment": variables,
            "fresh": bool(case.environment),
            "folder": str(folder),
            "stdin": case.stdin,
        }
        assert self._process.stdin
        self._process.stdin.write(json.dumps(task) + "\n")
        self._process.stdin.flush()
        answer = self._read()
        return answer["stdout"], answer["stderr"], answer["exit_code"]

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout
        line = self._process.stdout.readline()
        answer: dict[str, Any] = json.loads(line)
        return answer


@contextlib.contextmanager
def classic_client(python: str) -> Iterator[ClassicClient]:
    """A classic client as long as the block lasts."""
    process = subprocess.Popen(
        [python, str(_SERVER)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", "PYTHONWARNINGS": "ignore"},
    )
    with process:
        try:
            yield ClassicClient(process)
        finally:
            process.kill()
