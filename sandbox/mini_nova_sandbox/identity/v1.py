"""v1: a login by headers, as in 2010. v1.1 answers 204; v1.0 redirects to it by 305."""

from __future__ import annotations

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.identity import directory, login
from mini_nova_sandbox.identity.content import DOMAIN
from mini_nova_sandbox.identity.tokens import Scope


async def authenticate(call: Call) -> Answer:
    """Log in by ``X-Auth-User`` and ``X-Auth-Key``, and answer a token and compute's URL.

    ``X-Auth-Project-Id`` may name a project by name or id. Raises Unauthorized.
    """
    database = call.database
    name = call.headers.get("x-auth-user", "")
    key = call.headers.get("x-auth-key", "")
    user = directory.find_by_name(database, "user", name, DOMAIN)
    proof = await login.by_password(call.cloud, call.root, user, key)
    with database.transaction():
        scope = _scope(call, proof.user_id)
        token, _row = login.issue_token(call.cloud, call.root, proof, scope)
    url = f"{call.root}/compute/v1.1"
    if scope.id:
        url = f"{url}/{scope.id}"
    headers = {
        "x-auth-token": token,
        "x-server-management-url": url,
    }
    return Answer(204, headers=headers)


def _scope(call: Call, user_id: str) -> Scope:
    reference = call.headers.get("x-auth-project-id", "")
    if not reference:
        return login.default_scope(call.cloud, user_id)
    database = call.database
    project = directory.find_by_name(database, "project", reference, DOMAIN)
    if project is None:
        project = directory.find(database, "project", {"id": reference})
    return login.project_scope(call.root, project)


def redirect(call: Call) -> Answer:
    """Answer 305 with the URL of v1.1."""
    headers = {"location": f"{call.root}/identity/v1.1"}
    return Answer(305, headers=headers)


OPERATIONS = (
    Operation("GET", "/v1.1", authenticate, public=True),
    Operation("GET", "/v1.0", redirect, public=True),
)
