"""The service catalog, in version 3's shape and in version 2's."""

import uuid
from typing import Any

from .messages import Json
from .tokens import Project

_SERVICES = (
    ("compute", "nova", "/compute/v2.1"),
    ("image", "glance", "/image"),
    ("network", "neutron", "/network"),
    ("identity", "keystone", "/identity"),
    ("block-storage", "cinder", "/volume/v3"),
)


def default_catalog(url: str, region: str) -> list[Json]:
    """Five services, each public, internal and admin in one region, all at one address."""
    return [
        {
            "id": _identifier(kind),
            "type": kind,
            "name": name,
            "endpoints": [
                {
                    "id": _identifier(f"{kind}-{interface}"),
                    "interface": interface,
                    "region_id": region,
                    "region": region,
                    "url": f"{url}{path}",
                }
                for interface in ("public", "internal", "admin")
            ],
        }
        for kind, name, path in _SERVICES
    ]


def version_2_catalog(catalog: list[Any], url: str, project: Project) -> list[Json]:
    """The same catalog as version 2 words it: one endpoint for each region, its three addresses
    side by side.

    The cloud's own compute and identity addresses become those of their older versions; others stay
    as they are.
    """
    own = {
        f"{url}/compute/v2.1": f"{url}/compute/v2/{project.id}",
        f"{url}/identity": f"{url}/identity/v2.0",
    }
    services = []
    for service in catalog:
        regions: dict[str, Json] = {}
        for endpoint in service.get("endpoints", []):
            region = endpoint.get("region") or endpoint.get("region_id")
            entry = regions.setdefault(
                region, {"id": endpoint.get("id"), "region": region, "tenantId": project.id}
            )
            entry[f"{endpoint['interface']}URL"] = own.get(endpoint["url"], endpoint["url"])
        services.append(
            {
                "type": service["type"],
                "name": service.get("name"),
                "endpoints": list(regions.values()),
                "endpoints_links": [],
            }
        )
    return services


def _identifier(name: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_DNS, f"{name}.local-cloud").hex
