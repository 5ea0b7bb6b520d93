"""The libvirt driver.

``test:///default`` is libvirt's own simulated hypervisor, which lives in this process: its guests
end with the sandbox. ``qemu:///system`` and ``qemu:///session`` run real guests, by KVM if the
machine has it, slowly without.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from mini_nova_sandbox.virt import disks, libvirt_xml
from mini_nova_sandbox.virt.driver import NOSTATE, RUNNING, BootImage, DriverError, Guest
from mini_nova_sandbox.virt.libvirt_connection import Connection
from mini_nova_sandbox.virt.libvirt_domain import PAUSE, Domain
from mini_nova_sandbox.virt.libvirt_xml import Disk, Machine

SECONDS_TO_TRUST_KVM = 5.0
CONSOLE_BYTES = 100 * 1024


class LibvirtDriver:
    """The guests of one libvirt connection, each with a folder of files."""

    name = "libvirt"

    def __init__(self, instances: Path, uri: str) -> None:
        self._instances = instances
        self._uri = uri
        self._connection = Connection(uri)
        self._detected_machine: Machine | None = None
        self._kvm_works = False  # until a guest has proven it

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
        """Create networks and files, then define the guest and run it."""
        machine = await self._machine()
        if machine.own_networks:
            await self._create_networks(nw_info, report)
        report("image files")
        folder = self._folder(guest)
        guest_disks = await asyncio.to_thread(
            disks.create,
            folder,
            guest,
            image,
            block_device_info,
            injected_files,
            real=machine.is_real,
        )
        if machine.other_user:
            await asyncio.to_thread(disks.open_to_hypervisor, folder, image)
        domain = await self._run(guest, guest_disks, nw_info, report)
        if machine.kind == "kvm" and not await self._keeps_running(domain):
            report("KVM does not work on this machine: the guest is emulated")
            await domain.remove()
            self._detected_machine = replace(machine, kind="qemu")
            await self._run(guest, guest_disks, nw_info, report)
        report(f"{guest.domain} runs")

    async def _create_networks(
        self, nw_info: list[dict[str, Any]], report: Callable[[str], None]
    ) -> None:
        for vif in nw_info:
            name = libvirt_xml.network_name(vif["network"]["id"])
            report(f"network {name}")
            await self._connection.ensure_network(vif)

    async def _run(
        self,
        guest: Guest,
        guest_disks: list[Disk],
        nw_info: list[dict[str, Any]],
        report: Callable[[str], None],
    ) -> Domain:
        """Define a guest (again, after a kill), start it, and wait until it runs."""
        machine = await self._machine()
        console = self._console(guest)
        xml = libvirt_xml.domain(guest, machine, guest_disks, nw_info, console)
        summary = f"{machine.kind}, {len(xml)} characters of XML"
        report(f"define {guest.domain} ({summary})")
        handle = await self._connection.define(xml)
        domain = Domain(self._connection, handle)
        report(f"create {guest.domain}")
        await domain.start()
        return domain

    async def _keeps_running(self, domain: Domain) -> bool:
        """Whether the first guest runs on for a while: with a broken KVM, guests stop early."""
        end = time.monotonic() + SECONDS_TO_TRUST_KVM
        while not self._kvm_works and time.monotonic() < end:
            if await domain.power_state() != RUNNING:
                return False
            await asyncio.sleep(PAUSE)
        self._kvm_works = True
        return True

    async def destroy(self, guest: Guest) -> None:
        """Stop and undefine the guest, and remove its files."""
        domain = await self._find(guest)
        if domain is not None:
            await domain.remove()
        folder = self._folder(guest)
        await asyncio.to_thread(disks.remove, folder)

    async def power_on(self, guest: Guest) -> None:
        """Start the domain."""
        domain = await self._domain(guest)
        await domain.start()

    async def power_off(self, guest: Guest) -> None:
        """Ask the guest to shut down; cut its power if it does not."""
        domain = await self._domain(guest)
        await domain.shut_down()

    async def reboot(self, guest: Guest, hard: bool) -> None:
        """Reboot a running guest by its own means; otherwise, or ``hard``, by its power."""
        domain = await self._domain(guest)
        is_running = await domain.power_state() == RUNNING
        if is_running and not hard:
            await domain.reboot()
            return
        await domain.cut_power()
        await domain.start()

    async def pause(self, guest: Guest) -> None:
        """Suspend the domain in memory."""
        domain = await self._domain(guest)
        await domain.pause()

    async def unpause(self, guest: Guest) -> None:
        """Resume the domain."""
        domain = await self._domain(guest)
        await domain.unpause()

    async def suspend(self, guest: Guest) -> None:
        """Save the guest's memory to disk; libvirt's test driver can only pause it."""
        domain = await self._domain(guest)
        machine = await self._machine()
        if machine.is_real:
            await domain.save()
        else:
            await domain.pause()

    async def resume(self, guest: Guest) -> None:
        """Start the guest from its saved memory."""
        domain = await self._domain(guest)
        machine = await self._machine()
        if machine.is_real:
            await domain.start()
        else:
            await domain.unpause()
            await domain.wait_until_running()

    async def resize(self, guest: Guest) -> None:
        """Change the memory and vCPUs of the definition, with the power off."""
        domain = await self._domain(guest)
        await domain.cut_power()
        await domain.set_size(guest.memory_mb, guest.vcpus)
        await domain.start()

    async def set_admin_password(self, guest: Guest, password: str) -> None:
        """Set root's password through the guest agent."""
        domain = await self._domain(guest)
        await domain.set_root_password(password)

    async def snapshot(self, guest: Guest, path: Path) -> None:
        """Write the root disk to one file."""
        await self._domain(guest)
        machine = await self._machine()
        folder = self._folder(guest)
        await asyncio.to_thread(disks.snapshot, folder, path, real=machine.is_real)

    async def console_output(self, guest: Guest) -> str:
        """Return the end of what the guest has written to its serial port."""
        machine = await self._machine()
        if not machine.is_real:
            return f"{guest.domain} is a guest of {self._uri}: it has no console\n"
        console = self._console(guest)
        return await asyncio.to_thread(_tail, console)

    async def power_state(self, guest: Guest) -> int:
        """Return libvirt's state of the domain."""
        domain = await self._find(guest)
        if domain is None:
            return NOSTATE
        return await domain.power_state()

    async def power_states(self) -> Mapping[str, int]:
        """Return libvirt's states of all domains."""
        handles = await self._connection.domains()
        power_states = {}
        for handle in handles:
            domain = Domain(self._connection, handle)
            power_states[handle.UUIDString()] = await domain.power_state()
        return power_states

    def watch(self, report: Callable[[str], None]) -> None:
        """Report libvirt's lifecycle events."""
        self._connection.watch(report)

    async def domain_xml(self, guest: Guest, nw_info: list[dict[str, Any]]) -> str:
        """Return the definition that libvirt has, with all that it has added."""
        domain = await self._find(guest)
        if domain is None:
            return ""
        return await domain.xml()

    async def attach_interface(self, guest: Guest, vif: Mapping[str, Any]) -> None:
        """Plug a VIF into the domain, on a network that is created if need be."""
        domain = await self._domain(guest)
        machine = await self._machine()
        if machine.own_networks:
            await self._connection.ensure_network(vif)
        xml = libvirt_xml.interface(vif, machine)
        await domain.attach_device(xml)

    async def detach_interface(self, guest: Guest, vif: Mapping[str, Any]) -> None:
        """Unplug a VIF from the domain."""
        domain = await self._domain(guest)
        machine = await self._machine()
        xml = libvirt_xml.interface(vif, machine)
        await domain.detach_device(xml)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    async def _machine(self) -> Machine:
        """Return the abilities of the hypervisor, which are detected once."""
        if self._detected_machine is None:
            self._detected_machine = await self._connection.machine()
        return self._detected_machine

    async def _find(self, guest: Guest) -> Domain | None:
        handle = await self._connection.look_up(guest.uuid)
        if handle is None:
            return None
        return Domain(self._connection, handle)

    async def _domain(self, guest: Guest) -> Domain:
        """Return the domain of a guest. Raises DriverError if there is none."""
        domain = await self._find(guest)
        if domain is None:
            raise DriverError(f"libvirt at {self._uri} has no {guest.domain}")
        return domain

    def _folder(self, guest: Guest) -> Path:
        return self._instances / guest.uuid

    def _console(self, guest: Guest) -> Path:
        return self._folder(guest) / "console.log"


def _tail(path: Path) -> str:
    """Return the last CONSOLE_BYTES of a file, or '' if it cannot be read."""
    try:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(size - CONSOLE_BYTES, 0))
            data = file.read()
    except OSError:
        return ""
    return data.decode("utf-8", "replace")
