"""Recognising the servers that a create request made, when its answer is lost. Pure functions over listings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from mini_nova.compute.create_request import Wanted
from mini_nova_auth import untrusted

KEY = "mini-nova.idempotency-key"  # the metadata key that carries --idempotency-key
CLOCK_SLACK = 2.0  # seconds: Date and `created` count whole seconds, and API hosts differ a little


class Mark(NamedTuple):
    """What the servers of one request have in common. ``since`` is the server's clock when the request went out."""

    name: str
    image: str
    flavor: str
    user_id: str
    metadata: Mapping[str, str]
    since: float
    several: bool
    key: str = ""


def mark_of(wanted: Wanted, *, user_id: str, since: float, key: str = "") -> Mark:
    """The mark of a request that goes out at ``since``."""
    return Mark(wanted.name, wanted.image, wanted.flavor, user_id, wanted.metadata, since, wanted.max_count > 1, key)


def matches(mark: Mark, listed: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The servers of a listing that the request may have made, oldest first. With a key: those that carry it."""
    test = _has_key if mark.key else _fits
    return sorted((dict(server) for server in listed if test(mark, server)), key=_age)


def differs(mark: Mark, server: Mapping[str, Any]) -> str:
    """In what a server that carries the key is not what is asked for now; '' where it is."""
    if not _name_fits(mark, untrusted.text(server.get("name"))):
        return "name"
    if _id(server, "flavor") not in ("", mark.flavor):
        return "flavor"
    return "image" if _id(server, "image") != mark.image else ""


def _has_key(mark: Mark, server: Mapping[str, Any]) -> bool:
    alive = untrusted.text(server.get("status")).upper() not in ("DELETED", "SOFT_DELETED")
    return alive and untrusted.mapping(server.get("metadata")).get(KEY) == mark.key


def _fits(mark: Mark, server: Mapping[str, Any]) -> bool:
    created = untrusted.timestamp(server.get("created"))
    metadata = untrusted.mapping(server.get("metadata"))
    owner = untrusted.text(server.get("user_id"))
    return (
        _name_fits(mark, untrusted.text(server.get("name")))
        and created is not None
        and created >= mark.since - CLOCK_SLACK
        and owner in ("", mark.user_id or owner)
        and _id(server, "image") == mark.image
        and _id(server, "flavor") in ("", mark.flavor)
        and all(metadata.get(key) == value for key, value in mark.metadata.items())
    )


def _name_fits(mark: Mark, name: str) -> bool:
    """The name itself; of several at once, Nova adds ``-1``, ``-2``... (or what the cloud has set it to)."""
    return name.startswith(f"{mark.name}-") if mark.several else name == mark.name


def _id(server: Mapping[str, Any], key: str) -> str:
    return untrusted.text(untrusted.mapping(server.get(key)).get("id"))


def _age(server: Mapping[str, Any]) -> tuple[float, str]:
    return (untrusted.timestamp(server.get("created")) or 0.0, untrusted.text(server.get("id")))
