"""Log in, and check the scope of the login."""

from typing import Any

from mini_nova_auth.methods.v3 import RECEIPT_HEADER
from mini_nova_auth.testing import answer, v2_access

from .script import KEYSTONE, Examination, token, version

LOGIN = f"POST {KEYSTONE}/v3/auth/tokens"


def test_a_required_second_factor() -> None:
    body = {"receipt": {"methods": ["password"]}, "required_auth_methods": [["password", "totp"]]}
    run = Examination({LOGIN: answer(401, body, {RECEIPT_HEADER: "receipt-1"})})
    assert "a TOTP code is needed too" in run.step("factor-missing").sentence


def test_keystones_error_message_is_shown() -> None:
    message = "Expecting to find domain in project. The server could not comply with the request."
    run = Examination({LOGIN: answer(400, {"error": {"message": message, "code": 400}})})
    assert message in run.step("login-failed").sentence


def test_a_v3_login_without_a_project() -> None:
    unscoped: dict[str, Any] = {"project": None}
    run = Examination({LOGIN: token(**unscoped)}, project_name="")
    assert (
        run.step("unscoped").hint
        == "Set OS_PROJECT_NAME to one of your projects: dev, prod (domain d2)."
    )
    assert len(run.requests) == 3


def test_a_v2_login_without_a_tenant() -> None:
    _, body = v2_access(tenant=None, catalog=[])
    run = Examination(
        {
            f"GET {KEYSTONE}/v2.0": answer(200, {"version": version("v2.0", f"{KEYSTONE}/v2.0/")}),
            f"POST {KEYSTONE}/v2.0/tokens": answer(200, body),
            f"GET {KEYSTONE}/v2.0/tenants": answer(200, {"tenants": [{"id": "t1", "name": "dev"}]}),
        },
        auth_url=f"{KEYSTONE}/v2.0",
        project_name="",
    )
    assert run.step("unscoped").hint == "Set OS_PROJECT_NAME to one of your projects: dev."


def test_a_long_list_of_projects_is_cut() -> None:
    unscoped: dict[str, Any] = {"project": None}
    projects = answer(200, {"projects": [{"name": f"p{number}"} for number in range(500)]})
    run = Examination(
        {LOGIN: token(**unscoped), f"GET {KEYSTONE}/v3/auth/projects": projects}, project_name=""
    )
    assert run.step("unscoped").hint.endswith("p18, p19 and 480 more.")
