"""The fake driver: guests that exist as files only, at a pace at which people can watch them."""

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
    """Remembers each guest's power state in a file of the instance's directory, so that it outlives the process."""

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
        tell: Callable[[str], None],
    ) -> None:
        """Takes one pace, then runs."""
        tell(
            f"{guest.domain}: {guest.memory_mb} MB, {guest.vcpus} vCPU, {len(nw_info)} interfaces, "
            f"image {image.id or 'none'}"
        )
        await asyncio.sleep(self._pace)
        lines = [*CONSOLE, f"{guest.name} login: "]
        self._set(guest, RUNNING, lines)

    async def destroy(self, guest: Guest) -> None:
        """Forgets the guest."""
        self._file(guest).unlink(missing_ok=True)

    async def power_on(self, guest: Guest) -> None:
        """Runs."""
        await self._turn(guest, RUNNING, "power on")

    async def power_off(self, guest: Guest) -> None:
        """Is shut down."""
        await self._turn(guest, SHUTDOWN, "power off")

    async def reboot(self, guest: Guest, hard: bool) -> None:
        """Runs again."""
        await self._turn(guest, RUNNING, "hard reboot" if hard else "soft reboot", *CONSOLE)

    async def pause(self, guest: Guest) -> None:
        """Is paused."""
        await self._turn(guest, PAUSED)

    async def unpause(self, guest: Guest) -> None:
        """Runs."""
        await self._turn(guest, RUNNING)

    async def suspend(self, guest: Guest) -> None:
        """Is suspended."""
        await self._turn(guest, SUSPENDED)

    async def resume(self, guest: Guest) -> None:
        """Runs."""
        await self._turn(guest, RUNNING)

    async def resize(self, guest: Guest) -> None:
        """Runs, with the new size."""
        await self._turn(guest, RUNNING, f"resized to {guest.memory_mb} MB, {guest.vcpus} vCPU")

    async def set_admin_password(self, guest: Guest, password: str) -> None:
        """There is nobody inside who would need it."""
        await asyncio.sleep(0)

    async def snapshot(self, guest: Guest, into: Path) -> None:
        """A small file that says what it is."""
        await asyncio.sleep(self._pace)
        into.write_text(
            f"snapshot of {guest.uuid} by the sandbox's fake driver\n", encoding="utf-8"
        )

    async def console_output(self, guest: Guest) -> str:
        """The lines of a boot, and what was done to the guest since."""
        return "\n".join(self._state(guest)["console"])

    async def power_state(self, guest: Guest) -> int:
        """As it was set last."""
        return int(self._state(guest)["power_state"])

    async def attach_interface(self, guest: Guest, vif: Mapping[str, Any]) -> None:
        """Report the interface on the console."""
        self._log(guest, f"new interface: {vif['address']}")

    async def detach_interface(self, guest: Guest, vif: Mapping[str, Any]) -> None:
        """Report the interface on the console."""
        self._log(guest, f"interface gone: {vif['address']}")

    def close(self) -> None:
        """Nothing is held."""

    async def _turn(self, guest: Guest, power_state: int, *lines: str) -> None:
        await asyncio.sleep(self._pace)
        self._set(guest, power_state, [*self._state(guest)["console"], *lines])

    def _log(self, guest: Guest, line: str) -> None:
        state = self._state(guest)
        self._set(guest, state["power_state"], [*state["console"], line])

    def _state(self, guest: Guest) -> dict[str, Any]:
        try:
            state: dict[str, Any] = json.loads(self._file(guest).read_text(encoding="utf-8"))
        except (OSError, ValueError):  # never spawned, or cut off while it was written
            return {"power_state": NOSTATE, "console": []}
        return state

    def _set(self, guest: Guest, power_state: int, console: list[str]) -> None:
        self._file(guest).write_text(
            json.dumps({"power_state": power_state, "console": console[-500:]}), encoding="utf-8"
        )

    def _file(self, guest: Guest) -> Path:
        return self._instances / f"{guest.uuid}.json"
