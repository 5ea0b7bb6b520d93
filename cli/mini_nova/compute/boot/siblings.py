"""Finding all servers of one request, as Nova's answer names only the first of several."""

from __future__ import annotations

from collections.abc import Sequence

from mini_nova.compute.boot.booking import Booking, by_number, server_ids
from mini_nova.compute.boot.create_request import BootRequest
from mini_nova.compute.boot.matching import Server, of_one_request
from mini_nova.compute.boot.server_search import ServerSearch
from mini_nova.compute.boot.unknown_outcome import unknown_outcome
from mini_nova.errors import MiniNovaError
from mini_nova_auth.errors import AuthToolkitError


def with_siblings(search: ServerSearch, request: BootRequest, booking: Booking) -> Booking:
    """Return the booking with the ids of every server that its request made.

    Raises OutcomeUnknown if they do not appear, or cannot be told from those of another boot.
    """
    if booking.is_complete:
        return booking
    servers = list_siblings(search, request, booking)
    own_servers = of_one_request(servers, booking.ids, booking.reservation_id)
    if len(own_servers) > request.max_count:
        reason = "its servers cannot be told from those of another boot in the same second"
        raise unknown_outcome(request, reason, own_servers)
    return add_siblings(request, booking, own_servers)


def list_siblings(search: ServerSearch, request: BootRequest, booking: Booking) -> list[Server]:
    """Return the servers that carry the booking's mark, giving all of them time to be listed.

    Raises OutcomeUnknown if no list comes.
    """
    seconds = 0.0 if booking.is_complete else search.pauses.siblings
    try:
        return search.settle(booking.mark, seconds).sure
    except (AuthToolkitError, MiniNovaError) as problem:
        ids = ", ".join(booking.ids)
        reason = f"the request was accepted ({ids}), but listing its servers failed ({problem})"
        raise unknown_outcome(request, reason) from problem


def add_siblings(request: BootRequest, booking: Booking, servers: Sequence[Server]) -> Booking:
    """Return the booking with the ids of its servers. Raises OutcomeUnknown if some are missing."""
    ids = dict.fromkeys(booking.ids)
    ids.update(dict.fromkeys(server_ids(by_number(servers))))
    if len(ids) < request.min_count:
        requested = f"{len(ids)} of {request.min_count} servers have appeared"
        reason = f"the request was accepted, but only {requested}"
        raise unknown_outcome(request, reason, servers)
    return booking._replace(ids=tuple(ids), is_complete=True)
