"""Log in, and check what the login is for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mini_nova_auth.access.access import Access
from mini_nova_auth.diagnosis.doctor.checkup import Checkup
from mini_nova_auth.diagnosis.doctor.projects import describe_projects, list_projects
from mini_nova_auth.diagnosis.doctor.refusal_check import check_refusal, without_scope
from mini_nova_auth.diagnosis.doctor.step import BAD, GOOD, ODD, Step
from mini_nova_auth.diagnosis.doctor.user import describe_user
from mini_nova_auth.errors import (
    AuthenticationFailed,
    AuthToolkitError,
    FactorsNeeded,
    ScopeRefused,
)
from mini_nova_auth.login.drive import drive
from mini_nova_auth.login.identity import Identity
from mini_nova_auth.wire.message import TOO_MANY_REQUESTS


def check_login(checkup: Checkup, identity: Identity) -> Iterator[Step]:
    """Log in and set ``access``; if the login is refused, find out which part of it is wrong."""
    try:
        access = _reuse_page_login(checkup, identity) or _log_in(checkup, identity)
    except FactorsNeeded as problem:
        yield Step(BAD, "login", problem.message, problem.hint, "factor-missing")
    except ScopeRefused as problem:
        yield _refused_scope(checkup, problem)
    except AuthenticationFailed as problem:
        yield check_refusal(checkup, identity, problem)
    except AuthToolkitError as problem:
        code = "slow-down" if problem.status == TOO_MANY_REQUESTS else "login-failed"
        yield Step(BAD, "login", problem.message, problem.hint, code)
    else:
        checkup.access = access
        yield _success(checkup, access, identity)


def _refused_scope(checkup: Checkup, problem: ScopeRefused) -> Step:
    hint = problem.hint
    projects = list_projects(checkup, problem.unscoped)
    if projects:
        hint = f"Your projects: {describe_projects(projects)}."
    return Step(BAD, "scope", problem.message, hint, "refused-scope")


def _success(checkup: Checkup, access: Access, identity: Identity) -> Step:
    plan = checkup.plan
    user = describe_user(plan)
    if not plan.secret_settings:  # the settings do not name the user, who logs in on a page
        user = access.user.name or user
    sentence = f"{user} logged in to v{identity.version} by {plan.kind}"
    return Step(GOOD, "login", sentence)


def _reuse_page_login(checkup: Checkup, identity: Identity) -> Access | None:
    """Verify the cached login of a page; None if there is none, or if it is no longer valid.

    Raises ScopeRefused if it is valid, but not for the requested scope.
    """
    if checkup.page_login is None:
        return None
    method: Any = checkup.plan.exchange(identity, checkup.page_login.token)
    try:
        return drive(method, checkup.send)
    except AuthenticationFailed as problem:
        try:
            unscoped = drive(without_scope(method), checkup.send)
        except AuthenticationFailed:
            return None
        raise ScopeRefused(problem, unscoped) from problem


def _log_in(checkup: Checkup, identity: Identity) -> Access:
    plan = checkup.plan
    secrets = checkup.secrets()
    method = plan.method(identity, secrets)
    if plan.is_federated:
        return drive(method, checkup.send.uncounted, checkup.tell)
    return drive(method, checkup.send, checkup.tell)


def check_scope(checkup: Checkup, access: Access) -> Iterator[Step]:
    """Yield the step for the scope of a login."""
    names = ", ".join(access.roles)
    roles = f", as {names}" if names else ""
    project = access.project.name or access.project.id
    domain = access.domain.name or access.domain.id
    is_v2_with_catalog = access.version == "2" and access.catalog.services
    if access.system:
        yield Step(GOOD, "scope", f"the whole system{roles}")
    elif project:
        yield Step(GOOD, "scope", f"project {project}{roles}")
    elif domain:
        yield Step(
            ODD,
            "scope",
            f"domain {domain}{roles}; servers belong to projects",
            "Set OS_PROJECT_NAME to use compute.",
            "scope-domain",
        )
    elif access.version in ("2", "3") and not is_v2_with_catalog:
        yield _unscoped(checkup, access)


def _unscoped(checkup: Checkup, access: Access) -> Step:
    user = access.user.name or describe_user(checkup.plan)
    projects = list_projects(checkup, access)
    if projects:
        hint = f"Set OS_PROJECT_NAME to one of your projects: {describe_projects(projects)}."
    else:
        hint = "Ask the operator for a role in a project."
    return Step(BAD, "scope", f"{user} is logged in, but to no project", hint, "unscoped")
