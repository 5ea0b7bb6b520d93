"""Find out which part of a refused login is wrong: the secret, or the scope."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from mini_nova_auth.diagnosis.doctor.checkup import Checkup
from mini_nova_auth.diagnosis.doctor.projects import Project, describe_projects, list_projects
from mini_nova_auth.diagnosis.doctor.settings_check import SCOPES
from mini_nova_auth.diagnosis.doctor.step import BAD, Step
from mini_nova_auth.diagnosis.doctor.user import describe_user
from mini_nova_auth.errors import AuthenticationFailed, AuthToolkitError
from mini_nova_auth.login.drive import drive
from mini_nova_auth.login.identity import Identity
from mini_nova_auth.settings.resolve import Settings
from mini_nova_auth.wire.message import UNAUTHORIZED

# Keystone's sentence if it gives no reason.
_NO_REASON = "The request you have made requires authentication"
_CODE = "refused-login"


def check_refusal(checkup: Checkup, identity: Identity, problem: AuthenticationFailed) -> Step:
    """Explain a refused login. If it may be the scope's fault, log in without one."""
    plan = checkup.plan
    scope = _requested_scope(checkup.settings)
    can_lack_scope = identity.version == "3" and plan.kind in ("password", "token")
    if problem.status != UNAUTHORIZED or not can_lack_scope or not scope:
        hint = _secret_hint(checkup, problem)
        return Step(BAD, "login", problem.message, hint, _CODE)
    secrets = checkup.secrets()
    method: Any = plan.method(identity, secrets)
    if not hasattr(method, "scope"):
        hint = "The application credential in the keyring has expired or was deleted: log in again."
        return Step(BAD, "login", problem.message, hint, _CODE)
    try:
        unscoped = drive(without_scope(method), checkup.send)
    except AuthToolkitError:
        return _refused_without_scope(checkup, problem)
    projects = list_projects(checkup, unscoped)
    return _refused_scope(checkup, scope, projects)


def without_scope(method: Any) -> Any:
    """Return the same login method without a scope."""
    scope = replace(method.scope, unscoped=True)
    return replace(method, scope=scope)


def _requested_scope(settings: Settings) -> str:
    """Return the name of the setting that scopes the login; '' if none does."""
    for name in SCOPES:
        if settings[name]:
            return name
    return ""


def _refused_without_scope(checkup: Checkup, problem: AuthenticationFailed) -> Step:
    reason = ""
    if problem.reason and not problem.reason.startswith(_NO_REASON):
        reason = f": {problem.reason}"
    user = describe_user(checkup.plan)
    sentence = f"{user} was refused even without a project{reason}"
    hint = _secret_hint(checkup, problem)
    return Step(BAD, "login", sentence, hint, _CODE)


def _secret_hint(checkup: Checkup, problem: AuthenticationFailed) -> str:
    """Return what to check if a login is refused without regard to its scope."""
    plan, settings = checkup.plan, checkup.settings
    if problem.status != UNAUTHORIZED or plan.is_federated:
        return problem.hint
    setting = plan.secret_settings[0]
    secret = checkup.secret(setting)
    source = f"(from {secret.source})"
    words = setting.replace("_", " ")
    description = f"the {words} {source}"
    if plan.kind == "token":
        return f"The token {source} has expired, was revoked, or belongs to another cloud."
    if plan.kind == "applicationcredential":
        return (
            f"The ID or the secret {source} is wrong, or the credential has expired or was deleted."
        )
    if settings["user_id"]:
        return f"The user's ID or {description} is wrong."
    assumption = ""
    if not settings["user_domain_name"] and not settings["user_domain_id"]:
        assumption = "; no domain is set, so default was assumed (OS_USER_DOMAIN_NAME)"
    return f"The user, {description} or the user's domain is wrong{assumption}."


def _refused_scope(checkup: Checkup, scope: str, projects: Sequence[Project]) -> Step:
    settings = checkup.settings
    assumption = ""
    if scope == "project_name" and not _has_project_domain(settings):
        assumption = "; no domain is set for it, so default was assumed (OS_PROJECT_DOMAIN_NAME)"
    user = describe_user(checkup.plan)
    value = settings[scope]
    source = settings.source(scope)
    sentence = f"{user} may log in, but not to {scope} {value} (from {source}){assumption}"
    hint = _scope_hint(settings, scope, projects)
    return Step(BAD, "scope", sentence, hint, "refused-scope")


def _has_project_domain(settings: Settings) -> bool:
    names = ("project_domain_name", "project_domain_id", "default_domain_id")
    return any(settings[name] for name in names)


def _scope_hint(settings: Settings, scope: str, projects: Sequence[Project]) -> str:
    """Return how to correct a scope: by the project's domain or ID, or by another project."""
    if not projects:
        return "The user has no project: ask the operator for a role in one."
    requested = settings[scope]
    ids = [project.id for project in projects]
    names = [project.name for project in projects]
    if scope == "project_name" and requested in names:
        domain_id = projects[names.index(requested)].domain_id
        if domain_id and not _is_requested_domain(settings, domain_id):
            return (
                f"Your project of that name is in the domain {domain_id}: "
                f"set OS_PROJECT_DOMAIN_ID={domain_id}."
            )
    if scope == "project_name" and requested in ids:
        return "That is a project's ID: set OS_PROJECT_ID instead."
    if scope == "project_id" and requested in names:
        return "That is a project's name: set OS_PROJECT_NAME and OS_PROJECT_DOMAIN_NAME instead."
    return f"Your projects: {describe_projects(projects)}."


def _is_requested_domain(settings: Settings, domain_id: str) -> bool:
    domain_name = settings["project_domain_name"]
    requested_id = settings["project_domain_id"]
    return domain_id.casefold() in (domain_name.casefold(), requested_id.casefold())
