"""A libvirt domain whose calls wait in threads, and whose errors are DriverError."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import libvirt

from mini_nova_sandbox.virt.driver import (
    CRASHED,
    NOSTATE,
    PAUSED,
    RUNNING,
    SHUTDOWN,
    SUSPENDED,
    DriverError,
)
from mini_nova_sandbox.virt.libvirt_connection import Connection

SECONDS_TO_RUN = 30.0
SECONDS_TO_SHUT_DOWN = 15.0
PAUSE = 0.1  # seconds between two looks at the power state
UNDEFINE_FLAGS = libvirt.VIR_DOMAIN_UNDEFINE_MANAGED_SAVE | libvirt.VIR_DOMAIN_UNDEFINE_NVRAM
POWER_STATES = {
    libvirt.VIR_DOMAIN_NOSTATE: NOSTATE,
    libvirt.VIR_DOMAIN_RUNNING: RUNNING,
    libvirt.VIR_DOMAIN_BLOCKED: RUNNING,
    libvirt.VIR_DOMAIN_PAUSED: PAUSED,
    libvirt.VIR_DOMAIN_SHUTDOWN: SHUTDOWN,
    libvirt.VIR_DOMAIN_SHUTOFF: SHUTDOWN,
    libvirt.VIR_DOMAIN_CRASHED: CRASHED,
    libvirt.VIR_DOMAIN_PMSUSPENDED: SUSPENDED,
}


class Domain:
    """A defined guest. ``handle`` is libvirt's object."""

    def __init__(self, connection: Connection, handle: Any) -> None:
        self._connection = connection
        self._handle = handle
        self._run = connection.run

    async def power_state(self) -> int:
        """Return the power state in Nova's numbers."""
        state, _reason = await self._run(self._handle.state)
        return POWER_STATES.get(state, NOSTATE)

    async def wait_for(self, power_state: int, seconds: float) -> None:
        """Wait for a power state. Raises DriverError if that takes too long."""
        end = time.monotonic() + seconds
        while await self.power_state() != power_state:
            if time.monotonic() > end:
                name = self._handle.name()
                raise DriverError(
                    f"libvirt at {self._connection.uri}: {name} did not get there"
                    f" within {seconds:.0f} s"
                )
            await asyncio.sleep(PAUSE)

    async def wait_until_running(self) -> None:
        """Wait until the guest runs."""
        await self.wait_for(RUNNING, SECONDS_TO_RUN)

    async def start(self) -> None:
        """Start the guest unless it is active, and wait until it runs."""
        if not await self._run(self._handle.isActive):
            await self._run(self._handle.create)
        await self.wait_until_running()

    async def cut_power(self) -> None:
        """Stop the guest at once unless it is shut down."""
        if await self.power_state() != SHUTDOWN:
            await self._run(self._handle.destroy)

    async def shut_down(self) -> None:
        """Ask the guest to shut down; cut its power if it does not."""
        if await self.power_state() in (SHUTDOWN, CRASHED):
            return
        try:
            await self._run(self._handle.shutdown)
            await self.wait_for(SHUTDOWN, SECONDS_TO_SHUT_DOWN)
        except DriverError:
            await self._run(self._handle.destroy)

    async def reboot(self) -> None:
        """Ask the guest to reboot, and wait until it runs."""
        await self._run(self._handle.reboot)
        await self.wait_until_running()

    async def pause(self) -> None:
        """Freeze the guest in memory."""
        await self._run(self._handle.suspend)

    async def unpause(self) -> None:
        """Continue the paused guest."""
        await self._run(self._handle.resume)

    async def save(self) -> None:
        """Save the guest's memory to disk and stop it; the next start continues from there."""
        await self._run(self._handle.managedSave)

    async def set_size(self, memory_mb: int, vcpus: int) -> None:
        """Change memory and vCPUs in the definition, which the next start uses."""
        await self._run(_set_size, self._handle, memory_mb, vcpus)

    async def set_root_password(self, password: str) -> None:
        """Set root's password through the guest agent."""
        await self._run(self._handle.setUserPassword, "root", password, 0)

    async def xml(self) -> str:
        """Return the definition, without what libvirt counts as secret."""
        return str(await self._run(self._handle.XMLDesc, 0))

    async def attach_device(self, xml: str) -> None:
        """Plug in a device."""
        await self._run(self._handle.attachDevice, xml)

    async def detach_device(self, xml: str) -> None:
        """Unplug a device."""
        await self._run(self._handle.detachDevice, xml)

    async def remove(self) -> None:
        """Stop the guest at once and remove its definition."""
        await self._run(_remove, self._handle)


def _remove(handle: Any) -> None:
    if handle.isActive():
        handle.destroy()
    try:
        handle.undefineFlags(UNDEFINE_FLAGS)
    except libvirt.libvirtError:  # this hypervisor has no such flags
        handle.undefine()


def _set_size(handle: Any, memory_mb: int, vcpus: int) -> None:
    kib = memory_mb * 1024
    config = libvirt.VIR_DOMAIN_AFFECT_CONFIG
    maximum = libvirt.VIR_DOMAIN_VCPU_MAXIMUM
    handle.setMaxMemory(kib)
    handle.setMemoryFlags(kib, config)
    handle.setVcpusFlags(vcpus, config | maximum)
    handle.setVcpusFlags(vcpus, config)
