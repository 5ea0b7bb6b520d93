"""The interface of the drivers: the part of Nova's ComputeDriver that this cloud uses.

A driver gets plain data and works outside the database, so its methods may wait. After a kill,
any call may come a second time; it then finds its work done.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

# Nova's power states.
NOSTATE = 0
RUNNING = 1
PAUSED = 3
SHUTDOWN = 4
CRASHED = 6
SUSPENDED = 7


class DriverError(Exception):
    """The hypervisor failed; the text says why."""


@dataclass(frozen=True)
class Guest:
    """An instance as a driver sees it."""

    uuid: str
    number: int  # the unique number in names like instance-0000002a
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
        """The domain's name in Nova's form: ``instance-0000002a``."""
        return f"instance-{self.number:08x}"


@dataclass(frozen=True)
class BootImage:
    """The image to boot from; ``path`` is None if it has no data, or to boot from a volume."""

    id: str
    path: Path | None
    disk_format: str


class Driver(Protocol):
    """A hypervisor. All methods raise DriverError."""

    name: str

    async def spawn(
        self,
        guest: Guest,
        image: BootImage,
        nw_info: list[dict[str, Any]],
        block_device_info: Mapping[str, Any],
        injected_files: list[tuple[str, str]],
        admin_password: str,
        report: Callable[[str], None],
    ) -> None:
        """Create the guest and return when it runs. ``report`` takes a line on each step."""

    async def destroy(self, guest: Guest) -> None:
        """Remove the guest and all of its files, if it exists."""

    async def power_on(self, guest: Guest) -> None:
        """Start a guest that is shut down."""

    async def power_off(self, guest: Guest) -> None:
        """Shut a guest down."""

    async def reboot(self, guest: Guest, hard: bool) -> None:
        """Restart a guest."""

    async def pause(self, guest: Guest) -> None:
        """Freeze a guest in memory."""

    async def unpause(self, guest: Guest) -> None:
        """Continue a paused guest."""

    async def suspend(self, guest: Guest) -> None:
        """Save a guest's memory and stop it."""

    async def resume(self, guest: Guest) -> None:
        """Continue a suspended guest."""

    async def resize(self, guest: Guest) -> None:
        """Give a guest the memory and vCPUs of ``guest``, and start it."""

    async def set_admin_password(self, guest: Guest, password: str) -> None:
        """Change the administrator's password inside the guest."""

    async def snapshot(self, guest: Guest, path: Path) -> None:
        """Write the root disk to a file."""

    async def console_output(self, guest: Guest) -> str:
        """Return what the guest has written to its serial console."""

    async def power_state(self, guest: Guest) -> int:
        """Return one of the power states; NOSTATE if there is no such guest."""

    async def power_states(self) -> Mapping[str, int]:
        """Return the power states of all guests, by their uuids."""

    def watch(self, report: Callable[[str], None]) -> None:
        """Call ``report`` with the uuid of each guest whose power changes, whoever changes it."""

    async def domain_xml(self, guest: Guest, nw_info: list[dict[str, Any]]) -> str:
        """Return the guest's definition as libvirt's XML; '' if there is no such guest."""

    async def attach_interface(self, guest: Guest, vif: Mapping[str, Any]) -> None:
        """Plug a VIF into a running guest."""

    async def detach_interface(self, guest: Guest, vif: Mapping[str, Any]) -> None:
        """Unplug a VIF from a running guest."""

    def close(self) -> None:
        """Disconnect from the hypervisor; guests keep running."""
