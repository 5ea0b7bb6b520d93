"""Volumes at the block storage service, Cinder: finding one, and reading its status."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from mini_nova.compute.names import choose, is_uuid, segment
from mini_nova.compute.service import ServiceClient

if TYPE_CHECKING:
    from mini_nova.compute.api import Compute

TYPES = ("block-storage", "volumev3", "volume")  # the service's names in catalogs

Volume = dict[str, Any]


def volume_id(compute: Compute, volume: str) -> str:
    """Return the id of the volume of a name. A UUID, and any text without a Cinder, is an id.

    Raises NotFound, Ambiguous.
    """
    cinder = _cinder(compute)
    if is_uuid(volume) or cinder is None:
        return volume
    path = f"/volumes/detail?name={quote(volume, safe='')}"
    read_all = partial(cinder.read_all, "/volumes/detail", "volumes")
    return str(choose(cinder.read_all(path, "volumes"), "volume", volume, read_all)["id"])


def status(compute: Compute, volume: str) -> str | None:
    """Return the status of the volume of an id; None without a Cinder. Raises NotFound."""
    cinder = _cinder(compute)
    if cinder is None:
        return None
    item = cinder.read_member(f"/volumes/{segment(volume)}", "volume")
    return str(item.get("status"))


def _cinder(compute: Compute) -> ServiceClient | None:
    session = compute.session
    for service_type in TYPES:
        if session.has_endpoint(service_type):
            return ServiceClient(session, session.endpoint(service_type), "volume")
    return None
