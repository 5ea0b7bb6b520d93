"""Recognising the servers that a create request made, when its answer is lost. Pure functions over listings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from mini_nova.compute.boot.create_request import Wanted
from mini_nova_auth import lenient
from mini_nova_auth.clock import Reading

RESERVATION = "OS-EXT-SRV-ATTR:reservation_id"
KEY = "mini-nova.idempotency-key"  # the metadata key that carries --idempotency-key
OPENSTACK_BEGAN = 1277942400.0  # July 2010: a server that claims to be older has no clock
DOUBTFUL_AGE = 300.0  # seconds before the request within which clocks that differ might hide one of its servers
CLOCK_SLACK = 2.0  # seconds: Date and `created` count whole seconds, and API hosts differ a little


class Mark(NamedTuple):
    """What the servers of one request have in common. ``sent`` is this machine's clocks when it went out."""

    name: str
    image: str
    flavor: str
    user_id: str
    metadata: Mapping[str, str]
    sent: Reading
    several: bool
    key: str = ""


class Matches(NamedTuple):
    """Servers that a request may have made, oldest first.

    Of ``sure`` all is as it should be. ``doubtful`` ones have the right name, image and flavor and may be new, but
    they name another user than the login does, or no time of creation that can be believed.
    """

    sure: list[dict[str, Any]]
    doubtful: list[dict[str, Any]]


def mark_of(wanted: Wanted, *, user_id: str, sent: Reading, key: str = "") -> Mark:
    """The mark of a request that went out at ``sent``."""
    return Mark(
        wanted.name,
        wanted.image,
        wanted.flavor,
        user_id,
        wanted.metadata,
        sent,
        wanted.max_count > 1,
        key,
    )


def matches(mark: Mark, listed: Iterable[Mapping[str, Any]], since: float) -> Matches:
    """The servers of a listing that the request may have made. With a key: those that carry it, and no others.

    ``since`` is the service's clock at the moment when the request went out, in seconds since 1970.
    """
    ordered = [dict(server) for server in listed]  # newest first, also within one second
    ordered.reverse()
    ordered.sort(key=_created)
    if mark.key:
        return Matches([server for server in ordered if _has_key(mark, server)], [])
    fitting = [
        (server, _certainty(mark, server, since)) for server in ordered if _fits(mark, server)
    ]
    return Matches(
        [server for server, certainty in fitting if certainty is True],
        [server for server, certainty in fitting if certainty is None],
    )


def of_one_request(
    found: Sequence[dict[str, Any]], ids: Sequence[str], reservation_id: str
) -> list[dict[str, Any]]:
    """Of servers that fit, oldest first, those of one request: the one that made ``ids``, or that reservation.

    Nova makes the server that its answer names before the others, and shows reservations to admins only.
    """
    first = next((at for at, server in enumerate(found) if server.get("id") in ids), 0)
    known = {
        lenient.text(server.get(RESERVATION)) for server in found if server.get("id") in ids
    } | {reservation_id}
    known.discard("")
    return [
        s for s in found[first:] if not known or lenient.text(s.get(RESERVATION)) in ("", *known)
    ]


def differs(mark: Mark, server: Mapping[str, Any]) -> str:
    """In what a server that carries the key is not what is asked for now; '' where it is."""
    if not _name_fits(mark, lenient.text(server.get("name"))):
        return "name"
    if _id(server, "flavor") not in ("", mark.flavor):
        return "flavor"
    return "image" if _id(server, "image") != mark.image else ""


def _has_key(mark: Mark, server: Mapping[str, Any]) -> bool:
    alive = lenient.text(server.get("status")).upper() not in ("DELETED", "SOFT_DELETED")
    return alive and lenient.mapping(server.get("metadata")).get(KEY) == mark.key


def _fits(mark: Mark, server: Mapping[str, Any]) -> bool:
    metadata = lenient.mapping(server.get("metadata"))
    return (
        _name_fits(mark, lenient.text(server.get("name")))
        and _id(server, "image") == mark.image
        and _id(server, "flavor") in ("", mark.flavor)
        and all(metadata.get(key) == value for key, value in mark.metadata.items())
    )


def _certainty(mark: Mark, server: Mapping[str, Any], since: float) -> bool | None:
    """Whether a server that fits is new and the user's own; None where that cannot be told."""
    created = lenient.timestamp(server.get("created"))
    if created is not None and OPENSTACK_BEGAN <= created < since - DOUBTFUL_AGE:
        return False
    if created is None or created < since - CLOCK_SLACK:
        return None
    owner = lenient.text(server.get("user_id"))
    return True if not mark.user_id or owner in ("", mark.user_id) else None


def _name_fits(mark: Mark, name: str) -> bool:
    """The name itself; of several at once, Nova adds ``-1``, ``-2``... (where quota let more than one through)."""
    return name == mark.name or (mark.several and name.startswith(f"{mark.name}-"))


def _id(server: Mapping[str, Any], key: str) -> str:
    return lenient.text(lenient.mapping(server.get(key)).get("id"))


def _created(server: Mapping[str, Any]) -> float:
    return lenient.timestamp(server.get("created")) or 0.0
