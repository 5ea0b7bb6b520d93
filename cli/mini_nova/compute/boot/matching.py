"""Recognizing the servers of a create request whose answer was lost. Pure functions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from mini_nova.compute.boot.create_request import BootRequest
from mini_nova.compute.resources.servers import TASK_STATE
from mini_nova_auth import lenient
from mini_nova_auth.clock import Reading

RESERVATION = "OS-EXT-SRV-ATTR:reservation_id"
KEY = "mini-nova.idempotency-key"  # the metadata key that carries --idempotency-key
OPENSTACK_BEGAN = 1277942400.0  # July 2010: a server that claims to be older has no clock
DOUBTFUL_AGE = 300.0  # seconds before the request in which differing clocks may hide its server
CLOCK_SLACK = 2.0  # seconds: Date and `created` are whole seconds, and API hosts differ a little
DELETED_STATUSES = ("DELETED", "SOFT_DELETED")
DELETION_TASKS = ("deleting", "soft-deleting")

Server = dict[str, Any]


class Mark(NamedTuple):
    """What the servers of one request have in common. ``start`` is when it was sent."""

    name: str
    image: str
    flavor: str
    user_id: str
    metadata: Mapping[str, str]
    start: Reading
    several: bool
    key: str = ""


class Matches(NamedTuple):
    """Servers that a request may have made, oldest first.

    ``sure`` ones fit in every respect. ``doubtful`` ones have the right name, image and flavor and
    may be new, but belong to another user than the login, or have no believable time of creation.
    """

    sure: list[Server]
    doubtful: list[Server]


def mark_of(request: BootRequest, *, user_id: str, start: Reading, key: str = "") -> Mark:
    """Return the mark of a request sent at ``start``."""
    return Mark(
        name=request.name,
        image=request.image,
        flavor=request.flavor,
        user_id=user_id,
        metadata=request.metadata,
        start=start,
        several=request.max_count > 1,
        key=key,
    )


def matches(mark: Mark, listing: Iterable[Mapping[str, Any]], since: float) -> Matches:
    """Choose the servers of a listing that the request may have made.

    With a key, these are exactly the servers that carry it, and are not being deleted.
    ``since`` is the service's clock when the request was sent, in seconds since 1970.
    """
    servers = _oldest_first(listing)
    if mark.key:
        keyed_servers = [server for server in servers if carries_key(server, mark.key)]
        staying_servers = [server for server in keyed_servers if not _is_leaving(server)]
        return Matches(staying_servers, [])
    result = Matches([], [])
    for server in servers:
        if not _fits(mark, server):
            continue
        is_own = _is_new_and_own(mark, server, since)
        if is_own is None:
            result.doubtful.append(server)
        elif is_own:
            result.sure.append(server)
    return result


def of_one_request(
    servers: Sequence[Server], ids: Sequence[str], reservation_id: str
) -> list[Server]:
    """Choose from fitting servers, oldest first, those of one request.

    It is the request that made the servers ``ids``, or the reservation.
    Nova makes the server that its answer names before the others, and shows reservations to admins
    only.
    """
    own_servers = [server for server in servers if server.get("id") in ids]
    reservations = {_reservation(server) for server in own_servers}
    reservations.add(reservation_id)
    reservations.discard("")
    candidates = list(servers)
    if own_servers:
        first = candidates.index(own_servers[0])
        candidates = candidates[first:]
    if not reservations:
        return candidates
    reservations.add("")  # hidden from those who are no admins
    return [server for server in candidates if _reservation(server) in reservations]


def carries_key(server: Mapping[str, Any], key: str) -> bool:
    """Return whether a server that is not deleted has the idempotency key in its metadata."""
    status = lenient.text_at(server, "status")
    if status.upper() in DELETED_STATUSES:
        return False
    metadata = lenient.mapping(server.get("metadata"))
    return metadata.get(KEY) == key


def name_fits(name: str, is_several: bool, server_name: str) -> bool:
    """Return whether a request for ``name`` can have made a server of that name.

    Nova adds ``-1``, ``-2``... if quota lets several servers through.
    """
    if server_name == name:
        return True
    return is_several and server_name.startswith(f"{name}-")


def doubt(result: Matches, is_doubtful: Callable[[str], bool]) -> Matches:
    """Return the matches, with the sure ones of doubtful names among the doubtful ones."""
    sure: list[Server] = []
    doubtful = list(result.doubtful)
    for server in result.sure:
        name = lenient.text_at(server, "name")
        target = doubtful if is_doubtful(name) else sure
        target.append(server)
    return Matches(sure, doubtful)


def difference(mark: Mark, server: Mapping[str, Any]) -> str:
    """Name the field in which a server with the key differs from the request; '' for none."""
    if not _name_fits(mark, server):
        return "name"
    if not _flavor_fits(mark, server):
        return "flavor"
    if not _image_fits(mark, server):
        return "image"
    return ""


def _oldest_first(listing: Iterable[Mapping[str, Any]]) -> list[Server]:
    servers = [dict(server) for server in listing]  # newest first, also within one second
    servers.reverse()
    servers.sort(key=_created)
    return servers


def _is_leaving(server: Mapping[str, Any]) -> bool:
    task = lenient.text_at(server, TASK_STATE)
    return task in DELETION_TASKS


def _fits(mark: Mark, server: Mapping[str, Any]) -> bool:
    if difference(mark, server):
        return False
    metadata = lenient.mapping(server.get("metadata"))
    if KEY in metadata and KEY not in mark.metadata:
        return False  # a boot with an idempotency key made it
    common = {**metadata, **mark.metadata}
    return common == metadata


def _is_new_and_own(mark: Mark, server: Mapping[str, Any], since: float) -> bool | None:
    """Return whether a fitting server is new and the user's own; None if that is unknown."""
    created = lenient.timestamp(server.get("created"))
    if created is None:
        return None
    if OPENSTACK_BEGAN <= created < since - DOUBTFUL_AGE:
        return False
    if created < since - CLOCK_SLACK:
        return None
    owner = lenient.text_at(server, "user_id")
    if mark.user_id and owner not in ("", mark.user_id):
        return None
    return True


def _name_fits(mark: Mark, server: Mapping[str, Any]) -> bool:
    return name_fits(mark.name, mark.several, lenient.text_at(server, "name"))


def _flavor_fits(mark: Mark, server: Mapping[str, Any]) -> bool:
    """Compare flavors. From 2.47 on answers embed the flavor, without its id."""
    return _id(server, "flavor") in ("", mark.flavor)


def _image_fits(mark: Mark, server: Mapping[str, Any]) -> bool:
    return _id(server, "image") == mark.image


def _id(server: Mapping[str, Any], key: str) -> str:
    return lenient.text_at(server, key, "id")


def _reservation(server: Mapping[str, Any]) -> str:
    return lenient.text_at(server, RESERVATION)


def _created(server: Mapping[str, Any]) -> float:
    return lenient.timestamp(server.get("created")) or 0.0
