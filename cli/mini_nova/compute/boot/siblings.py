"""Finding all servers of one request, as Nova's answer names only the first of several."""

from __future__ import annotations

from mini_nova.compute.boot.booking import Booking, server_ids
from mini_nova.compute.boot.create_request import BootRequest
from mini_nova.compute.boot.matching import of_one_request
from mini_nova.compute.boot.server_search import ServerSearch
from mini_nova.compute.boot.unknown_outcome import unknown_outcome


def all_server_ids(search: ServerSearch, request: BootRequest, booking: Booking) -> tuple[str, ...]:
    """Return the ids of every server that the request made.

    Raises OutcomeUnknown if they do not appear, or cannot be told from those of another boot.
    """
    if len(booking.ids) == request.max_count:
        return booking.ids
    matches = search.settle(booking.mark, search.pauses.siblings)
    servers = of_one_request(matches.sure, booking.ids, booking.reservation_id)
    if not servers and not booking.ids:
        reason = f"no server of reservation {booking.reservation_id} has appeared"
        raise unknown_outcome(request, reason, matches.doubtful)
    if len(servers) > request.max_count:
        reason = "its servers cannot be told from those of another boot in the same second"
        raise unknown_outcome(request, reason, servers)
    ids = dict.fromkeys(booking.ids)
    ids.update(dict.fromkeys(server_ids(servers)))
    return tuple(ids)
