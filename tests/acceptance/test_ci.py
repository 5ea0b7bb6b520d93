"""The pipeline of docs/ci.md as it stands: killed anywhere and run again, it leaves nothing
behind.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from mini_nova.compute.boot.matching import KEY
from tests.acceptance.black_box import Variables
from tests.runner import ROOT, environment

SERVERS = 2
LIMIT = 600.0  # seconds for a run, on a busy machine
MOMENTS = (0.1, 0.3, 0.5, 0.7, 0.9, 1.1, 1.4, 1.8, 2.4, 3.2)  # seconds; a busy machine is slower
# What the pipeline tests: the servers of its key at that moment, as compute lists them.
TEST = 'mini-nova list --limit -1 -f json -c id -c metadata >seen.json && sleep "$PAUSE" && cat'


class Pipeline:
    """A directory with the script, and the environment of its runs with one key."""

    def __init__(self, directory: Path, variables: Mapping[str, str], key: str) -> None:
        directory.mkdir()
        self._directory = directory
        self._key = key
        self._environment = {**variables, "KEY": key, "SERVERS": str(SERVERS)}
        (directory / "ci.sh").write_text(script())

    def start(self, pause: float = 0) -> subprocess.Popen[str]:
        """Start a run, in a process group of its own. Its test takes ``pause`` seconds."""
        return subprocess.Popen(
            ["bash", "ci.sh", "bash", "-c", f'{TEST} "$0"'],
            cwd=self._directory,
            env={**self._environment, "PAUSE": str(pause)},
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def run(self) -> None:
        """Run to the end, and check what the pipeline saw and what it left."""
        process = self.start()
        output, _ = process.communicate(timeout=LIMIT)
        assert process.returncode == 0, output
        addresses = json.loads((self._directory / "addresses.json").read_text())
        assert len(addresses) == SERVERS, output
        assert all(server["addresses"] for server in addresses)
        assert len(self._own_servers((self._directory / "seen.json").read_text())) == SERVERS
        assert self.servers() == []

    def servers(self) -> list[Any]:
        """Return the servers of the key that are there now."""
        done = subprocess.run(
            ["mini-nova", "list", "--limit", "-1", "-f", "json", "-c", "id", "-c", "metadata"],
            env=self._environment,
            text=True,
            capture_output=True,
            check=True,
            timeout=LIMIT,
        )
        return self._own_servers(done.stdout)

    def _own_servers(self, text: str) -> list[Any]:
        servers = json.loads(text)
        return [server for server in servers if server["metadata"].get(KEY) == self._key]


def script() -> str:
    """Return the script in the document."""
    page = (ROOT / "docs" / "ci.md").read_text()
    (text,) = re.findall(r"^```bash\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    return str(text)


@pytest.fixture
def variables(given: Variables, tmp_path: Path) -> dict[str, str]:
    """The environment of a pipeline: a login, and mini-nova on its path."""
    program = tmp_path / "bin" / "mini-nova"
    program.parent.mkdir()
    code = "from mini_nova.main import main; main()"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -c "{code}" "$@"\n')
    program.chmod(0o755)
    path = f"{program.parent}{os.pathsep}{os.environ['PATH']}"
    return {**environment(), **given, "PATH": path}


@pytest.mark.slow
def test_a_run_leaves_nothing(tmp_path: Path, variables: dict[str, str]) -> None:
    Pipeline(tmp_path / "run", variables, f"ci-{os.getpid()}").run()


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_run_may_end_anywhere(
    tmp_path: Path, variables: dict[str, str], number: signal.Signals
) -> None:
    """SIGTERM goes to the script alone, as from a runner; SIGKILL to all, as from a container's
    end.
    """

    def end_and_repeat(moment: float) -> None:
        key = f"ci-{os.getpid()}-{number}-{moment}"
        pipeline = Pipeline(tmp_path / str(moment), variables, key)
        process = pipeline.start(pause=30)
        time.sleep(moment)
        if number == signal.SIGKILL:
            os.killpg(process.pid, number)
            process.communicate(timeout=LIMIT)
        else:
            process.send_signal(number)
            output, _ = process.communicate(timeout=LIMIT)
            assert process.returncode in (128 + number, -number), output
            assert pipeline.servers() == [], output
        pipeline.run()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(end_and_repeat, MOMENTS))
