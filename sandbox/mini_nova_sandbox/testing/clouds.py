"""The sandboxes of a test session: one for each set of options, made clean for each test."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from mini_nova_sandbox.state.settings import Settings
from mini_nova_sandbox.testing.cloud import OpenStackCloud
from mini_nova_sandbox.testing.process import Process

DEFAULTS = {"pace": "0"}


class Clouds:
    """Starts sandboxes as tests need them, and ends them all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._sandboxes: dict[tuple[tuple[str, str], ...], _Sandbox] = {}

    def __enter__(self) -> Clouds:
        return self

    def __exit__(self, *_: object) -> None:
        for sandbox in self._sandboxes.values():
            sandbox.process.end()
        shutil.rmtree(self._folder, ignore_errors=True)

    def clean(self, options: Mapping[str, str]) -> OpenStackCloud:
        """Return a cloud as it is when a sandbox is new. Raises SandboxUnusable."""
        values = {**DEFAULTS, **options}
        key = tuple(sorted(values.items()))
        sandbox = self._sandboxes.get(key)
        if sandbox is None or not sandbox.process.is_alive:
            number = len(list(self._folder.iterdir())) + 1
            sandbox = _Sandbox(self._folder / str(number), values)
            self._sandboxes[key] = sandbox
        sandbox.reset()
        return OpenStackCloud(sandbox.process, sandbox.folder / "clouds.yaml")


class _Sandbox:
    """A sandbox that goes back to its first moment, which it has saved."""

    def __init__(self, folder: Path, options: Mapping[str, str]) -> None:
        folder.mkdir()
        self.folder = folder
        self.process = Process(Settings(folder / "state"), options)
        self._new = str(folder / "new")
        self.process.control("POST", "save", {"path": self._new})

    def reset(self) -> None:
        self.process.control("POST", "load", {"path": self._new, "force": True})
