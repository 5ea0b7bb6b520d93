"""Find out which part of a refused login is wrong."""

from typing import Any

import pytest

from mini_nova_auth.testing import answer
from mini_nova_auth.wire.message import Request, Response
from tests.auth.support import settings_of

from .script import KEYSTONE, VALUES, Examination, token

LOGIN = f"POST {KEYSTONE}/v3/auth/tokens"
REFUSED = answer(
    401, {"error": {"message": "The request you have made requires authentication.", "code": 401}}
)


def test_a_wrong_secret() -> None:
    run = Examination({LOGIN: REFUSED})
    step = run.step("refused-login")
    assert step.sentence == "alice@Default was refused even without a project"
    assert "password (from --os-password)" in step.hint
    assert len(run.requests) == 3


@pytest.mark.parametrize(
    ("values", "hint"),
    [
        ({"password": "", "token": "s3cr3t-pa55"}, "The token (from --os-token) has expired"),
        (
            {
                "password": "",
                "application_credential_id": "a",
                "application_credential_secret": "s3cr3t-pa55",
            },
            "The ID or the secret (from --os-application-credential-secret) is wrong",
        ),
        (
            {"username": "", "user_id": "u1"},
            "The user's ID or the password (from --os-password) is wrong",
        ),
    ],
)
def test_hints_for_other_wrong_secrets(values: dict[str, str], hint: str) -> None:
    assert (
        hint
        in Examination({LOGIN: REFUSED}, settings=settings_of(**{**VALUES, **values}))
        .step("refused-login")
        .hint
    )


def test_an_assumed_domain_is_named() -> None:
    settings = settings_of(
        **{name: value for name, value in VALUES.items() if "domain" not in name}
    )
    run = Examination({LOGIN: REFUSED}, settings=settings)
    assert "default was assumed" in run.step("refused-login").hint


def test_keystones_reason_for_a_refusal_is_shown() -> None:
    message = "The password is expired and needs to be changed for user: u1."
    run = Examination({LOGIN: answer(401, {"error": {"message": message, "code": 401}})})
    assert (
        run.step("refused-login").sentence
        == f"alice@Default was refused even without a project: {message}"
    )


def test_a_project_without_a_role_for_the_user() -> None:
    def login(request: Request) -> Response:
        unscoped: dict[str, Any] = {"project": None}
        return token(**unscoped) if '"unscoped"' in (request.body or "") else REFUSED

    step = Examination({LOGIN: login}).step("refused-scope")
    assert (
        step.sentence
        == "alice@Default may log in, but not to project_name demo (from --os-project-name)"
    )
    assert step.hint == "Your projects: dev, prod (domain d2)."


@pytest.mark.parametrize(
    ("values", "project", "hint"),
    [
        (
            {"project_domain_name": "Nope"},
            {"id": "p1", "name": "demo", "domain_id": "d2"},
            "Your project of that name is in the domain d2: set OS_PROJECT_DOMAIN_ID=d2.",
        ),
        (
            {"project_name": "p1"},
            {"id": "p1", "name": "demo"},
            "That is a project's ID: set OS_PROJECT_ID instead.",
        ),
        (
            {"project_name": "", "project_id": "demo"},
            {"id": "p1", "name": "demo"},
            "That is a project's name: set OS_PROJECT_NAME and OS_PROJECT_DOMAIN_NAME instead.",
        ),
        ({}, {"id": "p1", "name": "demo", "domain_id": "default"}, "Your projects: demo."),
    ],
)
def test_a_project_by_the_wrong_name(
    values: dict[str, str], project: dict[str, str], hint: str
) -> None:
    def login(request: Request) -> Response:
        unscoped: dict[str, Any] = {"project": None}
        return token(**unscoped) if '"unscoped"' in (request.body or "") else REFUSED

    projects = answer(200, {"projects": [project]})
    settings = settings_of(**{**VALUES, **values})
    run = Examination({LOGIN: login, f"GET {KEYSTONE}/v3/auth/projects": projects}, settings)
    assert run.step("refused-scope").hint == hint
