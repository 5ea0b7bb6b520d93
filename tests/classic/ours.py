"""mini-nova's side: a case run in this process."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

import pytest

from mini_nova_auth import redact
from tests.runner import Run, nova, nova_process

from .cases import Case
from .cloud import ClassicCloud
from .outcome import Outcome, outcome
from .record import FILES

_LIMIT = 60  # seconds, for a command that waits for something that this cloud never does
_PROCESSES = ("ssh",)  # commands that put another program in their place


class Clouds:
    """The clouds of a test by their newest microversion, and a folder with the files of the cases."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "files"
        shutil.copytree(FILES, self.folder)
        self._clouds: dict[object, ClassicCloud] = {}
        self._exits = contextlib.ExitStack()

    def close(self) -> None:
        """Stop them."""
        self._exits.close()

    def observe(self, case: Case) -> Outcome:
        """Run a case with mini-nova."""
        cloud = self._cloud(case)
        cloud.requests.clear()
        with pytest.MonkeyPatch.context() as patch:
            for name, value in {**cloud.openrc(), **case.environment}.items():
                patch.setenv(name, value)
            patch.setenv("PATH", f"{FILES / 'bin'}{os.pathsep}{os.environ['PATH']}")
            patch.chdir(self.folder)
            run = _run(case)
        redact.forget()
        return outcome(case, cloud.requests, run.stdout, run.stderr, run.exit_code)

    def _cloud(self, case: Case) -> ClassicCloud:
        if case.newest not in self._clouds:
            cloud = ClassicCloud(case.newest).start()
            self._exits.callback(cloud.stop)
            self._clouds[case.newest] = cloud
        return self._clouds[case.newest]


def _run(case: Case) -> Run:
    if case.command in _PROCESSES:
        return nova_process(*case.arguments)
    with _time_limit():
        return nova(*case.arguments, stdin=case.stdin)


@contextlib.contextmanager
def _time_limit() -> Iterator[None]:
    def give_up(number: int, frame: FrameType | None) -> None:
        raise TimeoutError(f"not done after {_LIMIT} seconds")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(_LIMIT)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
