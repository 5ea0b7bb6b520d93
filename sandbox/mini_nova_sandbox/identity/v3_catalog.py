"""v3: services, endpoints and regions (for admins). They make up the catalog and are read-only."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.identity import v3_views
from mini_nova_sandbox.identity.catalog import catalog

View = dict[str, Any]


def services(call: Call) -> Answer:
    """List the services, filtered by type and name."""
    call.caller.require_admin()
    views = _filter(call, _services(call), "type", "name")
    return v3_views.collection(call, "services", views)


def service(call: Call) -> Answer:
    """Show a service. Raises NotFound."""
    call.caller.require_admin()
    view = _find(call, "service", _services(call))
    return Answer(body={"service": view})


def endpoints(call: Call) -> Answer:
    """List the endpoints, filtered by service_id, interface and region_id."""
    call.caller.require_admin()
    views = _filter(call, _endpoints(call), "service_id", "interface", "region_id")
    return v3_views.collection(call, "endpoints", views)


def endpoint(call: Call) -> Answer:
    """Show an endpoint. Raises NotFound."""
    call.caller.require_admin()
    view = _find(call, "endpoint", _endpoints(call))
    return Answer(body={"endpoint": view})


def regions(call: Call) -> Answer:
    """List the regions of the endpoints."""
    return v3_views.collection(call, "regions", _regions(call))


def region(call: Call) -> Answer:
    """Show a region. Raises NotFound."""
    view = _find(call, "region", _regions(call))
    return Answer(body={"region": view})


def _catalog(call: Call) -> list[View]:
    return catalog(call.cloud, call.root, call.caller.project_id)


def _services(call: Call) -> list[View]:
    base = f"{call.root}/identity/v3/services"
    return [
        {
            "id": service["id"],
            "name": service["name"],
            "type": service["type"],
            "enabled": True,
            "links": {"self": f"{base}/{service['id']}"},
        }
        for service in _catalog(call)
    ]


def _endpoints(call: Call) -> list[View]:
    base = f"{call.root}/identity/v3/endpoints"
    views = []
    for service in _catalog(call):
        for endpoint in service["endpoints"]:
            additions = {
                "service_id": service["id"],
                "enabled": True,
                "links": {"self": f"{base}/{endpoint['id']}"},
            }
            views.append({**endpoint, **additions})
    return views


def _regions(call: Call) -> list[View]:
    base = f"{call.root}/identity/v3/regions"
    names = {endpoint["region"] for endpoint in _endpoints(call)}
    return [
        {
            "id": name,
            "description": "",
            "parent_region_id": None,
            "links": {"self": f"{base}/{name}"},
        }
        for name in sorted(names)
    ]


def _filter(call: Call, views: list[View], *members: str) -> list[View]:
    """Keep the views whose members have the values that the query asks for."""
    for member in members:
        value = call.query_value(member)
        if value:
            views = [view for view in views if view[member] == value]
    return views


def _find(call: Call, kind: str, views: list[View]) -> View:
    """Return the view with the id of the path. Raises NotFound."""
    identifier = call.path["id"]
    for view in views:
        if view["id"] == identifier:
            return view
    raise NotFound(f"Could not find {kind}: {identifier}.")


OPERATIONS = (
    Operation("GET", "/v3/services", services),
    Operation("GET", "/v3/services/{id}", service),
    Operation("GET", "/v3/endpoints", endpoints),
    Operation("GET", "/v3/endpoints/{id}", endpoint),
    Operation("GET", "/v3/regions", regions),
    Operation("GET", "/v3/regions/{id}", region),
)
