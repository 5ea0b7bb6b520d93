"""The service catalog: what this cloud offers and where, in v3's shape and in v2's; with the faults that were asked for."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.faults import catalog as catalog_faults
from mini_nova_sandbox.state.settings import REGION

SERVICES = (  # type, name, path
    ("compute", "nova", "/compute/v2.1"),
    ("identity", "keystone", "/identity/v3"),
    ("image", "glance", "/image"),
    ("network", "neutron", "/network"),
)
INTERFACES = ("public", "internal", "admin")
_NAMESPACE = uuid.UUID("d1ad1d6c-7ddd-4d5e-8c9c-6e1d2f1a2b3c")
Service = dict[str, Any]


def catalog(cloud: Cloud, root: str, project_id: str) -> list[Service]:
    """The catalog of a token in v3's shape."""
    services = [service(kind, name, f"{root}{path}") for kind, name, path in SERVICES]
    return catalog_faults.apply(services, cloud.catalog_faults, root=root, project_id=project_id)


def service(kind: str, name: str, url: str) -> Service:
    """One service with its three endpoints; ids are the same in every run."""
    return {
        "id": stable_id(kind),
        "type": kind,
        "name": name,
        "endpoints": [
            {
                "id": stable_id(kind, interface),
                "interface": interface,
                "region_id": REGION,
                "region": REGION,
                "url": url,
            }
            for interface in INTERFACES
        ],
    }


def stable_id(*words: str) -> str:
    """An id made of words."""
    return uuid.uuid5(_NAMESPACE, "/".join(words)).hex


def as_v2(services: Sequence[Service], project_id: str) -> list[dict[str, Any]]:
    """The same catalog as v2.0 tells it: an endpoint has its three URLs side by side, a region each."""
    return [
        {
            "name": one["name"],
            "type": one["type"],
            "endpoints": _v2_endpoints(one["endpoints"], project_id),
            "endpoints_links": [],
        }
        for one in services
    ]


def _v2_endpoints(endpoints: Sequence[dict[str, Any]], project_id: str) -> list[dict[str, Any]]:
    by_region: dict[str, dict[str, Any]] = {}
    for endpoint in endpoints:
        there = by_region.setdefault(
            endpoint["region"],
            {"id": endpoint["id"], "region": endpoint["region"], "tenantId": project_id},
        )
        there.setdefault(f"{endpoint['interface']}URL", _v2_url(endpoint["url"]))
    return list(by_region.values())


def _v2_url(url: str) -> str:
    """Clients of v2.0 are sent to the identity service of their own version."""
    return (
        url.removesuffix("/identity/v3") + "/identity/v2.0" if url.endswith("/identity/v3") else url
    )
