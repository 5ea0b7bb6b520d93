"""Read a version 3 login: the user, the proof, and the scope."""

from dataclasses import dataclass

from .messages import Json, Recorded
from .tokens import Project, Scope, Token
from .world import World

_MALFORMED = (
    " The server could not comply with the request since it is either malformed or otherwise incorrect. "
    "The client is assumed to be in error."
)
_METHODS = ("password", "token", "application_credential")


class Refusal(Exception):
    """A login that is refused."""

    def __init__(self, status: int, message: str | None = None) -> None:
        super().__init__(message or str(status))
        self.status = status
        self.message = message


@dataclass(frozen=True)
class Request:
    """A login that is granted."""

    method: str
    scope: Scope
    parent: Token | None = None
    application_credential: Json | None = None


def read(world: World, request: Recorded) -> Request:
    """The login that a request asks for. Raises Refusal if it is wrong."""
    try:
        auth = request.json["auth"]
        identity = auth["identity"]
        methods = identity["methods"]
    except (ValueError, TypeError, KeyError):
        raise _missing("auth", "request body") from None
    for method in methods:
        if method not in _METHODS or not isinstance(identity.get(method), dict):
            raise _missing(method, "identity")
    if not methods:
        raise Refusal(401)
    try:
        return _granted(world, methods[0], identity[methods[0]], auth)
    except (TypeError, AttributeError):
        raise Refusal(400, f"Invalid input.{_MALFORMED}") from None


def _granted(world: World, method: str, proof: Json, auth: Json) -> Request:
    if method == "token":
        parent = world.tokens.find(proof.get("id"))
        if parent is None:
            raise Refusal(404, "Failed to validate token")
        return Request(method, _scope(world, auth), parent)
    if method == "application_credential":
        if "scope" in auth or not _is_credential(world, proof):
            raise Refusal(401)
        return Request(
            method, Scope(world.project), application_credential=world.application_credential
        )
    user = proof.get("user") or {}
    if not _is_user(world, user) or user.get("password") != world.password:
        raise Refusal(401)
    return Request(method, _scope(world, auth))


def _is_user(world: World, user: Json) -> bool:
    if "id" in user:
        return bool(user["id"] == world.user_id)
    if "domain" not in user:
        raise _missing("domain", "user")
    return user.get("name") == world.username and _is_domain(world, user["domain"])


def _is_domain(world: World, domain: Json) -> bool:
    return domain.get("id") == world.domain_id or domain.get("name") == world.domain_name


def _is_credential(world: World, proof: Json) -> bool:
    credential = world.application_credential
    has_name = proof.get("name") == credential["name"]
    is_identified = has_name and _is_user(world, proof.get("user") or {})
    is_identified = is_identified or proof.get("id") == credential["id"]
    has_secret: bool = proof.get("secret") == credential["secret"]
    return is_identified and has_secret


def _scope(world: World, auth: Json) -> Scope:
    scope = auth.get("scope", "unscoped")
    if scope == "unscoped" or "unscoped" in scope:
        return Scope()
    if "project" in scope:
        return Scope(_project(world, scope["project"]))
    if "domain" in scope:
        if not _is_domain(world, scope["domain"]):
            raise Refusal(401)
        return Scope(domain=True)
    if scope.get("system") == {"all": True}:
        return Scope(system=True)
    raise _missing("system, project, domain, OS-TRUST:trust or unscoped", "scope")


def _project(world: World, reference: Json) -> Project:
    if "id" not in reference and "domain" not in reference:
        raise _missing("domain", "project")
    for project in world.projects:
        if reference.get("id") == project.id:
            return project
        if reference.get("name") == project.name and _is_domain(world, reference["domain"]):
            return project
    raise Refusal(401)


def _missing(key: str, parent: str) -> Refusal:
    return Refusal(400, f"Expecting to find {key} in {parent}.{_MALFORMED}")
