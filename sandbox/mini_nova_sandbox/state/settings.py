"""Settings of one sandbox: where its state lies, what it listens on, how it paces its builds."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

DRIVERS = ("fake", "libvirt")
REGION = "RegionOne"
ZONE = "nova"


@dataclass(frozen=True)
class Settings:
    """What ``sandbox up`` was given. Times are seconds; ``port`` 0 takes any free one; ``idle`` 0 never leaves."""

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

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.state_dir / "sandbox.sqlite"

    @property
    def images(self) -> Path:
        """The directory of the image files, named by image id."""
        return self.state_dir / "images"

    @property
    def instances(self) -> Path:
        """The directory of what a driver keeps for an instance, a directory each, named by uuid."""
        return self.state_dir / "instances"

    @property
    def credentials(self) -> Path:
        """The file (0600) with the passwords of admin and demo, and the control key."""
        return self.state_dir / "credentials.json"

    @property
    def running(self) -> Path:
        """The file (0600) that says where the sandbox of this directory answers: pid, url and so on."""
        return self.state_dir / "running.json"

    @property
    def lock(self) -> Path:
        """Locked (flock) for as long as a sandbox runs on this directory."""
        return self.state_dir / "lock"


def default_state_dir(environ: Mapping[str, str]) -> Path:
    """``$XDG_STATE_HOME/mini-nova/sandbox``, by default below ``~/.local/state``."""
    given = environ.get("XDG_STATE_HOME", "")
    base = Path(given) if given.startswith("/") else Path(os.path.expanduser("~")) / ".local/state"  # noqa: PTH111
    return base / "mini-nova" / "sandbox"
