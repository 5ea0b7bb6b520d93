"""The outcome of a boot, and who is told of its progress."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from mini_nova.compute.boot.journal import Journal
from mini_nova.compute.boot.matching import Mark, Server
from mini_nova.compute.boot.pauses import Pauses
from mini_nova.compute.boot.pending_boots import PendingBoots
from mini_nova.compute.boot.recent_boots import RecentBoots
from mini_nova_auth import lenient


class Booking(NamedTuple):
    """What the create request answered, or what was found in its place, and the servers' known ids.

    ``adopted``: the answer was lost, and its servers were found. ``resent``: the request was sent
    more than once. ``earlier``: another run with the same idempotency key made the servers.
    ``is_complete``: the ids are those of all servers. Nova's answer names only the first.
    """

    answer: Mapping[str, Any]
    ids: tuple[str, ...]
    mark: Mark
    adopted: bool = False
    resent: bool = False
    earlier: bool = False
    is_complete: bool = False

    @property
    def server(self) -> Mapping[str, Any]:
        """The server in the answer, or the whole answer if it names a reservation."""
        server = self.answer.get("server")
        return server if isinstance(server, dict) else self.answer

    @property
    def reservation_id(self) -> str:
        """The reservation in the answer; '' if it names a server."""
        return lenient.text_at(self.answer, "reservation_id")


class Listener(NamedTuple):
    """Who is told of a boot's progress: ``on_booked`` of new ids, ``note`` of detours."""

    on_booked: Callable[[tuple[str, ...]], None] = lambda ids: None
    note: Callable[[str], None] = lambda text: None


class Bookkeeping(NamedTuple):
    """What this machine keeps of a boot, and how patient it is.

    ``key`` is an idempotency key, for which ``open_journal`` is called; '' for none.
    """

    recent: RecentBoots
    open_pending: Callable[[], PendingBoots]
    listener: Listener
    pauses: Pauses
    key: str
    open_journal: Callable[[], Journal]


def by_number(servers: Sequence[Server]) -> list[Server]:
    """Return the servers of one request by their numbers, in whatever order Nova lists them."""

    def number(server: Server) -> tuple[int, str]:
        name = lenient.text_at(server, "name")
        return len(name), name

    return sorted(servers, key=number)


def server_ids(servers: Sequence[Server]) -> tuple[str, ...]:
    """Return the ids of servers, in their order."""
    return tuple(lenient.text_at(server, "id") for server in servers)
