"""Nova's services: listing them, and taking a host's nova-compute out of service and back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from mini_nova.compute.names import choose, is_uuid, segment
from mini_nova.compute.queries import with_query
from mini_nova_auth.wire.refusal import json_member

if TYPE_CHECKING:
    from mini_nova.compute.api import Compute

BY_ID_SINCE = (2, 53)
BINARY = "nova-compute"
PATH = "/os-services"

Service = dict[str, Any]


def list_all(
    compute: Compute, host: str | None = None, binary: str | None = None
) -> Iterator[Service]:
    """Yield the services, all or those of a host or a binary. Raises Forbidden."""
    path = with_query(PATH, {"host": host, "binary": binary})
    return compute.read_all(path, "services")


def enable(compute: Compute, reference: str) -> Service:
    """Let the scheduler use a host again. Returns what changed; see ``_update``."""
    return _update(compute, reference, "enable", {"status": "enabled"})


def disable(compute: Compute, reference: str, reason: str | None) -> Service:
    """Keep the scheduler from using a host. Returns what changed; see ``_update``."""
    if not reason:
        return _update(compute, reference, "disable", {"status": "disabled"})
    changes = {"status": "disabled", "disabled_reason": reason}
    return _update(compute, reference, "disable-log-reason", changes)


def force_down(compute: Compute, reference: str, is_down: bool) -> Service:
    """Declare that a host is down, or no longer. Returns what changed; see ``_update``."""
    return _update(compute, reference, "force-down", {"forced_down": is_down})


def delete(compute: Compute, reference: str) -> str:
    """Delete a service, and return its id. Raises NotFound, Conflict if the host has servers."""
    service_id = reference
    if compute.version >= BY_ID_SINCE:
        service_id = _id(compute, reference)
    compute.delete(f"{PATH}/{segment(service_id)}")
    return service_id


def _update(compute: Compute, reference: str, action: str, changes: Mapping[str, Any]) -> Service:
    """Change the nova-compute of a host, or since 2.53 the service of an id.

    Until 2.52 the path names what to do, and the body the host. Raises NotFound, Forbidden.
    """
    if compute.version >= BY_ID_SINCE:
        service_id = _id(compute, reference)
        return json_member("service", compute.put(f"{PATH}/{segment(service_id)}", changes))
    body = {"host": reference, "binary": BINARY}
    body.update({key: value for key, value in changes.items() if key != "status"})
    return json_member("service", compute.put(f"{PATH}/{action}", body))


def _id(compute: Compute, reference: str) -> str:
    """Return a service's id; that of the nova-compute on a host if it is a host's name."""
    if is_uuid(reference):
        return reference
    services = list_all(compute, reference, BINARY)
    candidates = [{**service, "name": service.get("host")} for service in services]
    return str(choose(candidates, "service", reference)["id"])
