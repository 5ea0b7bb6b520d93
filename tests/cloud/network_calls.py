"""Calls to the network service that the sandbox and a real cloud have to answer alike."""

from __future__ import annotations

from typing import Any

NetworkCall = tuple[str, str, str, Any]  # service, method, path, body
NOBODY = "00000000-0000-0000-0000-000000000000"  # a UUID of nothing
_READS = (
    "/",
    "/v2.0/networks",
    "/v2.0/networks/{network}",
    "/v2.0/networks/nope",
    "/v2.0/subnets",
    "/v2.0/ports?device_id={server}",
    "/v2.0/security-groups",
    "/v2.0/security-group-rules",
    "/v2.0/extensions",
    "/v2.0/extensions/router",
    "/v2.0/quotas/{project}",
    "/v2.0//quotas/{project}",
    "/v2.0/agents",
    "/v2.0/networks?fields=id",
    "/v2.0/networks?limit=1",
    "/v2.0/networks?bad=1",
    "/v2.0/ports?bad=1&worse=2",
    "/v2.0/routers?routes=x",
    "/v2.0/networks?tags=a&not-tags-any=b",
    "/v2.0/networks/{network}/tags",
    "/v2.0/networks/{network}/tags/nope",
    "/v2.0/nope/{network}/tags",
    "/v2.0/routers",
    "/v2.0/routers/{router}",
    "/v2.0/routers/nope",
    "/v2.0/ports?device_id={router}",
    "/v2.0/subnetpools",
    "/v2.0/subnetpools/nope",
    "/v2.0/rbac-policies/nope",
    "/v2.0/address-scopes",
    "/v2.0/floatingips",
    "/v2.0/floatingips/nope",
)
_RBAC = {"object_type": "network", "object_id": "{network}", "target_tenant": NOBODY}
_WRITES: tuple[tuple[str, str, Any], ...] = (
    ("POST", "/v2.0/networks", {"network": {"bad": 1}}),
    ("POST", "/v2.0/networks", {"x": 1}),
    ("DELETE", "/v2.0/networks/{network}", None),
    ("POST", "/v2.0/routers", {"router": {"bad": 1}}),
    ("DELETE", "/v2.0/routers/{router}", None),
    (
        "PUT",
        "/v2.0/routers/{router}",
        {"router": {"external_gateway_info": {"network_id": "{network}"}}},
    ),
    (
        "PUT",
        "/v2.0/routers/{router}",
        {"router": {"external_gateway_info": {"network_id": NOBODY}}},
    ),
    (
        "PUT",
        "/v2.0/routers/{router}",
        {"router": {"routes": [{"destination": "10.9.0.0/24", "nexthop": "10.99.9.9"}]}},
    ),
    ("PUT", "/v2.0/routers/{router}/add_router_interface", {}),
    ("PUT", "/v2.0/routers/{router}/add_router_interface", {"subnet_id": NOBODY}),
    ("PUT", "/v2.0/routers/{router}/add_router_interface", {"port_id": NOBODY}),
    ("PUT", "/v2.0/routers/{router}/remove_router_interface", {"port_id": NOBODY}),
    ("PUT", "/v2.0/networks/{network}/tags", {"tags": "x"}),
    ("PUT", "/v2.0/networks/{network}/tags", {"x": ["x"]}),
    ("PUT", "/v2.0/networks/{network}/tags", {"tags": ["x", "x"]}),
    ("POST", "/v2.0/subnetpools", {"subnetpool": {"name": "x"}}),
    ("POST", "/v2.0/subnets", {"subnet": {"network_id": "{network}", "ip_version": 4}}),
    ("POST", "/v2.0/rbac-policies", {"rbac_policy": {**_RBAC, "action": "nope"}}),
    (
        "POST",
        "/v2.0/rbac-policies",
        {"rbac_policy": {**_RBAC, "object_type": "nope", "action": "access_as_shared"}},
    ),
    ("POST", "/v2.0/floatingips", {"floatingip": {"floating_network_id": "{network}"}}),
)
NETWORK_CALLS: tuple[NetworkCall, ...] = (
    *(("network", "GET", path, None) for path in _READS),
    *(("network", method, path, body) for method, path, body in _WRITES),
)
