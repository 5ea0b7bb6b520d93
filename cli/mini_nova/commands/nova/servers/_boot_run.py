"""The course of ``boot``: refuse bad input before anything is sent, book once, wait, and show."""

from __future__ import annotations

import os
from typing import Any

from mini_nova.commands.nova.servers._boot_poll import delete_all, follow_boot
from mini_nova.commands.nova.servers._boot_request import boot_request
from mini_nova.commands.nova.servers._boot_result import (
    booked_server,
    booked_servers,
    check_columns,
    finished_servers,
    shows_rows,
)
from mini_nova.commands.nova.servers._idempotency_key import checked_key, identity_of, journal_of
from mini_nova.compute.boot.booking import Bookkeeping, Listener, server_ids
from mini_nova.compute.boot.boot import Boot, boot, try_out
from mini_nova.compute.boot.create_request import BootRequest
from mini_nova.compute.boot.image_choice import with_image
from mini_nova.compute.boot.journal import default_directory
from mini_nova.compute.boot.pauses import Pauses
from mini_nova.compute.boot.pending_boots import PendingBoots
from mini_nova.compute.boot.recent_boots import RecentBoots
from mini_nova.context import Context
from mini_nova.errors import BadUsage, OutcomeUnknown
from mini_nova.output.results import Result

PAUSES = Pauses()


def run(
    context: Context,
    *,
    poll: bool,
    timeout: float | None,
    rm_on_failure: bool,
    idempotency_key: str | None,
    **arguments: Any,
) -> Result:
    """Return what ``boot`` shows.

    Raises BadUsage, what ``boot`` and a wait raise, and OutcomeUnknown.
    """
    key = checked_key(idempotency_key)
    if not poll and (timeout is not None or rm_on_failure):
        raise BadUsage("--timeout and --rm-on-failure need --poll")
    request = boot_request(arguments)
    if request.image_properties:
        request = with_image(context.compute, request, context.io.warn)
    is_several = shows_rows(context, request, poll)
    check_columns(context, is_several=is_several)
    if context.dry_run:
        try_out(context.compute, request, key)
    result = _book(context, request, key, poll, rm_on_failure)
    if result.booking.adopted:
        _note_lost_password(context, result)
    if poll:
        servers = follow_boot(context, result, timeout, rm_on_failure)
        view: Result = finished_servers(context, result, servers)
    elif is_several:
        view = booked_servers(context, result)
    else:
        view = booked_server(context, result)
    if result.booking.resent:
        _check_duplicates(result)
    return view


def _book(
    context: Context, request: BootRequest, key: str, poll: bool, rm_on_failure: bool
) -> Boot:
    """Book the servers. If that is interrupted after the answer, ``rm_on_failure`` deletes them."""
    result: Boot | None = None
    try:
        result = _book_and_remember(context, request, key)
        return _with_siblings(context, result, poll)
    except KeyboardInterrupt:
        is_earlier = result is not None and result.booking.earlier
        if rm_on_failure and not is_earlier and delete_all(context, context.booked):
            context.booked = ()
        raise


def _book_and_remember(context: Context, request: BootRequest, key: str) -> Boot:
    """Book the servers, remembering their ids for the case that something goes wrong later."""
    compute = context.compute
    directory = default_directory(os.environ)
    recent = RecentBoots(directory.with_name("recent"))
    pending_directory = directory.with_name("pending")

    def on_booked(ids: tuple[str, ...]) -> None:
        context.booked = ids
        recent.add(ids)

    bookkeeping = Bookkeeping(
        recent=recent,
        open_pending=lambda: PendingBoots(pending_directory, identity_of(context, compute)),
        listener=Listener(on_booked, context.io.note),
        pauses=PAUSES,
        key=key,
        open_journal=lambda: journal_of(context, compute, key),
    )
    return boot(compute, request, bookkeeping)


def _with_siblings(context: Context, result: Boot, poll: bool) -> Boot:
    """Find the servers that the answer does not name. Raises OutcomeUnknown with ``--poll``.

    Without it, a reservation is shown unchanged, and missing servers are only a warning.
    """
    if result.booking.reservation_id and not poll:
        return result
    try:
        result = result.with_siblings()
    except OutcomeUnknown as problem:
        if poll:
            raise
        context.io.warn(problem.message)
    if len(result.booking.ids) > 1 and not poll:
        ids = ", ".join(result.booking.ids)
        context.io.note(f"The servers are {ids}")
    return result


def _note_lost_password(context: Context, result: Boot) -> None:
    ids = ", ".join(result.booking.ids)
    context.io.note(
        f"the server is {ids}; its adminPass is unknown: only the answer to its create request had it"
    )


def _check_duplicates(result: Boot) -> None:
    """Raise OutcomeUnknown if a request that was sent twice was done twice."""
    duplicates = result.duplicates()
    if not duplicates:
        return
    own_ids = ", ".join(result.booking.ids)
    other_ids = ", ".join(server_ids(duplicates))
    raise OutcomeUnknown(
        f"server '{result.request.name}' is booked ({own_ids}), "
        f"but the request whose answer was lost may have made another: {other_ids}",
        hint="Inspect it with 'mini-nova show', and delete it if you do not need it.",
    )
