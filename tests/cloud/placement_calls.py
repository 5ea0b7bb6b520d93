"""The calls to Placement that are compared with the real one, and what they are about."""

from __future__ import annotations

import os
from typing import Any, Protocol

import requests

PLACEMENT = "placement"
PLACEMENT_VERSIONS = ("1.0", "1.14", "1.28", "1.39")
NAME = f"shape-{os.getpid()}"
CUSTOM = f"CUSTOM_SHAPE_{os.getpid()}"
NOBODY = "11111111-2222-3333-4444-555555555555"
Call = tuple[str, str, str, Any]  # service, method, path, body

_PROVIDER = "/resource_providers/{provider}"
_CONSUMER = "/allocations/{provider}"  # any id will do
_ALLOCATION = {
    "allocations": {"{provider}": {"resources": {"VCPU": 1}}},
    "project_id": "{project}",
    "user_id": "{user}",
    "consumer_generation": None,
    "consumer_type": "SHAPE",
}
_READS = (
    "/",
    "/nope",
    "/resource_providers",
    "/resource_providers/nope",
    *(
        f"{provider}{part}"
        for provider in (
            "/resource_providers/{compute_host}",
            _PROVIDER,
            "/resource_providers/nope",
        )
        for part in (
            "",
            "/inventories",
            "/inventories/VCPU",
            "/inventories/NOPE",
            "/usages",
            "/aggregates",
            "/traits",
            "/allocations",
        )
    ),
    *(
        f"/resource_providers?{query}"
        for query in (
            f"name={NAME}",
            "uuid={compute_host}",
            "uuid=x",
            "nope=1",
            "resources=VCPU:1",
            "resources=VCPU:1000000000",
            "resources=VCPU",
            "resources=NOPE:1",
            "member_of=x",
            "required=COMPUTE_NODE",
            "required=!COMPUTE_NODE",
            "required=NOPE",
            "in_tree={provider}",
        )
    ),
    "/resource_classes",
    "/resource_classes/VCPU",
    "/resource_classes/NOPE",
    "/traits",
    "/traits?name=startswith:HW_",
    "/traits?name=in:COMPUTE_NODE,NOPE",
    "/traits?associated=x",
    "/traits/COMPUTE_NODE",
    "/traits/NOPE",
    "/usages",
    "/usages?project_id={project}",
    "/usages?project_id={project}&user_id=nope",
    "/allocations/{server}",
    "/allocations/nope",
    *(
        f"/allocation_candidates?{query}"
        for query in (
            "",
            "resources=VCPU:1,MEMORY_MB:64&limit=1",
            "resources=VCPU:1000000000",
            "resources=NOPE:1",
            "resources=VCPU:1&required=NOPE",
            "resources=VCPU:1&required=HW_CPU_X86_AVX2",
            "resources=VCPU:1&limit=x",
            "resources=VCPU:1&nope=1",
            "resources1=VCPU:1&resources2=MEMORY_MB:64&group_policy=none&limit=1",
            "resources1=VCPU:1&resources2=MEMORY_MB:64",
        )
    ),
)


def _call(method: str, path: str, body: Any = None) -> Call:
    return PLACEMENT, method, path, body


PLACEMENT_CALLS: tuple[Call, ...] = (
    *(_call("GET", path) for path in _READS),
    _call("POST", "/resource_providers", {}),
    _call("POST", "/resource_providers", {"name": NAME}),
    _call("POST", "/resource_providers", {"name": "x", "bad": 1}),
    _call("POST", "/resource_providers", {"name": "x", "uuid": "nope"}),
    _call("PUT", _PROVIDER, {"name": NAME}),
    _call("PUT", _PROVIDER, {}),
    _call("POST", "/resource_classes", {"name": "nope"}),
    _call("DELETE", "/resource_classes/VCPU"),
    _call("DELETE", "/resource_classes/CUSTOM_NOPE"),
    _call("PUT", f"/traits/{CUSTOM}"),
    _call("PUT", "/traits/NOPE"),
    _call("DELETE", "/traits/COMPUTE_NODE"),
    _call("DELETE", f"/traits/{CUSTOM}"),
    _call("DELETE", f"/traits/{CUSTOM}"),
    _call("PUT", f"{_PROVIDER}/inventories", {}),
    _call(
        "PUT",
        f"{_PROVIDER}/inventories",
        {"resource_provider_generation": 99, "inventories": {}},
    ),
    _call("POST", f"{_PROVIDER}/inventories", {"resource_class": "DISK_GB", "total": 8}),
    _call("POST", f"{_PROVIDER}/inventories", {"resource_class": "NOPE", "total": 8}),
    _call("DELETE", f"{_PROVIDER}/inventories/DISK_GB"),
    _call("DELETE", f"{_PROVIDER}/inventories/DISK_GB"),
    _call(
        "PUT",
        f"{_PROVIDER}/traits",
        {"resource_provider_generation": 99, "traits": []},
    ),
    _call("PUT", f"{_PROVIDER}/aggregates", {}),
    _call("PUT", _CONSUMER, {}),
    _call("PUT", _CONSUMER, _ALLOCATION),
    _call("GET", _CONSUMER),
    _call("GET", f"{_PROVIDER}/allocations"),
    _call("GET", f"{_PROVIDER}/usages"),
    _call("DELETE", _PROVIDER),
    _call("DELETE", _CONSUMER),
    _call("DELETE", _CONSUMER),
    _call("DELETE", f"/resource_providers/{NOBODY}"),
    _call("POST", _PROVIDER, {}),
    _call("PATCH", "/resource_providers"),
)


class Cloud(Protocol):
    """A side of the comparison: it sends a request and returns the answer."""

    words: dict[str, str]

    def __call__(
        self, service: str, method: str, path: str, body: Any = None, version: str = ""
    ) -> requests.Response: ...


def furnish_placement(cloud: Cloud) -> dict[str, str]:
    """Create a provider with some VCPUs; return its id and that of a compute host's provider."""
    hosts = cloud(PLACEMENT, "GET", "/resource_providers").json()["resource_providers"]
    body = {"name": NAME}
    answer = cloud(PLACEMENT, "POST", "/resource_providers", body, "1.20")
    assert answer.status_code == 200, answer.text
    provider = str(answer.json()["uuid"])
    path = f"/resource_providers/{provider}/inventories"
    answer = cloud(PLACEMENT, "POST", path, {"resource_class": "VCPU", "total": 4})
    assert answer.status_code == 201, answer.text
    return {"provider": provider, "compute_host": str(hosts[0]["uuid"])}


def remove_provider(cloud: Cloud) -> None:
    """Delete what was created."""
    cloud(PLACEMENT, "DELETE", _CONSUMER)
    cloud(PLACEMENT, "DELETE", _PROVIDER)
