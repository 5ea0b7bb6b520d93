"""The service catalog in the formats of v3 and v2.0, with the planned catalog faults."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.faults import catalog as catalog_faults
from mini_nova_sandbox.state.settings import REGION

SERVICES = (  # type, name, path; a path with {project_id} is for tokens of a project only
    ("block-storage", "cinder", "/volume/v3"),
    ("compute", "nova", "/compute/v2.1"),
    ("identity", "keystone", "/identity/v3"),
    ("image", "glance", "/image"),
    ("network", "neutron", "/network"),
    ("volumev3", "cinderv3", "/volume/v3/{project_id}"),
)
INTERFACES = ("public", "internal", "admin")
_NAMESPACE = uuid.UUID("d1ad1d6c-7ddd-4d5e-8c9c-6e1d2f1a2b3c")
Service = dict[str, Any]


def catalog(cloud: Cloud, root: str, project_id: str) -> list[Service]:
    """Return the catalog of a token in the format of v3."""
    services = [service(kind, name, _url(root + path, project_id)) for kind, name, path in SERVICES]
    names = cloud.catalog_faults
    return catalog_faults.apply(services, names, root=root, project_id=project_id)


def _url(template: str, project_id: str) -> str:
    """Return a URL with the token's project, or '' if the template needs one and there is none."""
    if "{project_id}" in template and not project_id:
        return ""
    return template.format(project_id=project_id)


def service(kind: str, name: str, url: str) -> Service:
    """Return a service with an endpoint for each interface; ids are the same in every run.

    Without a URL there are no endpoints.
    """
    interfaces = INTERFACES if url else ()
    endpoints = [_endpoint(kind, interface, url) for interface in interfaces]
    return {"id": stable_id(kind), "type": kind, "name": name, "endpoints": endpoints}


def _endpoint(kind: str, interface: str, url: str) -> dict[str, str]:
    return {
        "id": stable_id(kind, interface),
        "interface": interface,
        "region_id": REGION,
        "region": REGION,
        "url": url,
    }


def stable_id(*words: str) -> str:
    """Return an id derived from words."""
    return uuid.uuid5(_NAMESPACE, "/".join(words)).hex


def as_v2(services: Sequence[Service], project_id: str) -> list[dict[str, Any]]:
    """Convert a catalog to the format of v2.0: one endpoint for each region, with three URLs."""
    return [
        {
            "name": service["name"],
            "type": service["type"],
            "endpoints": _v2_endpoints(service["endpoints"], project_id),
            "endpoints_links": [],
        }
        for service in services
    ]


def _v2_endpoints(endpoints: Sequence[dict[str, Any]], project_id: str) -> list[dict[str, Any]]:
    by_region: dict[str, dict[str, Any]] = {}
    for endpoint in endpoints:
        region = endpoint["region"]
        if region not in by_region:
            by_region[region] = {
                "id": endpoint["id"],
                "region": region,
                "tenantId": project_id,
            }
        interface = endpoint["interface"]
        url = _v2_url(endpoint["url"])
        by_region[region].setdefault(f"{interface}URL", url)
    return list(by_region.values())


def _v2_url(url: str) -> str:
    """Replace the identity service's v3 by v2.0, the version that the client speaks."""
    if url.endswith("/identity/v3"):
        return url.removesuffix("/v3") + "/v2.0"
    return url
