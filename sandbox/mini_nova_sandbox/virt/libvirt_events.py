"""libvirt's lifecycle events: a thread waits for them, not polling, and hands them to the loop."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from typing import Any

import libvirt

Report = Callable[[str], None]


@cache
def start() -> None:
    """Start the thread, once a process; this comes before the first connection."""
    libvirt.virEventRegisterDefaultImpl()
    threading.Thread(target=_run, name="libvirt events", daemon=True).start()


def register(handle: Any, report: Report) -> None:
    """Have ``report`` called with the uuid of each domain of a connection that changes."""

    def on_event(_handle: Any, domain: Any, _event: int, _detail: int, _opaque: Any) -> None:
        report(domain.UUIDString())

    kind = libvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE
    handle.domainEventRegisterAny(None, kind, on_event, None)


def in_loop(loop: asyncio.AbstractEventLoop, report: Report) -> Report:
    """Return a function for any thread that calls ``report`` in the loop, as long as it runs."""

    def call(uuid: str) -> None:
        with suppress(RuntimeError):  # the loop is closed
            loop.call_soon_threadsafe(report, uuid)

    return call


def _run() -> None:
    while True:
        libvirt.virEventRunDefaultImpl()
