"""The libvirt driver: XML from a template, networks, image files, define, create, and looking until the guest runs.

``test:///default`` is libvirt's own make-believe hypervisor, which lives in this process: its guests are gone when the
sandbox ends. ``qemu:///system`` and ``qemu:///session`` run real guests, by KVM where the machine has it, slowly without.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

import libvirt

from mini_nova_sandbox.virt import disks, libvirt_xml
from mini_nova_sandbox.virt.driver import (
    CRASHED,
    NOSTATE,
    PAUSED,
    RUNNING,
    SHUTDOWN,
    SUSPENDED,
    BootImage,
    DriverError,
    Guest,
)
from mini_nova_sandbox.virt.libvirt_xml import Machine

SECONDS_TO_RUN = 30.0
SECONDS_TO_SHUT_DOWN = 15.0
SECONDS_TO_BELIEVE_KVM = 5.0
PAUSE = 0.1
CONSOLE_BYTES = 100 * 1024
_STATES = {
    libvirt.VIR_DOMAIN_NOSTATE: NOSTATE,
    libvirt.VIR_DOMAIN_RUNNING: RUNNING,
    libvirt.VIR_DOMAIN_BLOCKED: RUNNING,
    libvirt.VIR_DOMAIN_PAUSED: PAUSED,
    libvirt.VIR_DOMAIN_SHUTDOWN: SHUTDOWN,
    libvirt.VIR_DOMAIN_SHUTOFF: SHUTDOWN,
    libvirt.VIR_DOMAIN_CRASHED: CRASHED,
    libvirt.VIR_DOMAIN_PMSUSPENDED: SUSPENDED,
}


class LibvirtDriver:
    """Guests of one libvirt connection, which is opened when it is first needed."""

    name = "libvirt"

    def __init__(self, instances: Path, uri: str) -> None:
        libvirt.registerErrorHandler(
            lambda _context, _error: None, None
        )  # it would write to stderr
        self._instances = instances
        self._uri = uri
        self._turn = asyncio.Lock()
        self._kvm_works = False  # until a guest has shown it

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
        """The steps of the contract, each told; a guest that is defined already is taken as it is."""
        console = self._folder(guest) / "console.log"
        if self._machine.own_networks:
            for vif in nw_info:
                tell(f"network {libvirt_xml.network_name(vif['network']['id'])}")
                await self._do(self._ensure_network, vif)
        tell("image files")
        made = await self._do(self._disks, guest, image, block_device_info, injected_files)
        if self._machine.other_user:
            await asyncio.to_thread(disks.let_in, self._folder(guest), image)
        await self._run(guest, made, nw_info, console, tell)
        if self._machine.kind == "kvm" and not await self._keeps_running(guest):
            tell("KVM does not work on this machine: the guest is emulated")
            await self._do(_remove, await self._there(guest))
            self._machine = replace(self._machine, kind="qemu")
            await self._run(guest, made, nw_info, console, tell)
        tell(f"{guest.domain} runs")

    async def _run(
        self,
        guest: Guest,
        made: list[libvirt_xml.Disk],
        nw_info: list[dict[str, Any]],
        console: Path,
        tell: Callable[[str], None],
    ) -> None:
        """Defines and starts a guest, and looks until it runs."""
        xml = libvirt_xml.domain(guest, self._machine, made, nw_info, console)
        tell(f"define {guest.domain} ({self._machine.kind}, {len(xml)} characters of XML)")
        domain = await self._do(self._connection.defineXML, xml)
        tell(f"create {guest.domain}")
        await self._do(_start, domain)
        await self._until(domain, RUNNING, SECONDS_TO_RUN)

    async def _keeps_running(self, guest: Guest) -> bool:
        """Whether the first guest still runs after a while: where KVM is there and broken, guests stop in their BIOS."""
        domain = await self._there(guest)
        end = time.monotonic() + SECONDS_TO_BELIEVE_KVM
        while not self._kvm_works and time.monotonic() < end:
            if await self._do(_state, domain) != RUNNING:
                return False
            await asyncio.sleep(PAUSE)
        self._kvm_works = True
        return True

    async def destroy(self, guest: Guest) -> None:
        """Destroys, undefines, and removes the files."""
        domain = await self._do(self._find, guest)
        if domain is not None:
            await self._do(_remove, domain)
        await asyncio.to_thread(disks.remove, self._folder(guest))

    async def power_on(self, guest: Guest) -> None:
        """Starts the domain."""
        domain = await self._there(guest)
        await self._do(_start, domain)
        await self._until(domain, RUNNING, SECONDS_TO_RUN)

    async def power_off(self, guest: Guest) -> None:
        """Asks the guest to shut down, and after a while takes its power."""
        domain = await self._there(guest)
        if await self._do(_state, domain) in (SHUTDOWN, CRASHED):
            return
        try:
            await self._do(domain.shutdown)
            await self._until(domain, SHUTDOWN, SECONDS_TO_SHUT_DOWN)
        except DriverError:
            await self._do(domain.destroy)

    async def reboot(self, guest: Guest, hard: bool) -> None:
        """Softly by the guest's own means, hard by its power."""
        domain = await self._there(guest)
        if hard or await self._do(_state, domain) != RUNNING:
            if await self._do(_state, domain) != SHUTDOWN:
                await self._do(domain.destroy)
            await self._do(_start, domain)
        else:
            await self._do(domain.reboot)
        await self._until(domain, RUNNING, SECONDS_TO_RUN)

    async def pause(self, guest: Guest) -> None:
        """Suspends the domain in memory."""
        await self._do((await self._there(guest)).suspend)

    async def unpause(self, guest: Guest) -> None:
        """Resumes it."""
        await self._do((await self._there(guest)).resume)

    async def suspend(self, guest: Guest) -> None:
        """Saves its memory to disk; libvirt's test driver can only pause."""
        domain = await self._there(guest)
        await self._do(domain.suspend if self._machine.kind == "test" else domain.managedSave)

    async def resume(self, guest: Guest) -> None:
        """Starts it from what was saved."""
        domain = await self._there(guest)
        await self._do(domain.resume if self._machine.kind == "test" else domain.create)
        await self._until(domain, RUNNING, SECONDS_TO_RUN)

    async def resize(self, guest: Guest) -> None:
        """Changes memory and vCPUs of the definition, with the power off in between."""
        domain = await self._there(guest)
        if await self._do(_state, domain) != SHUTDOWN:
            await self._do(domain.destroy)
        await self._do(_set_size, domain, guest)
        await self._do(_start, domain)
        await self._until(domain, RUNNING, SECONDS_TO_RUN)

    async def set_admin_password(self, guest: Guest, password: str) -> None:
        """By the guest agent, if there is one."""
        domain = await self._there(guest)
        await self._do(domain.setUserPassword, "root", password, 0)

    async def snapshot(self, guest: Guest, into: Path) -> None:
        """Its root disk as one file."""
        await self._there(guest)
        await asyncio.to_thread(
            disks.snapshot, self._folder(guest), into, real=self._machine.kind != "test"
        )

    async def console_output(self, guest: Guest) -> str:
        """The end of what it wrote to its serial port."""
        if self._machine.kind == "test":
            return f"{guest.domain} is a guest of {self._uri}: it has no console\n"
        return await asyncio.to_thread(self._console, guest)

    async def power_state(self, guest: Guest) -> int:
        """As libvirt tells it."""
        domain = await self._do(self._find, guest)
        return NOSTATE if domain is None else int(await self._do(_state, domain))

    async def attach_interface(self, guest: Guest, vif: Mapping[str, Any]) -> None:
        """Plug a VIF into the domain."""
        domain = await self._there(guest)
        if self._machine.own_networks:
            await self._do(self._ensure_network, dict(vif))
        await self._do(domain.attachDevice, libvirt_xml.interface(dict(vif), self._machine))

    async def detach_interface(self, guest: Guest, vif: Mapping[str, Any]) -> None:
        """Unplug a VIF from the domain."""
        domain = await self._there(guest)
        await self._do(domain.detachDevice, libvirt_xml.interface(dict(vif), self._machine))

    def close(self) -> None:
        """Closes the connection; guests of a real hypervisor run on."""
        if "_connection" in self.__dict__:
            self._connection.close()

    @cached_property
    def _connection(self) -> Any:
        try:
            return libvirt.open(self._uri)
        except libvirt.libvirtError as error:
            raise DriverError(
                f"libvirt at {self._uri} does not answer: {error}; is its daemon running?"
            ) from error

    @cached_property
    def _machine(self) -> Machine:
        if self._uri.startswith("test"):
            return Machine("test", own_networks=True, other_user=False)
        kvm = "type='kvm'" in self._connection.getCapabilities()
        system = self._uri.endswith("/system")
        return Machine("kvm" if kvm else "qemu", own_networks=system, other_user=system)

    async def _do(self, call: Callable[..., Any], *arguments: Any) -> Any:
        """A call to libvirt, in a thread, one at a time. Raises DriverError."""
        async with self._turn:
            try:
                return await asyncio.to_thread(call, *arguments)
            except libvirt.libvirtError as error:
                raise DriverError(f"libvirt at {self._uri}: {error}") from error

    async def _until(self, domain: Any, state: int, seconds: float) -> None:
        end = time.monotonic() + seconds
        while await self._do(_state, domain) != state:
            if time.monotonic() > end:
                raise DriverError(
                    f"libvirt at {self._uri}: {domain.name()} did not get there within {seconds:.0f} s"
                )
            await asyncio.sleep(PAUSE)

    async def _there(self, guest: Guest) -> Any:
        domain = await self._do(self._find, guest)
        if domain is None:
            raise DriverError(f"libvirt at {self._uri} has no {guest.domain}")
        return domain

    def _find(self, guest: Guest) -> Any:
        try:
            return self._connection.lookupByUUIDString(guest.uuid)
        except libvirt.libvirtError as error:
            if error.get_error_code() == libvirt.VIR_ERR_NO_DOMAIN:
                return None
            raise

    def _ensure_network(self, vif: dict[str, Any]) -> None:
        try:
            network = self._connection.networkLookupByUUIDString(vif["network"]["id"])
        except libvirt.libvirtError as error:
            if error.get_error_code() != libvirt.VIR_ERR_NO_NETWORK:
                raise
            network = self._connection.networkDefineXML(libvirt_xml.network(vif))
        if not network.isActive():
            network.create()

    def _disks(
        self, guest: Guest, image: BootImage, info: Mapping[str, Any], files: list[tuple[str, str]]
    ) -> list[libvirt_xml.Disk]:
        return disks.create(
            self._folder(guest), guest, image, info, files, real=self._machine.kind != "test"
        )

    def _console(self, guest: Guest) -> str:
        try:
            with (self._folder(guest) / "console.log").open("rb") as log:
                size = log.seek(0, 2)
                log.seek(max(size - CONSOLE_BYTES, 0))
                return log.read().decode("utf-8", "replace")
        except OSError:
            return ""

    def _folder(self, guest: Guest) -> Path:
        return self._instances / guest.uuid


def _state(domain: Any) -> int:
    return _STATES.get(domain.state()[0], NOSTATE)


def _start(domain: Any) -> None:
    """Starts a domain that does not run."""
    if not domain.isActive():
        domain.create()


def _remove(domain: Any) -> None:
    """Takes its power and its definition."""
    if domain.isActive():
        domain.destroy()
    try:
        domain.undefineFlags(
            libvirt.VIR_DOMAIN_UNDEFINE_MANAGED_SAVE | libvirt.VIR_DOMAIN_UNDEFINE_NVRAM
        )
    except libvirt.libvirtError:
        domain.undefine()


def _set_size(domain: Any, guest: Guest) -> None:
    kib = guest.memory_mb * 1024
    domain.setMaxMemory(kib)
    domain.setMemoryFlags(kib, libvirt.VIR_DOMAIN_AFFECT_CONFIG)
    domain.setVcpusFlags(
        guest.vcpus, libvirt.VIR_DOMAIN_AFFECT_CONFIG | libvirt.VIR_DOMAIN_VCPU_MAXIMUM
    )
    domain.setVcpusFlags(guest.vcpus, libvirt.VIR_DOMAIN_AFFECT_CONFIG)
