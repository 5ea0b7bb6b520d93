"""v1: a login by headers, as in 2010. 204 with the token and where compute is; v1.0 sends on to v1.1 by 305."""

from __future__ import annotations

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.identity import directory, login
from mini_nova_sandbox.identity.content import DOMAIN
from mini_nova_sandbox.identity.tokens import Scope


async def authenticate(call: Call) -> Answer:
    """``X-Auth-User``, ``X-Auth-Key`` and perhaps ``X-Auth-Project-Id`` (a name or an id)."""
    database = call.cloud.database
    user = directory.in_domain(database, "user", call.headers.get("x-auth-user", ""), DOMAIN)
    proven = await login.by_password(
        call.cloud, call.root, user, call.headers.get("x-auth-key", "")
    )
    with database.transaction():
        wanted = call.headers.get("x-auth-project-id", "")
        scope = _scope(call, wanted) if wanted else login.default_scope(call.cloud, proven.user_id)
        token, row = login.granted(call.cloud, call.root, proven, scope)
    management = f"{call.root}/compute/v1.1" + (f"/{row['scope_id']}" if row["scope_id"] else "")
    return Answer(204, headers={"x-auth-token": token, "x-server-management-url": management})


def elsewhere(call: Call) -> Answer:
    """305: the URL to use instead."""
    return Answer(305, headers={"location": f"{call.root}/identity/v1.1"})


def _scope(call: Call, wanted: str) -> Scope:
    project = directory.in_domain(
        call.cloud.database, "project", wanted, DOMAIN
    ) or directory.named(call.cloud.database, "project", {"id": wanted})
    if project is None or not project["enabled"]:
        raise login.refused(call.root)
    return Scope("project", project["id"])


OPERATIONS = (
    Operation("GET", "/v1.1", authenticate, public=True),
    Operation("GET", "/v1.0", elsewhere, public=True),
)
