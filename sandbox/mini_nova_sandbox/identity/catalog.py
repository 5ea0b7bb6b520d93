"""The service catalog in the formats of v3 and v2.0, with the planned catalog faults.

It consists of the enabled services and endpoints of the database. The URLs of the sandbox's own
endpoints begin with ``$(root)s``, because its port may change from start to start.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.faults import catalog as catalog_faults
from mini_nova_sandbox.state.database import Database, Row
from mini_nova_sandbox.state.settings import REGION

SERVICES = (  # type, name, path; a path with $(project_id)s is for tokens of a project only
    ("block-storage", "cinder", "/volume/v3"),
    ("compute", "nova", "/compute/v2.1"),
    ("identity", "keystone", "/identity/v3"),
    ("image", "glance", "/image"),
    ("network", "neutron", "/network"),
    ("placement", "placement", "/placement"),
    ("volumev3", "cinderv3", "/volume/v3/$(project_id)s"),
)
INTERFACES = ("public", "internal", "admin")
ROOT = "$(root)s"
GROUP_FILTERS = ("interface", "service_id", "region_id", "enabled")
PLACEHOLDERS = {"project_id", "tenant_id", "user_id"}  # what a token fills in a URL
_NAMESPACE = uuid.UUID("d1ad1d6c-7ddd-4d5e-8c9c-6e1d2f1a2b3c")
Service = dict[str, Any]


def create_own(database: Database) -> None:
    """Store the sandbox's own services that are missing, with an endpoint for each interface.

    Their ids are the same in every sandbox. A service that was deleted is back after a start.
    """
    database.run(
        "INSERT OR IGNORE INTO regions (id, description, extra) VALUES (?, '', '{}')", REGION
    )
    for kind, name, path in SERVICES:
        service_id = stable_id(kind)
        if database.value("SELECT 1 FROM services WHERE id = ?", service_id):
            continue
        service = {"id": service_id, "type": kind, "name": name, "enabled": 1, "extra": "{}"}
        database.insert("services", service)
        rows = [_endpoint_row(kind, interface, ROOT + path) for interface in INTERFACES]
        database.insert_many("endpoints", rows)


def _endpoint_row(kind: str, interface: str, url: str) -> Row:
    return {
        "id": stable_id(kind, interface),
        "service_id": stable_id(kind),
        "interface": interface,
        "region_id": REGION,
        "url": url,
        "enabled": 1,
        "extra": "{}",
    }


def stable_id(*words: str) -> str:
    """Return an id derived from words."""
    return uuid.uuid5(_NAMESPACE, "/".join(words)).hex


def catalog(cloud: Cloud, root: str, project_id: str, user_id: str = "") -> list[Service]:
    """Return the catalog of a token in the format of v3."""
    database = cloud.database
    fillings = {"project_id": project_id, "tenant_id": project_id, "user_id": user_id}
    rows = database.rows("SELECT * FROM services WHERE enabled = 1 ORDER BY type, id")
    own_ids = endpoint_ids_of_project(database, project_id)
    endpoints = _endpoints(database, root, fillings, own_ids)
    services = [_service(row, endpoints.get(row["id"], [])) for row in rows]
    names = cloud.catalog_faults
    return catalog_faults.apply(services, names, root=root, project_id=project_id)


def _service(row: Row, endpoints: list[dict[str, Any]]) -> Service:
    return {"id": row["id"], "type": row["type"], "name": row["name"], "endpoints": endpoints}


def endpoint_ids_of_project(database: Database, project_id: str) -> set[str]:
    """Return the ids of the endpoints that a project has been given, alone or in a group."""
    rows = database.rows(
        "SELECT endpoint_id FROM project_endpoints WHERE project_id = ?", project_id
    )
    ids = {row["endpoint_id"] for row in rows}
    groups = database.rows(
        "SELECT filters FROM endpoint_groups JOIN project_endpoint_groups"
        " ON endpoint_group_id = id WHERE project_id = ?",
        project_id,
    )
    if groups:
        endpoints = database.rows("SELECT * FROM endpoints")
        for group in groups:
            group_filters = json.loads(group["filters"])
            ids |= {row["id"] for row in endpoints if is_in_group(row, group_filters)}
    return ids


def is_in_group(endpoint: Row, filters: Mapping[str, Any]) -> bool:
    """Whether an endpoint has the values that a group asks for."""
    values = {**endpoint, "enabled": bool(endpoint["enabled"])}
    return all(values[name] == value for name, value in filters.items())


def _endpoints(
    database: Database, root: str, fillings: Mapping[str, str], own_ids: Collection[str]
) -> dict[str, list[dict[str, Any]]]:
    """Return the enabled endpoints by service id, without those whose URL the token cannot fill.

    If the project has been given endpoints (``own_ids``), it has no others.
    """
    by_service: dict[str, list[dict[str, Any]]] = {}
    for row in database.rows("SELECT * FROM endpoints WHERE enabled = 1 ORDER BY rowid"):
        if own_ids and row["id"] not in own_ids:
            continue
        url = _fill(with_root(row["url"], root), fillings)
        if url:
            by_service.setdefault(row["service_id"], []).append(_endpoint(row, url))
    return by_service


def _endpoint(row: Row, url: str) -> dict[str, Any]:
    return {
        "id": row["id"],
        "interface": row["interface"],
        "region_id": row["region_id"],
        "region": row["region_id"],
        "url": url,
    }


def with_root(url: str, root: str) -> str:
    """Return the URL of an endpoint, with the sandbox's address if it is one of its own."""
    return url.replace(ROOT, root)


def _fill(url: str, fillings: Mapping[str, str]) -> str:
    """Fill the placeholders of a URL; '' if the token has nothing for one of them."""
    for name, value in fillings.items():
        for placeholder in (f"$({name})s", f"%({name})s"):
            if placeholder not in url:
                continue
            if not value:
                return ""
            url = url.replace(placeholder, value)
    return url


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
