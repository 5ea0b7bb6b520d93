"""v3: services, endpoints and regions, as admins list them. They are what the catalog is made of, and cannot be changed."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.identity.catalog import catalog
from mini_nova_sandbox.identity.v3_auth import listed


def services(call: Call) -> Answer:
    """All of them, or those of a type or name."""
    call.caller.require_admin()
    found = [_service(call, one) for one in _catalog(call) if _fits(call, one, "type", "name")]
    return listed(call, "services", found)


def service(call: Call) -> Answer:
    """One of them."""
    call.caller.require_admin()
    return Answer(
        body={"service": _one(call, "service", [_service(call, one) for one in _catalog(call)])}
    )


def endpoints(call: Call) -> Answer:
    """All of them, or those of a service, an interface or a region."""
    call.caller.require_admin()
    found = [
        one for one in _endpoints(call) if _fits(call, one, "service_id", "interface", "region_id")
    ]
    return listed(call, "endpoints", found)


def endpoint(call: Call) -> Answer:
    """One of them."""
    call.caller.require_admin()
    return Answer(body={"endpoint": _one(call, "endpoint", _endpoints(call))})


def regions(call: Call) -> Answer:
    """The regions that the endpoints name."""
    return listed(call, "regions", _regions(call))


def region(call: Call) -> Answer:
    """One of them."""
    return Answer(body={"region": _one(call, "region", _regions(call))})


def _catalog(call: Call) -> list[dict[str, Any]]:
    return catalog(call.cloud, call.root, call.caller.project_id)


def _service(call: Call, one: dict[str, Any]) -> dict[str, Any]:
    link = {"self": f"{call.root}/identity/v3/services/{one['id']}"}
    return {
        "id": one["id"],
        "name": one["name"],
        "type": one["type"],
        "enabled": True,
        "links": link,
    }


def _endpoints(call: Call) -> list[dict[str, Any]]:
    base = f"{call.root}/identity/v3/endpoints"
    return [
        {
            **one,
            "service_id": service["id"],
            "enabled": True,
            "links": {"self": f"{base}/{one['id']}"},
        }
        for service in _catalog(call)
        for one in service["endpoints"]
    ]


def _regions(call: Call) -> list[dict[str, Any]]:
    names = sorted({one["region"] for service in _catalog(call) for one in service["endpoints"]})
    base = f"{call.root}/identity/v3/regions"
    return [
        {
            "id": name,
            "description": "",
            "parent_region_id": None,
            "links": {"self": f"{base}/{name}"},
        }
        for name in names
    ]


def _fits(call: Call, one: dict[str, Any], *names: str) -> bool:
    return all(call.query_value(name) in ("", one[name]) for name in names)


def _one(call: Call, kind: str, found: list[dict[str, Any]]) -> dict[str, Any]:
    for item in found:
        if item["id"] == call.path["id"]:
            return item
    raise NotFound(f"Could not find {kind}: {call.path['id']}.")


OPERATIONS = (
    Operation("GET", "/v3/services", services),
    Operation("GET", "/v3/services/{id}", service),
    Operation("GET", "/v3/endpoints", endpoints),
    Operation("GET", "/v3/endpoints/{id}", endpoint),
    Operation("GET", "/v3/regions", regions),
    Operation("GET", "/v3/regions/{id}", region),
)
