"""What every driver offers: the part of Nova's ComputeDriver that this cloud uses.

A driver keeps no rows: it is given plain data and does its work outside the database, so its calls may wait. Every
call can come a second time after a kill, and then finds its work done.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

NOSTATE, RUNNING, PAUSED, SHUTDOWN, CRASHED, SUSPENDED = 0, 1, 3, 4, 6, 7  # Nova's power states


class DriverError(Exception):
    """The hypervisor did not do what was asked; the text says why."""


@dataclass(frozen=True)
class Guest:
    """An instance as a driver sees it."""

    uuid: str
    number: int  # of its row; unique, for names like instance-0000002a
    name: str
    memory_mb: int
    vcpus: int
    root_gb: int
    ephemeral_gb: int
    swap_mb: int
    metadata: Mapping[str, str]
    user_data: str | None  # base64
    key_data: str | None
    config_drive: bool

    @property
    def domain(self) -> str:
        """The domain's name, as Nova forms it: ``instance-0000002a``."""
        return f"instance-{self.number:08x}"


@dataclass(frozen=True)
class BootImage:
    """The image file to boot from; ``path`` is None where the image has no data (or the server boots from a volume)."""

    id: str
    path: Path | None
    disk_format: str


class Driver(Protocol):
    """A hypervisor. Methods raise DriverError; ``tell`` is called with a line on each step, for the trace."""

    name: str

    async def spawn(
        self,
        guest: Guest,
        image: BootImage,
        nw_info: list[dict[str, Any]],
        block_device_info: Mapping[str, Any],
        injected_files: list[tuple[str, str]],
        admin_password: str,
        tell: Callable[[str], None],
    ) -> None:
        """Makes the guest and starts it; returns when it runs."""

    async def destroy(self, guest: Guest) -> None:
        """Removes the guest and all it holds; none there is no error."""

    async def power_on(self, guest: Guest) -> None:
        """Starts a guest that is shut down."""

    async def power_off(self, guest: Guest) -> None:
        """Shuts a guest down."""

    async def reboot(self, guest: Guest, hard: bool) -> None:
        """Restarts a guest."""

    async def pause(self, guest: Guest) -> None:
        """Freezes a guest in memory."""

    async def unpause(self, guest: Guest) -> None:
        """Lets a frozen guest go on."""

    async def suspend(self, guest: Guest) -> None:
        """Saves a guest's memory and stops it."""

    async def resume(self, guest: Guest) -> None:
        """Lets a suspended guest go on."""

    async def resize(self, guest: Guest) -> None:
        """Gives a guest that is shut down the size that ``guest`` now has, and starts it."""

    async def set_admin_password(self, guest: Guest, password: str) -> None:
        """Changes the administrator's password inside the guest."""

    async def snapshot(self, guest: Guest, into: Path) -> None:
        """Writes the root disk to a file."""

    async def console_output(self, guest: Guest) -> str:
        """What the guest wrote to its serial console so far."""

    async def power_state(self, guest: Guest) -> int:
        """One of the power states; NOSTATE where there is no such guest."""

    async def attach_interface(self, guest: Guest, vif: Mapping[str, Any]) -> None:
        """Plug a VIF into a running guest."""

    async def detach_interface(self, guest: Guest, vif: Mapping[str, Any]) -> None:
        """Unplug a VIF from a running guest."""

    def close(self) -> None:
        """Lets go of the hypervisor; guests run on."""
