"""A connection to libvirt whose calls wait in threads, and whose errors are DriverError."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

import libvirt

from mini_nova_sandbox.virt import libvirt_events, libvirt_xml
from mini_nova_sandbox.virt.driver import DriverError
from mini_nova_sandbox.virt.libvirt_xml import Machine


def _ignore(_context: object, _error: object) -> None:
    """Keep libvirt from writing its errors to stderr; it raises them, too."""


class Connection:
    """A connection to a hypervisor, opened at the first call."""

    def __init__(self, uri: str) -> None:
        libvirt.registerErrorHandler(_ignore, None)
        self.uri = uri
        self._turn = asyncio.Lock()
        self._report: Callable[[str], None] | None = None

    async def run(self, call: Callable[..., Any], *arguments: Any) -> Any:
        """Run a blocking call in a thread, one at a time. Raises DriverError."""
        async with self._turn:
            try:
                return await asyncio.to_thread(call, *arguments)
            except libvirt.libvirtError as error:
                raise DriverError(f"libvirt at {self.uri}: {error}") from error

    async def machine(self) -> Machine:
        """Return the abilities of the hypervisor. Raises DriverError."""
        machine: Machine = await self.run(self._detect_machine)
        return machine

    async def define(self, xml: str) -> Any:
        """Define a domain and return libvirt's object. Raises DriverError."""
        return await self.run(self._define, xml)

    async def look_up(self, uuid: str) -> Any:
        """Return libvirt's object of a domain, or None. Raises DriverError."""
        return await self.run(self._look_up, uuid)

    async def ensure_network(self, vif: Mapping[str, Any]) -> None:
        """Define and start the network of a VIF unless it is there. Raises DriverError."""
        await self.run(self._ensure_network, vif)

    async def domains(self) -> Any:
        """Return libvirt's objects of all domains. Raises DriverError."""
        return await self.run(self._list_domains)

    def watch(self, report: Callable[[str], None]) -> None:
        """Call ``report`` in this loop with the uuid of each domain that starts, stops or pauses."""
        self._report = libvirt_events.in_loop(asyncio.get_running_loop(), report)

    def close(self) -> None:
        """Close the connection, if it was opened; guests of a real hypervisor keep running."""
        if "_handle" in self.__dict__:
            self._handle.close()

    @cached_property
    def _handle(self) -> Any:
        if self._report is not None:
            libvirt_events.start()
        try:
            handle = libvirt.open(self.uri)
            if self._report is not None:
                libvirt_events.register(handle, self._report)
        except libvirt.libvirtError as error:
            raise DriverError(
                f"libvirt at {self.uri} does not answer: {error}; is its daemon running?"
            ) from error
        return handle

    def _detect_machine(self) -> Machine:
        if self.uri.startswith("test"):
            return Machine("test", own_networks=True, other_user=False)
        has_kvm = "type='kvm'" in self._handle.getCapabilities()
        is_system = self.uri.endswith("/system")
        kind = "kvm" if has_kvm else "qemu"
        return Machine(kind, own_networks=is_system, other_user=is_system)

    def _define(self, xml: str) -> Any:
        return self._handle.defineXML(xml)

    def _look_up(self, uuid: str) -> Any:
        try:
            return self._handle.lookupByUUIDString(uuid)
        except libvirt.libvirtError as error:
            if error.get_error_code() == libvirt.VIR_ERR_NO_DOMAIN:
                return None
            raise

    def _list_domains(self) -> Any:
        return self._handle.listAllDomains()

    def _ensure_network(self, vif: Mapping[str, Any]) -> None:
        try:
            network = self._handle.networkLookupByUUIDString(vif["network"]["id"])
        except libvirt.libvirtError as error:
            if error.get_error_code() != libvirt.VIR_ERR_NO_NETWORK:
                raise
            network = self._handle.networkDefineXML(libvirt_xml.network(vif))
        if not network.isActive():
            network.create()
