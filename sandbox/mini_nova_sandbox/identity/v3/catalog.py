"""Services, endpoints and regions. They make up the catalog, and admins change them."""

from __future__ import annotations

import re

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest, Forbidden
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.identity import catalog, policy
from mini_nova_sandbox.identity.policy import MALFORMED
from mini_nova_sandbox.identity.v3 import resource
from mini_nova_sandbox.identity.v3.resource import Members, Resource
from mini_nova_sandbox.identity.v3.schemas import CATALOG_INTERFACE, catalog_schema
from mini_nova_sandbox.state.database import Row

_PLACEHOLDER = re.compile(r"[$%]\(([^)]*)\)s")


def _prepare_region(call: Call, members: Members, _row: Row | None) -> Members:
    if "description" in members:
        members["description"] = members["description"] or ""
    parent_id = members.get("parent_region_id")
    if parent_id is not None:
        resource.find(REGION, call, parent_id)
    return members


def _refuse_region_with_endpoints(call: Call, region: Row) -> None:
    """Raise Forbidden if endpoints are in a region or in one of its child regions."""
    in_use = call.database.value(
        "WITH RECURSIVE family (id) AS (VALUES (?) UNION"
        " SELECT regions.id FROM regions JOIN family ON parent_region_id = family.id)"
        " SELECT 1 FROM endpoints JOIN family ON region_id = family.id",
        region["id"],
    )
    if in_use:
        raise Forbidden(
            f"Unable to delete region {region['id']} because it or its child regions have"
            " associated endpoints."
        )


def _prepare_endpoint(call: Call, members: Members, _row: Row | None) -> Members:
    """Check an endpoint's references and URL; ``region`` creates its region, as in v2."""
    name = members.pop("region", None)
    if members.get("region_id") is None and name is not None:
        members["region_id"] = name
        call.database.run(
            "INSERT OR IGNORE INTO regions (id, description, extra) VALUES (?, '', '{}')", name
        )
    for kind, table in (("service", "services"), ("region", "regions")):
        _check_reference(call, members, kind, table)
    if "url" in members:
        _check_url(members["url"])
    return members


def _check_reference(call: Call, members: Members, kind: str, table: str) -> None:
    """Raise BadRequest if a body refers to a service or region that does not exist."""
    identifier = members.get(f"{kind}_id")
    if identifier is None:
        return
    sql = f"SELECT 1 FROM {table} WHERE id = ?"  # noqa: S608 - constants
    if not call.database.value(sql, identifier):
        raise BadRequest(f"Expecting to find endpoint {kind}_id in {kind} table.{MALFORMED}")


def _check_url(url: str) -> None:
    """Raise BadRequest for a placeholder that no token fills."""
    names = set(_PLACEHOLDER.findall(url))
    if names - catalog.PLACEHOLDERS:
        raise BadRequest(f"Cannot create an endpoint with an invalid URL: {url}.")


def _endpoint_view(call: Call, row: Row) -> Members:
    view = resource.plain_view(ENDPOINT, call, row)
    view["region"] = view["region_id"]
    view["url"] = catalog.with_root(view["url"], call.root)
    return view


REGION = Resource(
    kind="region",
    collection="regions",
    defaults={"description": "", "parent_region_id": None},
    create_schema=catalog_schema("region", smallest=0),
    update_schema=catalog_schema("region"),
    filters=("parent_region_id",),
    prepare=_prepare_region,
    public=True,
    before_delete=_refuse_region_with_endpoints,
)
SERVICE = Resource(
    kind="service",
    collection="services",
    defaults={"type": None, "name": "", "enabled": True},
    create_schema=catalog_schema("service", "type"),
    update_schema=catalog_schema("service"),
    filters=("type", "name"),
)
ENDPOINT = Resource(
    kind="endpoint",
    collection="endpoints",
    defaults={
        "interface": None,
        "region_id": None,
        "service_id": None,
        "url": None,
        "enabled": True,
    },
    create_schema=catalog_schema("endpoint", "interface", "service_id", "url"),
    update_schema=catalog_schema("endpoint"),
    filters=("interface", "service_id", "region_id"),
    prepare=_prepare_endpoint,
    show=_endpoint_view,
)


def list_endpoints(call: Call) -> Answer:
    """List the endpoints that fit the query. Raises BadRequest, Forbidden."""
    for interface in call.query_values("interface"):
        if interface not in CATALOG_INTERFACE["enum"]:
            raise BadRequest(
                f"Invalid input for field/attribute interface. Value: {interface}."
                f" '{interface}' is not one of {CATALOG_INTERFACE['enum']}"
            )
    return resource.index(ENDPOINT, call)


def put_region(call: Call) -> Answer:
    """Create the region of the path. Raises BadRequest, Conflict, Forbidden, NotFound."""
    policy.require_admin(call, "create_region")
    members = dict(call.body["region"])
    identifier = call.path["id"]
    if members.setdefault("id", identifier) != identifier:
        raise BadRequest(f'Conflicting region IDs specified: "{identifier}" != "{members["id"]}"')
    row = resource.insert(REGION, call, members)
    return Answer(201, {"region": resource.view(REGION, call, row)})


OPERATIONS = (
    Operation("GET", "/v3/endpoints", list_endpoints),
    Operation("PUT", "/v3/regions/{id}", put_region, schema=REGION.create_schema),
    *(operation for kind in (REGION, SERVICE, ENDPOINT) for operation in resource.operations(kind)),
)
