"""The fake driver: each guest is a file, and changes take their time so that people can watch."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from mini_nova_sandbox.virt.driver import (
    NOSTATE,
    PAUSED,
    RUNNING,
    SHUTDOWN,
    SUSPENDED,
    BootImage,
    Guest,
)

MAX_CONSOLE_LINES = 500
SCRATCH = ".new"  # the suffix of a file until it is complete; saved states share complete files
CONSOLE = (
    "[    0.000000] Linux version 4.4.0-28-generic (sandbox)",
    "[    0.000000] Command line: LABEL=cirros-rootfs ro console=tty1 console=ttyS0",
    "[    0.004000] Calibrating delay loop... 4800.00 BogoMIPS",
    "info: initramfs: up at 0.51",
    "NOCHANGE: partition 1 is size 2072385. it cannot be grown",
    "Starting network...",
    "=== system information ===",
    "Platform: sandbox fake driver",
    "=== cirros: current=0.3.0 uptime=3.21 ===",
    "login as 'cirros' user. default password: 'cubswin:)'. use 'sudo' for root.",
)


class FakeDriver:
    """Keeps power states and consoles in files of the instances' directory, over restarts.

    A change takes ``pace`` seconds.
    """

    name = "fake"

    def __init__(self, instances: Path, pace: float) -> None:
        self._instances = instances
        self._pace = pace

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
        """Start the guest, with the console of a first boot."""
        size = _size(guest)
        interfaces = len(nw_info)
        image_id = image.id or "none"
        report(f"{guest.domain}: {size}, {interfaces} interfaces, image {image_id}")
        await asyncio.sleep(self._pace)
        self.restore(guest, RUNNING)

    def restore(self, guest: Guest, power_state: int) -> None:
        """Set up a guest in a power state, with the console of a first boot. Raises OSError."""
        prompt = f"{guest.name} login: "
        self._write(guest, power_state, [*CONSOLE, prompt])

    async def destroy(self, guest: Guest) -> None:
        """Delete the guest's file."""
        path = self._path(guest)
        path.unlink(missing_ok=True)

    async def power_on(self, guest: Guest) -> None:
        """Set the guest to running."""
        await self._change(guest, RUNNING, "power on")

    async def power_off(self, guest: Guest) -> None:
        """Set the guest to shut down."""
        await self._change(guest, SHUTDOWN, "power off")

    async def reboot(self, guest: Guest, hard: bool) -> None:
        """Set the guest to running, with another boot on its console."""
        kind = "hard reboot" if hard else "soft reboot"
        await self._change(guest, RUNNING, kind, *CONSOLE)

    async def pause(self, guest: Guest) -> None:
        """Set the guest to paused."""
        await self._change(guest, PAUSED)

    async def unpause(self, guest: Guest) -> None:
        """Set the guest to running."""
        await self._change(guest, RUNNING)

    async def suspend(self, guest: Guest) -> None:
        """Set the guest to suspended."""
        await self._change(guest, SUSPENDED)

    async def resume(self, guest: Guest) -> None:
        """Set the guest to running."""
        await self._change(guest, RUNNING)

    async def resize(self, guest: Guest) -> None:
        """Set the guest to running, with its new size on the console."""
        size = _size(guest)
        await self._change(guest, RUNNING, f"resized to {size}")

    async def set_admin_password(self, guest: Guest, password: str) -> None:
        """Do nothing: nobody is inside who could log in."""
        await asyncio.sleep(0)

    async def snapshot(self, guest: Guest, path: Path) -> None:
        """Write a small file that says what it is."""
        await asyncio.sleep(self._pace)
        text = f"snapshot of {guest.uuid} by the sandbox's fake driver\n"
        path.write_text(text, encoding="utf-8")

    async def console_output(self, guest: Guest) -> str:
        """Return the boots, and the changes since."""
        _, console = self._read(guest)
        return "\n".join(console)

    async def power_state(self, guest: Guest) -> int:
        """Return the power state of the last change."""
        power_state, _ = self._read(guest)
        return power_state

    async def power_states(self) -> Mapping[str, int]:
        """Return the power states in all files."""
        return await asyncio.to_thread(self._read_all)

    def watch(self, report: Callable[[str], None]) -> None:
        """Do nothing: a file changes only at the sandbox's own command, while it runs."""

    async def domain_xml(self, guest: Guest, nw_info: list[dict[str, Any]]) -> str:
        """Return the definition that the libvirt driver would make for a guest under KVM."""
        # Loaded only now: few sandboxes are asked, and an XML library takes its time.
        from mini_nova_sandbox.virt import libvirt_xml

        if not self._path(guest).exists():
            return ""
        machine = libvirt_xml.Machine("kvm", own_networks=True, other_user=False)
        folder = self._instances / guest.uuid
        root = libvirt_xml.Disk(folder / "disk", "qcow2", "vda")
        return libvirt_xml.domain(guest, machine, [root], nw_info, folder / "console.log")

    async def attach_interface(self, guest: Guest, vif: Mapping[str, Any]) -> None:
        """Report the interface on the console."""
        address = vif["address"]
        self._log(guest, f"new interface: {address}")

    async def detach_interface(self, guest: Guest, vif: Mapping[str, Any]) -> None:
        """Report the interface on the console."""
        address = vif["address"]
        self._log(guest, f"interface gone: {address}")

    def close(self) -> None:
        """Do nothing: there is no connection."""

    async def _change(self, guest: Guest, power_state: int, *lines: str) -> None:
        await asyncio.sleep(self._pace)
        _, console = self._read(guest)
        self._write(guest, power_state, [*console, *lines])

    def _log(self, guest: Guest, line: str) -> None:
        power_state, console = self._read(guest)
        self._write(guest, power_state, [*console, line])

    def _read(self, guest: Guest) -> tuple[int, list[str]]:
        path = self._path(guest)
        return _read_file(path)

    def _read_all(self) -> dict[str, int]:
        power_states = {}
        for path in self._instances.glob("*.json"):
            power_state, _ = _read_file(path)
            power_states[path.stem] = power_state
        return power_states

    def _write(self, guest: Guest, power_state: int, console: list[str]) -> None:
        state = {
            "power_state": power_state,
            "console": console[-MAX_CONSOLE_LINES:],
        }
        path = self._path(guest)
        scratch = path.with_suffix(SCRATCH)
        text = json.dumps(state)
        scratch.write_text(text, encoding="utf-8")
        scratch.replace(path)

    def _path(self, guest: Guest) -> Path:
        return self._instances / f"{guest.uuid}.json"


def _read_file(path: Path) -> tuple[int, list[str]]:
    """Return a guest's power state and console; neither if there is no complete file."""
    try:
        text = path.read_text(encoding="utf-8")
        state = json.loads(text)
    except (OSError, ValueError):
        return NOSTATE, []
    power_state = int(state["power_state"])
    return power_state, state["console"]


def _size(guest: Guest) -> str:
    return f"{guest.memory_mb} MB, {guest.vcpus} vCPU"
