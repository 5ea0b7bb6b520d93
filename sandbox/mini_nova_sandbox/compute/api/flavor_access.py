"""The projects that may use a private flavor."""

from __future__ import annotations

from mini_nova_sandbox.compute.api import flavors, microversions, projects, schemas
from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import Conflict, NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.state.database import Row

TENANT = schemas.obj({"tenant": {"type": "string", "minLength": 1, "maxLength": 64}}, "tenant")
ACTION = {
    **schemas.obj({"addTenantAccess": TENANT, "removeTenantAccess": TENANT}),
    "minProperties": 1,
    "maxProperties": 1,
}

POLICIES = {
    "addTenantAccess": "os_compute_api:os-flavor-access:add_tenant_access",
    "removeTenantAccess": "os_compute_api:os-flavor-access:remove_tenant_access",
}


def index(call: Call) -> Answer:
    """List the projects that may use a flavor."""
    call.caller.require_admin("os_compute_api:os-flavor-access")
    flavor = flavors.requested_flavor(call)
    if flavor["is_public"]:
        raise NotFound("Access list not available for public flavors.")
    return _access_list(call, flavor)


def action(call: Call) -> Answer:
    """Add or remove a project's access to a private flavor."""
    ((name, arguments),) = call.body.items()
    call.caller.require_admin(POLICIES[name])
    flavor = flavors.requested_flavor(call)
    project_id = arguments["tenant"]
    if name == "addTenantAccess":
        projects.require(call, project_id)
        _add_project(call, flavor, project_id)
    else:
        _remove_project(call, flavor, project_id)
    return _access_list(call, flavor)


def _add_project(call: Call, flavor: Row, project_id: str) -> None:
    flavor_id = flavor["id"]
    if flavor["is_public"] and call.version >= microversions.PRIVATE_ACCESS:
        raise Conflict("Can not add access to a public flavor.")
    if _has_access(call, flavor, project_id):
        raise Conflict(
            f"Flavor access already exists for flavor {flavor_id} "
            f"and project {project_id} combination."
        )
    access = {"flavor_id": flavor_id, "project_id": project_id}
    call.database.insert("flavor_access", access)


def _remove_project(call: Call, flavor: Row, project_id: str) -> None:
    flavor_id = flavor["id"]
    if not _has_access(call, flavor, project_id):
        raise NotFound(f"Flavor access not found for {flavor_id} / {project_id} combination.")
    call.database.delete("flavor_access", flavor_id=flavor_id, project_id=project_id)


def _has_access(call: Call, flavor: Row, project_id: str) -> bool:
    number = call.database.value(
        "SELECT 1 FROM flavor_access WHERE flavor_id = ? AND project_id = ?",
        flavor["id"],
        project_id,
    )
    return number is not None


def _access_list(call: Call, flavor: Row) -> Answer:
    flavor_id = flavor["id"]
    rows = call.database.rows("SELECT project_id FROM flavor_access WHERE flavor_id = ?", flavor_id)
    views = [{"flavor_id": flavor_id, "tenant_id": row["project_id"]} for row in rows]
    return Answer(body={"flavor_access": views})


OPERATIONS = (
    Operation("GET", "/flavors/{flavor_id}/os-flavor-access", index, parameters=()),
    Operation("POST", "/flavors/{flavor_id}/action", action, schema=ACTION),
)
