"""The login: tried, and where it is refused, which part of it is wrong; and what it is for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from mini_nova_auth import lenient
from mini_nova_auth.access.access import Access
from mini_nova_auth.diagnosis.doctor.checkup import Found
from mini_nova_auth.diagnosis.doctor.settings_check import SCOPES
from mini_nova_auth.diagnosis.doctor.step import BAD, GOOD, ODD, Line
from mini_nova_auth.errors import (
    AuthenticationFailed,
    AuthToolkitError,
    FactorsNeeded,
)
from mini_nova_auth.login.drive import drive
from mini_nova_auth.login.identity import Identity
from mini_nova_auth.login.plan import Plan
from mini_nova_auth.methods.refusal import ScopeRefused
from mini_nova_auth.settings.resolve import Settings
from mini_nova_auth.wire.message import (
    ACCEPT_JSON,
    TOO_MANY_REQUESTS,
    UNAUTHORIZED,
    Request,
)

MOST = 20  # projects that are named
_NO_REASON = "The request you have made requires authentication"  # Keystone's sentence for all that it does not tell


class Project(NamedTuple):
    """A project that the user has a role in."""

    id: str
    name: str
    domain_id: str


def log_in(found: Found, identity: Identity) -> Iterator[Line]:
    """The login, and where it is refused, which part of it is wrong; sets ``access``."""
    try:
        found.access = _kept(found, identity) or _new(found, identity)
    except FactorsNeeded as problem:
        yield Line(BAD, "login", problem.message, problem.hint, "factor-missing")
    except ScopeRefused as problem:
        held = projects_of(found, problem.unscoped)
        cure = f"Yours: {listed(held)}." if held else problem.hint
        yield Line(BAD, "scope", problem.message, cure, "refused-scope")
    except AuthenticationFailed as problem:
        yield from _refused(found, identity, problem)
    except AuthToolkitError as problem:
        code = "slow-down" if problem.status == TOO_MANY_REQUESTS else "login-failed"
        yield Line(BAD, "login", problem.message, problem.hint, code)
    if found.access is not None:
        by_page = found.access.user.name if not found.plan.secrets else ""
        name = by_page or who(found.plan)
        yield Line(
            GOOD, "login", f"{name} is logged in by {found.plan.kind} to v{identity.version}"
        )


def _kept(found: Found, identity: Identity) -> Access | None:
    """The kept login of a page, proved anew; None where there is none, or where it is good no more.

    Raises ScopeRefused where it is good, and what is asked for is not.
    """
    if found.kept is None:
        return None
    method: Any = found.plan.exchange(identity, found.kept.token)
    try:
        return drive(method, found.send)
    except AuthenticationFailed as problem:
        try:
            unscoped = drive(_unscoped(method), found.send)
        except AuthenticationFailed:
            return None
        raise ScopeRefused(problem, unscoped) from problem


def _new(found: Found, identity: Identity) -> Access:
    """A login by the settings' own way."""
    secrets = {name: found.secret(name).secret for name in found.plan.secrets}
    send = found.send.uncounted if found.plan.is_federated else found.send
    return drive(found.plan.method(identity, secrets), send, found.tell)


def _unscoped(method: Any) -> Any:
    """The same login for no project at all."""
    return replace(method, scope=replace(method.scope, unscoped=True))


def who(plan: Plan) -> str:
    """Who logs in, in words."""
    settings = plan.settings
    if plan.kind == "applicationcredential":
        which = settings["application_credential_id"] or settings["application_credential_name"]
        return f"application credential {which}"
    if settings["client_id"] and not settings["username"]:
        return f"client {settings['client_id']}"
    domain = (
        settings["user_domain_name"]
        or settings["user_domain_id"]
        or settings["default_domain_name"]
    )
    name = settings["username"] or settings["user_id"] or "the token"
    return f"{name}@{domain}" if domain and settings["username"] else name


def _refused(found: Found, identity: Identity, problem: AuthenticationFailed) -> Iterator[Line]:
    """A refused login: is it the secret, or the scope?"""
    settings = found.settings
    scoped = [name for name in SCOPES if settings[name]]
    if (
        problem.status != UNAUTHORIZED
        or identity.version != "3"
        or found.plan.kind not in ("password", "token")
        or not scoped
    ):
        yield Line(BAD, "login", problem.message, _cure(found, problem), "refused-login")
        return
    name = found.plan.kind
    method: Any = found.plan.method(identity, {name: found.secret(name).secret})
    if not hasattr(method, "scope"):  # an application credential of the keyring
        yield Line(
            BAD,
            "login",
            problem.message,
            "It has ended, or was deleted: log in again.",
            "refused-login",
        )
        return
    try:
        unscoped = drive(_unscoped(method), found.send)
    except AuthToolkitError:
        own = (
            ""
            if not problem.reason or problem.reason.startswith(_NO_REASON)
            else f": {problem.reason}"
        )
        sentence = f"{who(found.plan)} was refused even without a project{own}"
        yield Line(BAD, "login", sentence, _cure(found, problem), "refused-login")
        return
    held = projects_of(found, unscoped)
    wanted = f"{scoped[0]} {settings[scoped[0]]} (from {settings.source(scoped[0])})"
    domain = (
        settings["project_domain_name"]
        or settings["project_domain_id"]
        or settings["default_domain_id"]
    )
    is_assumed = scoped[0] == "project_name" and not domain
    assumed = (
        "; its domain is not given, and default was assumed (OS_PROJECT_DOMAIN_NAME)"
        if is_assumed
        else ""
    )
    yield Line(
        BAD,
        "scope",
        f"{who(found.plan)} may log in, but not for {wanted}{assumed}",
        _scope_cure(settings, scoped[0], held),
        "refused-scope",
    )


def _scope_cure(settings: Settings, name: str, held: list[Project]) -> str:
    """What to do where the login is refused for this scope: the same project in another domain, or another project."""
    if not held:
        return "The user has no project: ask the operator for a role in one."
    wanted = settings[name]
    given = {settings["project_domain_name"].casefold(), settings["project_domain_id"].casefold()}
    there = next((one for one in held if name == "project_name" and one.name == wanted), None)
    if there is not None and there.domain_id and there.domain_id.casefold() not in given:
        return f"That project is yours in the domain {there.domain_id}: set OS_PROJECT_DOMAIN_ID={there.domain_id}."
    if name == "project_name" and any(one.id == wanted for one in held):
        return "That is a project's id: give it as OS_PROJECT_ID."
    if name == "project_id" and any(one.name == wanted for one in held):
        return "That is a project's name: give it as OS_PROJECT_NAME, with OS_PROJECT_DOMAIN_NAME."
    return f"Yours: {listed(held)}."


def _cure(found: Found, problem: AuthenticationFailed) -> str:
    if problem.status != UNAUTHORIZED:
        return problem.hint
    settings, kind = found.settings, found.plan.kind
    if (
        found.plan.is_federated
    ):  # federation: what was refused may be the client, the user, the token or the mapping
        return problem.hint
    name = found.plan.secrets[0]
    source = f" (from {found.secret(name).source})"
    if kind == "token":
        return f"The token{source} has ended, was revoked, or is of another cloud."
    if kind == "applicationcredential":
        return f"The id or the secret{source} is wrong, or the credential has ended or was deleted."
    if settings["user_id"]:
        return f"The user's id or the {name.replace('_', ' ')}{source} is wrong."
    domain = settings["user_domain_name"] or settings["user_domain_id"]
    assumed = (
        "" if domain else "; the domain is not given, and default was assumed (OS_USER_DOMAIN_NAME)"
    )
    return f"The user, the {name.replace('_', ' ')}{source} or the user's domain is wrong{assumed}."


def projects_of(found: Found, access: Access) -> list[Project]:
    """The projects that a login may be scoped to; none where they cannot be asked for."""
    headers = {**ACCEPT_JSON, **access.headers()}
    path, key = ("/auth/projects", "projects") if access.version == "3" else ("/tenants", "tenants")
    try:
        answer = found.send(Request("GET", f"{access.auth_url}{path}", headers))
    except AuthToolkitError:
        return []
    given = lenient.mappings(lenient.mapping(answer.json_or_none()).get(key))
    made = [Project(*(lenient.text(one.get(name)) for name in Project._fields)) for one in given]
    return [one for one in made if one.name]


def listed(held: list[Project]) -> str:
    """Projects by name, and domain where it is not the default one; not all where they are many."""
    names = [
        one.name if one.domain_id in ("", "default") else f"{one.name} (domain {one.domain_id})"
        for one in held[:MOST]
    ]
    return ", ".join(names) + (f" and {len(held) - MOST} more" if len(held) > MOST else "")


def scope(found: Found, access: Access) -> Iterator[Line]:
    """What the login is for."""
    roles = f", as {', '.join(access.roles)}" if access.roles else ""
    if access.system:
        yield Line(GOOD, "scope", f"the whole system{roles}")
    elif access.project.id or access.project.name:
        name = access.project.name or access.project.id
        yield Line(GOOD, "scope", f"project {name}{roles}")
    elif access.domain.id or access.domain.name:
        yield Line(
            ODD,
            "scope",
            f"domain {access.domain.name or access.domain.id}{roles}; servers live in projects",
            "Set OS_PROJECT_NAME for compute.",
            "scope-domain",
        )
    elif access.version in ("2", "3") and not (access.version == "2" and access.catalog.services):
        held = projects_of(found, access)
        yield Line(
            BAD,
            "scope",
            f"logged in as {access.user.name or who(found.plan)}, but no project is chosen",
            f"Set OS_PROJECT_NAME; yours: {listed(held)}."
            if held
            else "Ask the operator for a role in a project.",
            "unscoped",
        )
