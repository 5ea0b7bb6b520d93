"""Waiting until a volume is attached or detached."""

from __future__ import annotations

import time

from mini_nova.commands.nova._kinds.waiting import looking_up
from mini_nova.compute.resources import volumes
from mini_nova.compute.wait.until import pause_after
from mini_nova.context import Context
from mini_nova.errors import BuildFailed, CommandError, Interrupted, TimedOut

PASSING = ("attaching", "detaching", "reserved")


def wait_for_volume(
    context: Context, volume_id: str, goal: str, source: str, timeout: float | None
) -> None:
    """Return once a volume has the status ``goal``. It may have ``source`` for a while.

    Raises BuildFailed if it goes to an error, TimedOut, CommandError if it stays in another status
    or nobody knows its status, and Interrupted.
    """
    try:
        with looking_up(context, timeout):
            _follow(context, volume_id, goal, source, timeout)
    except KeyboardInterrupt:
        raise Interrupted("interrupted; the request goes on") from None


def _follow(
    context: Context, volume_id: str, goal: str, source: str, timeout: float | None
) -> None:
    started = time.monotonic()
    while True:
        status = volumes.status(context.compute, volume_id)
        elapsed = time.monotonic() - started
        if status == goal:
            return
        _check(volume_id, status, goal, source)
        if timeout is not None and elapsed >= timeout:
            raise TimedOut(
                f"gave up waiting after {timeout:g} s: volume {volume_id} is {status}",
                hint="It may still get there: openstack volume show has its status.",
            )
        if context.io.live:
            context.io.progress(f"volume {volume_id}: {status}  {elapsed:.0f} s")
        time.sleep(pause_after(elapsed))


def _check(volume_id: str, status: str | None, goal: str, source: str) -> None:
    if status is None:
        raise CommandError(
            "the catalog has no block storage service, so --poll cannot see the volume",
            hint="Leave out --poll.",
        )
    if status.startswith("error"):
        raise BuildFailed(f"volume {volume_id} is {status} and not {goal}")
    if status != source and status not in PASSING:
        raise CommandError(f"volume {volume_id} is {status} and not {goal}, and it will stay so")
