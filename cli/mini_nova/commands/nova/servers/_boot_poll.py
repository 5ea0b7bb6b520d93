"""``boot --poll``: follow the servers to ACTIVE, and clean up if they do not get there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mini_nova.commands.nova._kinds.waiting import wait_for
from mini_nova.compute.boot.boot import Boot
from mini_nova.compute.resources import servers
from mini_nova.context import Context
from mini_nova.errors import BuildFailed, Interrupted, MiniNovaError, TimedOut
from mini_nova_auth.errors import AuthToolkitError


def follow_boot(
    context: Context, boot: Boot, timeout: float | None, rm_on_failure: bool
) -> list[dict[str, Any]]:
    """Return the servers once all are ACTIVE. Raises as ``until_status``, and Interrupted."""
    ids = boot.booking.ids
    name = boot.request.name
    try:
        return wait_for(context, ids, name, prefix=name, timeout=timeout)
    except KeyboardInterrupt:
        problem: BuildFailed | TimedOut | Interrupted = _interrupted(boot, ids)
    except (BuildFailed, TimedOut) as failure:
        problem = failure
    if rm_on_failure:
        _clean_up(context, boot, ids, problem)
    raise problem


def _interrupted(boot: Boot, ids: tuple[str, ...]) -> Interrupted:
    label = ", ".join(ids)
    if not ids:
        label = f"reservation {boot.booking.reservation_id}"
    arguments = " ".join(ids)
    return Interrupted(
        f"interrupted; the server was still building: {label}",
        hint=f"To resume waiting: mini-nova wait {arguments}; "
        f"to give up: mini-nova delete {arguments}",
    )


def _clean_up(
    context: Context,
    boot: Boot,
    ids: tuple[str, ...],
    problem: BuildFailed | TimedOut | Interrupted,
) -> None:
    """Delete what this boot made, and say so in the hint of its problem."""
    if boot.booking.earlier:
        context.io.note("not deleted: an earlier run with this key made it")
        return
    if delete_all(context, ids):
        context.booked = ()
        problem.hint = "What this boot made has been deleted, as requested."


def delete_all(context: Context, ids: Sequence[str]) -> bool:
    """Delete servers, and return whether that went well for all of them."""
    deletions = [_delete(context, server_id) for server_id in ids]
    return all(deletions)


def _delete(context: Context, server_id: str) -> bool:
    """Delete a server and return whether that went well."""
    try:
        servers.delete(context.compute, server_id)
    except (MiniNovaError, AuthToolkitError) as problem:
        context.io.warn(f"{server_id} could not be deleted: {problem}")
        return False
    context.io.note(f"deleted {server_id}")
    return True
