"""Servers: listing, finding one by id or exact name, deleting, and what to show of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode

from mini_nova.compute.api import Compute
from mini_nova.compute.names import exact_pattern, is_uuid, only, plain_pattern, segment
from mini_nova.errors import NotFound
from mini_nova_auth import lenient
from mini_nova_auth.errors import ProtocolError
from mini_nova_auth.services.paging import next_path
from mini_nova_auth.wire.retry import PATIENCE

POWER_STATES = {
    0: "NOSTATE",
    1: "Running",
    3: "Paused",
    4: "Shutdown",
    6: "Crashed",
    7: "Suspended",
}
TASK_STATE, VM_STATE, POWER_STATE = (
    "OS-EXT-STS:task_state",
    "OS-EXT-STS:vm_state",
    "OS-EXT-STS:power_state",
)

Query = Sequence[tuple[str, str]]


def list_page(
    compute: Compute, query: Query, *, detail: bool = True
) -> tuple[list[dict[str, Any]], bool]:
    """One page of servers, as long as the server makes it, and whether there are more."""
    page = compute.read(path("/servers/detail" if detail else "/servers", query))
    more = bool(next_path(page, compute.base_url()))
    return list(lenient.mappings(page.get("servers"))), more


def list_all(compute: Compute, query: Query, *, detail: bool = True) -> Iterator[dict[str, Any]]:
    """All servers, one page in memory at a time, by ``marker`` until a page is empty."""
    marker: list[tuple[str, str]] = []
    while True:
        servers, _ = list_page(compute, [*query, *marker], detail=detail)
        yield from servers
        last = str(servers[-1].get("id", "")) if servers else ""
        if not last or marker == [("marker", last)]:
            return
        marker = [("marker", last)]


def path(collection: str, query: Query) -> str:
    """The path of a collection with a query."""
    return f"{collection}?{urlencode(query, quote_via=quote)}" if query else collection


def get(compute: Compute, server_id: str, *, patience: float = PATIENCE) -> dict[str, Any]:
    """The server of an id. Raises NotFound; ProtocolError for an answer that is no server."""
    server = compute.read(f"/servers/{segment(server_id)}", patience=patience).get("server")
    if not isinstance(server, dict) or not lenient.text(server.get("id")) or "status" not in server:
        raise ProtocolError(f"compute answered for server {server_id} with JSON of another shape")
    return server


def find(compute: Compute, wanted: str, *, all_tenants: bool = False) -> dict[str, Any]:
    """The server of an id, in one request, or of an exact name, in two. Raises NotFound, Ambiguous."""
    if is_uuid(wanted):
        try:
            return get(compute, wanted)
        except NotFound:
            pass  # a name that looks like an id
    return get(compute, str(_named(compute, wanted, all_tenants)["id"]))


def delete(compute: Compute, wanted: str, *, all_tenants: bool = False) -> None:
    """Deletes the server of an id or an exact name. Raises NotFound, Ambiguous, Conflict, Forbidden."""
    if is_uuid(wanted):
        try:
            return compute.delete(f"/servers/{segment(wanted)}")
        except NotFound:
            pass  # a name that looks like an id
    found = _named(compute, wanted, all_tenants)
    return compute.delete(f"/servers/{segment(str(found['id']))}")


def _named(compute: Compute, wanted: str, all_tenants: bool) -> dict[str, Any]:
    """The server of an exact name, or of an id that is no UUID.

    Where Nova's filter finds nothing it is asked once more as the classic client does: some clouds take the filter for
    a part of the name and no regular expression.
    """
    everywhere = [("all_tenants", "1")] if all_tenants else []
    found: list[dict[str, Any]] = []
    for pattern in (exact_pattern(wanted), plain_pattern(wanted)):
        query = [("name", pattern), *everywhere] if pattern else everywhere
        found = found or list(compute.read_all(path("/servers", query), "servers"))
    return dict(only(found, "server", wanted))


def power_state_cell(server: Mapping[str, Any]) -> str:
    """The classic client's word for the number of a power state; '' where it has none."""
    state = server.get(POWER_STATE)
    return POWER_STATES.get(state, "") if isinstance(state, int) else ""


def networks_cell(server: Mapping[str, Any]) -> str:
    """``net=ip, ip; net2=ip``, networks by name, as the classic client's column."""
    nets = lenient.mapping(server.get("addresses"))
    return "; ".join(f"{name}={', '.join(_addresses(nets[name]))}" for name in sorted(nets))


def properties(
    server: Mapping[str, Any], *, image_name: str | None = "", flavor_name: str | None = ""
) -> dict[str, Any]:
    """The rows of the classic client's ``show``: the server's keys, flattened where that client does it.

    The names are shown before the ids; '' means that nobody looked for the name, None that it was not found.
    """
    rows = {
        key: value
        for key, value in server.items()
        if key not in ("links", "addresses", "OS-EXT-SRV-ATTR:user_data")
    }
    for name, addresses in lenient.mapping(server.get("addresses")).items():
        rows[f"{name} network"] = ", ".join(_addresses(addresses))
    if "flavor" in rows:
        rows.update(_flavor_rows(lenient.mapping(rows.pop("flavor")), flavor_name))
    if "image" in rows:
        rows["image"] = _image_row(lenient.mapping(rows["image"]), image_name)
    if "security_groups" in rows:
        names = {
            lenient.text(group.get("name")) for group in lenient.mappings(rows["security_groups"])
        }
        rows["security_groups"] = ", ".join(sorted(names))
    return rows


def optional_property(name: str) -> bool:
    """Whether a property name is one that some server, at some microversion, has."""
    return name in PROPERTIES or name.startswith(("flavor:", "OS-")) or name.endswith(" network")


PROPERTIES = frozenset(
    [
        "accessIPv4",
        "accessIPv6",
        "adminPass",
        "config_drive",
        "created",
        "description",
        "fault",
        "flavor",
        "hostId",
        "host_status",
        "id",
        "image",
        "key_name",
        "locked",
        "locked_reason",
        "metadata",
        "name",
        "os-extended-volumes:volumes_attached",
        "pinned_availability_zone",
        "progress",
        "reservation_id",
        "security_groups",
        "server_groups",
        "status",
        "tags",
        "tenant_id",
        "trusted_image_certificates",
        "updated",
        "user_id",
    ]
)


def _addresses(value: Any) -> list[str]:
    return [lenient.text(address.get("addr")) for address in lenient.mappings(value)]


def _flavor_rows(flavor: Mapping[str, Any], name: str | None) -> dict[str, Any]:
    """From 2.47 on the flavor is embedded (``original_name``...); before, only its id is known."""
    if "original_name" in flavor:
        return {f"flavor:{key}": value for key, value in flavor.items() if key != "links"}
    return {"flavor": _with_name("Flavor", lenient.text(flavor.get("id")), name)}


def _image_row(image: Mapping[str, Any], name: str | None) -> str:
    identity = lenient.text(image.get("id"))
    return (
        _with_name("Image", identity, name)
        if identity
        else "Attempt to boot from volume - no image supplied"
    )


def _with_name(kind: str, identity: str, name: str | None) -> str:
    if name is None:
        return f"{kind} not found ({identity})"
    return f"{name} ({identity})" if name else identity
