"""Deciding whether servers found in place of a lost answer are the boot's own. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mini_nova.compute.boot.booking import Booking, by_number, server_ids
from mini_nova.compute.boot.create_answer import LostAnswer
from mini_nova.compute.boot.create_request import BootRequest
from mini_nova.compute.boot.matching import RESERVATION, Mark, Matches, Server, difference
from mini_nova.compute.boot.unknown_outcome import describe, unknown_outcome
from mini_nova.errors import Conflict
from mini_nova_auth import lenient


class KeyConflict(Conflict):
    """The idempotency key belongs to another boot."""


def choose_servers(request: BootRequest, matches: Matches, loss: LostAnswer) -> list[Server]:
    """Return the servers to adopt after a lost answer; none if the request may be sent again.

    Raises OutcomeUnknown if nobody can tell.
    """
    servers = matches.sure
    reason = ""
    if not servers and matches.doubtful:
        reason = "it is unclear whose this is"
    elif len(servers) > request.max_count:
        reason = "more than one server fits"
    elif servers and len(servers) < request.min_count:
        reason = "fewer servers fit than were requested"
    if reason:
        candidates = servers or matches.doubtful
        raise unknown_outcome(request, f"the answer was lost ({loss}), and {reason}", candidates)
    return servers


def check_key(mark: Mark, servers: Sequence[Server]) -> None:
    """Raise KeyConflict if a server that carries the key is not what the request asks for."""
    for server in servers:
        field = difference(mark, server)
        if field:
            raise KeyConflict(
                f"the idempotency key '{mark.key}' belongs to another boot: "
                f"{describe(servers)} has another {field}",
                hint="Use a key of its own for each boot.",
            )


def check_count(request: BootRequest, mark: Mark, servers: Sequence[Server]) -> None:
    """Raise KeyConflict if the key has fewer or more servers than the request asks for."""
    if request.min_count <= len(servers) <= request.max_count:
        return
    requested = f"{request.min_count} to {request.max_count}"
    if request.min_count == request.max_count:
        requested = f"{request.max_count}"
    raise KeyConflict(
        f"the idempotency key '{mark.key}' has another number of servers than {requested}: "
        f"{describe(servers)}",
        hint="Delete them to boot anew, or use another key.",
    )


def adopt(request: BootRequest, mark: Mark, servers: Sequence[Server]) -> Booking:
    """Return the booking of servers that were found, in the form of the answer that was lost."""
    servers = by_number(servers)
    first = servers[0]
    answer: dict[str, Any] = {"server": first}
    reservation_id = lenient.text_at(first, RESERVATION)  # for admins only
    if request.return_reservation_id and reservation_id:
        answer = {"reservation_id": reservation_id}
    return Booking(answer, server_ids(servers), mark, adopted=True, is_complete=True)
