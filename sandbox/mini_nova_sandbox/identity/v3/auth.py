"""Log in (``POST /auth/tokens``), show and revoke tokens, list what a caller can scope to."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest, Forbidden, NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.identity import assignments, directory, login, receipts, tokens
from mini_nova_sandbox.identity.catalog import catalog
from mini_nova_sandbox.identity.login import Proof
from mini_nova_sandbox.identity.methods import METHODS
from mini_nova_sandbox.identity.policy import MALFORMED
from mini_nova_sandbox.identity.tokens import Scope
from mini_nova_sandbox.identity.v3 import views
from mini_nova_sandbox.identity.v3.login_schema import LOGIN
from mini_nova_sandbox.state.database import Row


async def authenticate(call: Call) -> Answer:
    """Log in: 201, with the token in ``X-Subject-Token``, or 401 with a receipt.

    Raises BadRequest, Forbidden, NotFound, Unauthorized.
    """
    auth = call.body["auth"]
    proof = await _prove(call, auth["identity"])
    database = call.database
    with database.transaction():
        if not receipts.suffices(database, proof.user_id, proof.methods):
            return receipts.issue(database, proof.user_id, proof.methods)
        scope = _scope(call, proof, auth.get("scope"))
        token, row = login.issue_token(call.cloud, call.root, proof, scope)
        view = views.token(call, row)
    headers = {
        "x-subject-token": token,
        "vary": "X-Auth-Token",
    }
    return Answer(201, {"token": view}, headers)


async def _prove(call: Call, identity: dict[str, Any]) -> Proof:
    """Check the login by each of its methods, and its receipt. Raises as the methods do."""
    methods = list(dict.fromkeys(identity["methods"]))
    for method in methods:
        if method not in identity:
            raise BadRequest(f"Expecting to find {method} in identity.{MALFORMED}")
        if method not in METHODS:
            raise login.refusal(call.root)
    proofs = [await _prove_by(call, method, identity[method]) for method in methods]
    if len({proof.user_id for proof in proofs}) > 1:
        raise login.refusal(call.root)
    return _with_receipt(call, _combined(proofs))


async def _prove_by(call: Call, method: str, content: dict[str, Any]) -> Proof:
    if method == "token":
        return login.by_token(call.cloud, call.root, content["id"])
    if method == "application_credential":
        return await _prove_by_credential(call, content)
    user = _find_user(call, content["user"])
    if method == "totp":
        passcode = content["user"].get("passcode", "")
        return login.by_totp(call.cloud, call.root, user, passcode)
    password = content["user"].get("password", "")
    return await login.by_password(call.cloud, call.root, user, password)


def _combined(proofs: list[Proof]) -> Proof:
    """Return one proof of what several prove about the same user."""
    methods = [method for proof in proofs for method in proof.methods]
    tokens_of_proofs = [proof.token for proof in proofs if proof.token]
    credentials = [proof.credential for proof in proofs if proof.credential]
    return Proof(
        proofs[0].user_id,
        list(dict.fromkeys(methods)),
        token=next(iter(tokens_of_proofs), None),
        credential=next(iter(credentials), None),
    )


def _with_receipt(call: Call, proof: Proof) -> Proof:
    """Add the methods of the receipt that the login brings, if it does. Raises Unauthorized."""
    receipt = call.headers.get(receipts.HEADER, "")
    if not receipt:
        return proof
    methods = receipts.proven_methods(call.database, receipt, proof.user_id)
    if methods is None:
        raise login.refusal(call.root)
    return replace(proof, methods=list(dict.fromkeys([*proof.methods, *methods])))


async def _prove_by_credential(call: Call, credential: dict[str, Any]) -> Proof:
    scope = call.body["auth"].get("scope")
    if scope not in (None, {}):
        raise login.refusal(call.root)  # the credential has a project of its own
    return await login.by_application_credential(call.cloud, call.root, credential)


def _find_user(call: Call, reference: dict[str, Any]) -> Row | None:
    """Find the user of a login by a password or passcode. Raises BadRequest without a domain."""
    if not {"id", "name"} & reference.keys():
        raise BadRequest(f"Expecting to find id or name in user.{MALFORMED}")
    if not {"id", "domain"} & reference.keys():
        raise BadRequest(f"Expecting to find domain in user.{MALFORMED}")
    return directory.find(call.database, "user", reference)


def _scope(call: Call, proof: Proof, scope: Any) -> Scope:
    """Parse the scope of a login. Raises BadRequest, Forbidden, Unauthorized."""
    if scope in (None, {}):
        return _implicit_scope(call, proof)
    if scope == "unscoped" or "unscoped" in scope:
        return Scope()
    if not isinstance(scope, dict):
        raise BadRequest("Expecting to find valid JSON in scope.")
    if len(scope) > 1:
        raise BadRequest("You cannot scope to more than one of project, domain and system.")
    if "OS-TRUST:trust" in scope:
        return login.trust_scope(call.cloud, call.root, scope["OS-TRUST:trust"]["id"])
    if "system" in scope:
        return Scope("system")
    if "domain" in scope:
        return _domain_scope(call, scope["domain"])
    return _project_scope(call, scope.get("project"))


def _implicit_scope(call: Call, proof: Proof) -> Scope:
    """Return the scope of a login that names none: by token, it stays unscoped."""
    if proof.token is not None:
        return Scope()
    return login.default_scope(call.cloud, proof.user_id)


def _domain_scope(call: Call, reference: Any) -> Scope:
    domain = directory.find_domain(call.database, reference)
    if domain is None:
        raise login.refusal(call.root)
    return Scope("domain", domain["id"])


def _project_scope(call: Call, reference: Any) -> Scope:
    if not isinstance(reference, dict):
        raise BadRequest("Expecting to find project in scope.")
    has_domain = "id" in reference or "domain" in reference
    if not has_domain:
        raise BadRequest("Expecting to find domain in project.")
    project = directory.find(call.database, "project", reference)
    return login.project_scope(call.root, project)


def show(call: Call) -> Answer:
    """Show the token in ``X-Subject-Token``. Raises NotFound.

    A token with access rules is shown to those who can enforce them, and say so in a header.
    """
    row = _find_subject(call)
    has_rules = tokens.access_rules(call.database, row) is not None
    if has_rules and not call.headers.get("openstack-identity-access-rules"):
        raise NotFound("Failed to validate token")
    view = views.token(call, row)
    headers = {
        "x-subject-token": _subject_token(call),
        "vary": "X-Auth-Token",
    }
    return Answer(body={"token": view}, headers=headers)


def revoke(call: Call) -> Answer:
    """Revoke the token in ``X-Subject-Token``. Raises NotFound."""
    row = _find_subject(call)
    tokens.revoke(call.database, token_hash=row["token_hash"])
    return Answer(204)


def _find_subject(call: Call) -> Row:
    token = _subject_token(call)
    row = tokens.find_visible(call.database, token, call.caller)
    if row is None:
        raise NotFound("Failed to validate token")
    return row


def _subject_token(call: Call) -> str:
    return call.headers.get("x-subject-token", "")


def own_catalog(call: Call) -> Answer:
    """Show the catalog of the caller's token. Raises Forbidden if it has no scope."""
    caller = call.caller
    if caller.scope == "unscoped":
        raise Forbidden("You are not authorized to perform the requested action.")
    services = catalog(call.cloud, call.root, caller.project_id, caller.user_id)
    links = {"self": f"{call.root}/identity/v3/auth/catalog"}
    return Answer(body={"catalog": services, "links": links})


def own_projects(call: Call) -> Answer:
    """List the projects that the caller can scope to."""
    rows = assignments.projects_of(call.database, call.caller.user_id)
    return views.directory_collection(call, "project", rows)


def own_domains(call: Call) -> Answer:
    """List the domains that the caller can scope to."""
    rows = assignments.domains_of(call.database, call.caller.user_id)
    return views.directory_collection(call, "domain", rows)


def own_system(call: Call) -> Answer:
    """Show whether the caller can scope to the system."""
    roles = assignments.roles_on(call.database, call.caller.user_id, "system", "all")
    systems = [{"all": True}] if roles else []
    links = {"self": f"{call.root}{call.url_path}"}
    return Answer(body={"system": systems, "links": links})


OPERATIONS = (
    Operation("POST", "/v3/auth/tokens", authenticate, schema=LOGIN, public=True),
    Operation("GET", "/v3/auth/tokens", show),
    Operation("DELETE", "/v3/auth/tokens", revoke),
    Operation("GET", "/v3/auth/catalog", own_catalog),
    Operation("GET", "/v3/auth/projects", own_projects),
    Operation("GET", "/v3/auth/domains", own_domains),
    Operation("GET", "/v3/auth/system", own_system),
)
