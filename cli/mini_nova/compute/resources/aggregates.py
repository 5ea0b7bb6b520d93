"""Host aggregates: their hosts, metadata and cached images."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mini_nova.compute.names import choose, segment
from mini_nova.errors import BadUsage
from mini_nova_auth.wire.refusal import json_member

if TYPE_CHECKING:
    from mini_nova.compute.api import Compute

Aggregate = dict[str, Any]


def list_all(compute: Compute) -> Iterator[Aggregate]:
    """Yield the aggregates. Raises Forbidden for users who are not admins."""
    return compute.read_all("/os-aggregates", "aggregates")


def find(compute: Compute, aggregate: str) -> Aggregate:
    """Return the aggregate of a name or id, in one list. Raises NotFound, Ambiguous, Forbidden.

    A name goes before an id: an aggregate may have a number for its name.
    """
    items = list(list_all(compute))
    by_name = [item for item in items if item.get("name") == aggregate]
    return dict(choose(by_name or items, "aggregate", aggregate))


def create(compute: Compute, name: str, zone: str | None) -> Aggregate:
    """Make an aggregate, and return it with its hosts and metadata. Raises Conflict, Forbidden."""
    body = {"aggregate": {"name": name, "availability_zone": zone}}
    aggregate = json_member("aggregate", compute.post("/os-aggregates", body))
    details = compute.read_member(_path(aggregate), "aggregate")
    return {**details, **aggregate}


def update(compute: Compute, aggregate: Aggregate, changes: Mapping[str, str]) -> Aggregate:
    """Change the name or the zone of an aggregate, and return it. Raises Conflict, Forbidden."""
    answer = compute.put(_path(aggregate), {"aggregate": changes})
    return json_member("aggregate", answer)


def delete(compute: Compute, reference: str) -> str:
    """Delete the aggregate of a name or id, and return its id. Raises Conflict if it has hosts."""
    aggregate = find(compute, reference)
    compute.delete(_path(aggregate))
    return str(aggregate["id"])


def set_metadata(
    compute: Compute, aggregate: Aggregate, metadata: Mapping[str, str | None]
) -> Aggregate:
    """Set items of the metadata, None to remove one, and return the aggregate.

    Raises BadUsage, in the classic client's words, if an item is there already, or is not there to
    be removed.
    """
    current = aggregate.get("metadata") or {}
    if metadata.items() & current.items():
        raise BadUsage("metadata already exists")
    for key, value in metadata.items():
        if value is None and key not in current:
            raise BadUsage(f"metadata key {key} does not exist hence can not be deleted")
    return _act(compute, aggregate, {"set_metadata": {"metadata": metadata}})


def add_host(compute: Compute, aggregate: Aggregate, host: str) -> Aggregate:
    """Add a host, and return the aggregate. Raises NotFound, Conflict."""
    return _act(compute, aggregate, {"add_host": {"host": host}})


def remove_host(compute: Compute, aggregate: Aggregate, host: str) -> Aggregate:
    """Remove a host, and return the aggregate. Raises NotFound, Conflict."""
    return _act(compute, aggregate, {"remove_host": {"host": host}})


def cache_images(compute: Compute, aggregate: Aggregate, image_ids: Sequence[str]) -> None:
    """Ask the hosts of an aggregate to fetch images. Raises NotFound, Forbidden."""
    body = {"cache": [{"id": image_id} for image_id in image_ids]}
    compute.post(f"{_path(aggregate)}/images", body)


def _act(compute: Compute, aggregate: Aggregate, body: Mapping[str, Any]) -> Aggregate:
    answer = compute.post(f"{_path(aggregate)}/action", body)
    return json_member("aggregate", answer)


def _path(aggregate: Aggregate) -> str:
    aggregate_id = segment(str(aggregate.get("id", "")))
    return f"/os-aggregates/{aggregate_id}"
