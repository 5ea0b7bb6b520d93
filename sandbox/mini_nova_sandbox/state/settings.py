"""The settings of one sandbox: its state directory, its port, its driver, its pace and its limits."""

from __future__ import annotations

import os
import pwd
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

DRIVERS = ("fake", "libvirt")
REGION = "RegionOne"
ZONE = "nova"


@dataclass(frozen=True)
class Settings:
    """The options of ``sandbox up``.

    ``pace``, ``token_lifetime`` and ``idle`` are seconds. ``port`` 0 is any free port; with
    ``idle`` 0 the sandbox never leaves by itself. With a ``seed``, nothing is random: neither ids,
    nor passwords and tokens. With ``until_stdin_ends``, the sandbox leaves when nobody holds the
    other end of the pipe on its standard input any more.
    """

    state_dir: Path
    port: int = 0
    driver: str = "fake"
    libvirt_uri: str = "test:///default"
    pace: float = 0.4
    token_lifetime: float = 3600.0
    idle: float = 3600.0
    log_level: str = "info"
    hosts: int = 2
    host_vcpus: int = 64
    host_memory_mb: int = 131072
    host_disk_gb: int = 2048
    seed: int | None = None
    until_stdin_ends: bool = False

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.state_dir / "sandbox.sqlite"

    @property
    def images(self) -> Path:
        """The directory of the image files, which are named by image id."""
        return self.state_dir / "images"

    @property
    def instances(self) -> Path:
        """The directory of the drivers' files, named by the instance's uuid."""
        return self.state_dir / "instances"

    @property
    def credentials(self) -> Path:
        """The file with the passwords of admin and demo, and the control key."""
        return self.state_dir / "credentials.json"

    @property
    def running(self) -> Path:
        """The file that describes the running sandbox: its pid, its URL, its settings."""
        return self.state_dir / "running.json"

    @property
    def port_memory(self) -> Path:
        """The file with the port of the last run."""
        return self.state_dir / "port"

    @property
    def lock(self) -> Path:
        """The file that a sandbox keeps locked (flock) while it runs."""
        return self.state_dir / "lock"

    @property
    def log(self) -> Path:
        """The log of a sandbox in the background."""
        return self.state_dir / "sandbox.log"

    @property
    def fork_mark(self) -> Path:
        """The file that marks the directory of a fork."""
        return self.state_dir / "fork"

    @property
    def is_temporary(self) -> bool:
        """Whether the state ends with the process, and need not survive a power failure."""
        return self.until_stdin_ends or self.fork_mark.exists()

    @property
    def files(self) -> tuple[Path, ...]:
        """The files of the state directory."""
        return (self.lock, self.database, self.credentials, self.running, self.port_memory)


def default_state_dir(environ: Mapping[str, str]) -> Path:
    """Return ``$XDG_STATE_HOME/mini-nova/sandbox``; the base defaults to ``~/.local/state``."""
    base = Path(environ.get("XDG_STATE_HOME", ""))
    if not base.is_absolute():  # the XDG specification: ignore relative paths
        base = _home(environ) / ".local" / "state"
    return base / "mini-nova" / "sandbox"


def _home(environ: Mapping[str, str]) -> Path:
    """Return HOME if it is absolute, otherwise the home of the account."""
    home = Path(environ.get("HOME", ""))
    if home.is_absolute():
        return home
    return Path(pwd.getpwuid(os.getuid()).pw_dir)
