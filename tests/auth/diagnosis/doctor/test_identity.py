"""Check the identity service, from its address to the login."""

import time
from email.utils import formatdate
from typing import Any

import pytest

from mini_nova_auth.diagnosis.doctor.budgeted_sender import BudgetedSender, BudgetSpent
from mini_nova_auth.errors import ConfigurationError, Unavailable
from mini_nova_auth.methods.v3 import RECEIPT_HEADER
from mini_nova_auth.testing import answer, v2_access
from mini_nova_auth.wire import retry
from mini_nova_auth.wire.message import Request, Response
from tests.auth.support import settings_of

from .script import GOOD, KEYSTONE, NOVA, VALUES, Answer, Examination, token, version

LOGIN = f"POST {KEYSTONE}/v3/auth/tokens"
PAGE = b"<!DOCTYPE html><title>Dashboard</title>"
REFUSED = answer(
    401, {"error": {"message": "The request you have made requires authentication.", "code": 401}}
)


def no_answer(code: str, message: str = "no answer") -> Unavailable:
    """Return the error of an address that does not answer."""
    return Unavailable(message, hint="Check.", sent=False, code=code)


def test_a_working_cloud_has_only_good_steps_and_takes_four_requests() -> None:
    run = Examination()
    assert not run.bad
    assert not run.odd
    assert len(run.requests) == 4
    assert [step.subject for step in run.steps if step.mark == "good"] == [
        "settings",
        "connection",
        "versions",
        "login",
        "scope",
        "catalog",
        "microversion",
        "compute",
    ]


@pytest.mark.parametrize(("scheme", "other"), [("http", "https"), ("https", "http")])
def test_an_address_without_a_scheme(scheme: str, other: str) -> None:
    url = "cloud.example:5000/v3"
    run = Examination(
        {f"GET {scheme}://{url}": answer(200, {}), f"GET {other}://{url}": no_answer("refused")},
        auth_url=url,
    )
    step = run.step("scheme-missing")
    assert step.sentence == f'auth_url "{url}" has no http:// or https://; {scheme} answers there'
    assert f"{scheme}://{url}" in step.hint
    assert "--os-auth-url" in step.hint


@pytest.mark.parametrize(
    "url",
    ["cloud.example:5000/v3", "htp://cloud.example:5000/v3", '"http://cloud.example:5000/v3"'],
)
def test_an_address_without_a_scheme_and_with_an_untrusted_certificate(url: str) -> None:
    page = answer(400, b"<html>The plain HTTP request was sent to HTTPS port</html>")
    answers: dict[str, Answer] = {
        "GET https://cloud.example:5000/v3": no_answer("tls-untrusted"),
        "GET http://cloud.example:5000/v3": page,
    }
    step = Examination(answers, auth_url=url).step("scheme-missing")
    assert step.sentence.endswith("; https answers there")
    assert "to https://cloud.example:5000/v3." in step.hint


def test_the_address_of_a_dashboard() -> None:
    run = Examination(
        {
            "GET http://c": answer(200, PAGE),
            "GET http://c/identity/v3": answer(
                200, {"version": {**version("v3.14", "http://c:5000/v3")}}
            ),
        },
        auth_url="http://c/",
    )
    assert "is a web page" in run.step("not-identity").sentence
    assert "Keystone is at http://c/identity/v3" in run.step("not-identity").sentence


def test_the_address_of_another_service() -> None:
    nova = {"versions": [{"id": "v2.1", "links": []}]}
    run = Examination({"GET http://c:8774": answer(200, nova)}, auth_url="http://c:8774")
    assert "is not an identity service (HTTP 200)" in run.step("not-identity").sentence
    assert len(run.requests) == 4


def test_v2_settings_for_a_v3_cloud() -> None:
    run = Examination({f"GET {KEYSTONE}/v2.0": answer(404)}, auth_url=f"{KEYSTONE}/v2.0")
    step = run.step("version-not-offered")
    assert step.sentence == "the identity service only offers v3, but the settings request v2"
    assert f"OS_AUTH_URL={KEYSTONE}/v3" in step.hint
    assert run.step("version-contradiction").mark == "odd"


def test_a_version_that_does_not_exist() -> None:
    run = Examination({f"GET {KEYSTONE}/v4": answer(404)}, auth_url=f"{KEYSTONE}/v4")
    step = run.step("version-not-offered")
    assert (
        step.sentence
        == f"the identity service only offers v3, but {KEYSTONE}/v4 is not one of its addresses"
    )
    assert f"OS_AUTH_URL={KEYSTONE}/v3" in step.hint


def test_v3_settings_for_a_v2_cloud() -> None:
    projects = answer(300, {"versions": {"values": [version("v2.0", f"{KEYSTONE}/v2.0/")]}})
    run = Examination({f"GET {KEYSTONE}/v3": answer(404), f"GET {KEYSTONE}": projects})
    assert "only offers v2" in run.step("version-not-offered").sentence


@pytest.mark.parametrize("version_in_url", ["v2.0", "v2"])
def test_a_version_in_the_address_may_be_replaced(version_in_url: str) -> None:
    run = Examination(
        {f"GET {KEYSTONE}/{version_in_url}": answer(404)},
        auth_url=f"{KEYSTONE}/{version_in_url}",
        identity_api_version="3",
    )
    assert not run.bad
    assert [step.code for step in run.odd] == ["version-contradiction"]


def test_an_address_with_the_version_twice() -> None:
    run = Examination({f"GET {KEYSTONE}/v3/v3": answer(404)}, auth_url=f"{KEYSTONE}/v3/v3")
    assert (
        run.step("address-wrong").sentence
        == f"{KEYSTONE}/v3/v3 answers 404; v3 is at {KEYSTONE}/v3"
    )


def test_a_wrong_path() -> None:
    run = Examination(
        {f"GET {KEYSTONE}/keystone/v3": answer(404)}, auth_url=f"{KEYSTONE}/keystone/v3"
    )
    assert f"Keystone is at {KEYSTONE}/v3" in run.step("address-wrong").sentence


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("name-not-found", "name"),
        ("refused", "connection"),
        ("unreachable", "connection"),
        ("no-answer", "connection"),
        ("tls-expired", "certificate"),
        ("tls-wrong-host", "certificate"),
        ("tls-none", "certificate"),
    ],
)
def test_an_address_that_does_not_answer(code: str, what: str) -> None:
    run = Examination({f"GET {KEYSTONE}/v3": no_answer(code)})
    assert run.step(code).subject == what
    assert len(run.requests) == (2 if code in ("no-answer", "tls-none") else 1)
    assert [step.mark for step in run.steps if step.subject in ("login", "compute")] == [
        "skipped",
        "skipped",
    ]


def test_the_issuer_of_an_untrusted_certificate_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mini_nova_auth.wire.certificates.issuer_of", lambda host, port: '"Lab CA"')
    run = Examination({f"GET {KEYSTONE}/v3": no_answer("tls-untrusted")})
    assert run.step("tls-untrusted").sentence.endswith('it is signed by "Lab CA"')


@pytest.mark.parametrize("url", ["http://[::1", "http://h]/v3"])
@pytest.mark.parametrize("version", ["", "3"])
def test_a_malformed_address(url: str, version: str) -> None:
    broken = ConfigurationError(f'"{url}" is not a URL', hint="Check OS_AUTH_URL.")
    [step] = Examination({f"GET {url}": broken}, auth_url=url, identity_api_version=version).bad
    assert step.sentence.startswith(f'"{url}" is not a URL')


def test_a_blank_before_the_scheme_is_not_a_missing_scheme() -> None:
    broken = ConfigurationError("is not a URL with a host", hint="Check OS_AUTH_URL.")
    [step] = Examination({f"GET  {KEYSTONE}/v3": broken}, auth_url=f" {KEYSTONE}/v3").bad
    assert step.sentence == "is not a URL with a host"


def test_a_private_address_that_is_unreachable() -> None:
    run = Examination(
        {"GET http://10.1.0.4:5000/v3": no_answer("unreachable")},
        auth_url="http://10.1.0.4:5000/v3",
    )
    assert "10.1.0.4 is private: use the cloud's VPN." in run.step("unreachable").hint
    run = Examination(
        {"GET http://127.0.0.1:5000/v3": no_answer("unreachable")},
        auth_url="http://127.0.0.1:5000/v3",
    )
    assert "VPN" not in run.step("unreachable").hint, "it is this machine"


def test_a_wrong_secret() -> None:
    run = Examination({LOGIN: REFUSED})
    step = run.step("refused-login")
    assert step.sentence == "alice@Default was refused even without a project"
    assert "password (from --os-password)" in step.hint
    assert len(run.requests) == 3


def test_an_assumed_domain_is_named() -> None:
    settings = settings_of(
        **{name: value for name, value in VALUES.items() if "domain" not in name}
    )
    run = Examination({LOGIN: REFUSED}, settings=settings)
    assert "default was assumed" in run.step("refused-login").hint


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


def test_a_long_list_of_projects_is_cut() -> None:
    unscoped: dict[str, Any] = {"project": None}
    projects = answer(200, {"projects": [{"name": f"p{number}"} for number in range(500)]})
    run = Examination(
        {LOGIN: token(**unscoped), f"GET {KEYSTONE}/v3/auth/projects": projects}, project_name=""
    )
    assert run.step("unscoped").hint.endswith("p18, p19 and 480 more.")


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


def test_keystones_reason_for_a_refusal_is_shown() -> None:
    message = "The password is expired and needs to be changed for user: u1."
    run = Examination({LOGIN: answer(401, {"error": {"message": message, "code": 401}})})
    assert (
        run.step("refused-login").sentence
        == f"alice@Default was refused even without a project: {message}"
    )


@pytest.mark.parametrize(
    ("life", "code"), [(-10, "token-expiring"), (100, "token-expiring"), (3600, "")]
)
def test_a_token_that_expires_soon(life: int, code: str) -> None:
    run = Examination(
        {LOGIN: token(expires_at=formatted(time.time() + life), issued_at=formatted(time.time()))}
    )
    assert [step.code for step in run.odd] == ([code] if code else [])


def test_the_clock_is_compared_by_the_token_if_no_answer_had_a_date() -> None:
    issued = time.time() + 3720
    run = Examination({LOGIN: token(issued=issued)})
    assert run.step("clock-skew").sentence == "this machine's clock is 62 min behind the cloud's"


def formatted(seconds: float) -> str:
    """Format a time as Keystone does."""
    return time.strftime("%Y-%m-%dT%H:%M:%S.000000Z", time.gmtime(seconds))


def test_a_v3_login_without_a_project() -> None:
    unscoped: dict[str, Any] = {"project": None}
    run = Examination({LOGIN: token(**unscoped)}, project_name="")
    assert (
        run.step("unscoped").hint
        == "Set OS_PROJECT_NAME to one of your projects: dev, prod (domain d2)."
    )
    assert len(run.requests) == 3


def test_a_required_second_factor() -> None:
    body = {"receipt": {"methods": ["password"]}, "required_auth_methods": [["password", "totp"]]}
    run = Examination({LOGIN: answer(401, body, {RECEIPT_HEADER: "receipt-1"})})
    assert "a TOTP code is needed too" in run.step("factor-missing").sentence


def test_a_short_wait_that_a_429_asks_for_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr(retry, "sleep", waits.append)
    answers = iter([answer(429, b"", {"Retry-After": "1"}), token()])
    run = Examination({LOGIN: lambda request: next(answers)})
    assert waits == [1.0]
    assert not run.bad
    assert "waited 1 s as it asked" in run.odd[0].sentence


def test_a_long_wait_that_a_429_asks_for_is_not_taken() -> None:
    run = Examination({LOGIN: answer(429, b"", {"Retry-After": "3600"})})
    assert run.step("slow-down").mark == "bad"


def test_keystones_error_message_is_shown() -> None:
    message = "Expecting to find domain in project. The server could not comply with the request."
    run = Examination({LOGIN: answer(400, {"error": {"message": message, "code": 400}})})
    assert message in run.step("login-failed").sentence


def test_a_clock_that_differs_from_the_servers() -> None:
    date = formatdate(time.time() - 3720, usegmt=True)
    document = answer(200, {"version": version("v3.14", f"{KEYSTONE}/v3/")}, {"Date": date})
    run = Examination({f"GET {KEYSTONE}/v3": document})
    assert run.step("clock-skew").sentence == "this machine's clock is 62 min ahead of the cloud's"
    assert not run.bad


def test_a_login_without_an_identity_service() -> None:
    settings = settings_of(auth_type="none", endpoint="http://cloud.example:8774/v2.1")
    run = Examination(settings=settings)
    assert not run.bad
    assert len(run.requests) == 2


@pytest.mark.parametrize("code", ["cut", "no-answer", "tls-none", "tls-failed"])
def test_keystone_answers_by_the_other_scheme(code: str) -> None:
    scheme = "https" if code.startswith("tls") else "http"
    works = "http" if scheme == "https" else "https"
    url, other = f"{scheme}://cloud.example:5000/v3", f"{works}://cloud.example:5000/v3"
    run = Examination(
        {f"GET {url}": no_answer(code), f"GET {other}": answer(200, {})}, auth_url=url
    )
    step = run.step(f"{scheme}-where-{works}")
    assert step.sentence == f"{url} does not speak {scheme}, but {works} answers there"
    assert step.hint == f"Change auth_url (--os-auth-url) to {other}."
    assert len(run.requests) == 2


def test_keystone_behind_a_proxy_that_wants_tls() -> None:
    page = answer(400, b"<html>The plain HTTP request was sent to HTTPS port</html>")
    https = f"GET {KEYSTONE.replace('http', 'https')}/v3"
    run = Examination({f"GET {KEYSTONE}/v3": page, https: no_answer("tls-untrusted")})
    assert [step.code for step in run.bad] == ["http-where-https"]
    assert [step.mark for step in Examination({f"GET {KEYSTONE}/v3": page}).bad] == ["bad"]


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


@pytest.mark.parametrize(
    ("status", "code"), [(500, "out-of-order"), (503, "out-of-order"), (429, "slow-down")]
)
def test_keystone_that_fails(status: int, code: str) -> None:
    run = Examination({f"GET {KEYSTONE}/v3": answer(status)})
    assert f"HTTP {status}" in run.step(code).sentence
    assert len(run.requests) == 1


def test_the_address_check_waits_as_a_429_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr(retry, "sleep", waits.append)
    document = answer(200, {"version": version("v3.14", f"{KEYSTONE}/v3/")})
    answers = iter([answer(429, b"", {"Retry-After": "2"}), document])
    run = Examination({f"GET {KEYSTONE}/v3": lambda request: next(answers)})
    assert (waits, run.bad) == ([2.0], [])
    assert (
        run.odd[0].sentence == f"{KEYSTONE}/v3 limits the rate of requests; waited 2 s as it asked"
    )


def test_the_limit_of_six_requests_includes_repeated_ones(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(retry, "sleep", lambda seconds: None)
    answers = {
        url: iter([answer(429, b"", {"Retry-After": "1"}), good]) for url, good in GOOD.items()
    }
    run = Examination({url: lambda request, url=url: next(answers[url]) for url in GOOD})  # type: ignore[misc]
    assert len(run.requests) == 6
    assert not run.bad
    assert run.odd[-1].sentence == f"{NOVA}/v2.1 limits the rate of requests"


def test_compute_may_ask_for_two_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retry, "sleep", lambda seconds: None)
    compute = [url for url in GOOD if NOVA in url]
    answers = {url: iter([answer(429, b"", {"Retry-After": "1"}), GOOD[url]]) for url in compute}
    run = Examination({url: lambda request, url=url: next(answers[url]) for url in compute})  # type: ignore[misc]
    assert len(run.requests) == 6
    assert [step.subject for step in run.odd] == ["patience", "patience"]


def test_a_spent_budget_is_an_error() -> None:
    send = BudgetedSender(lambda request: answer(200, {}, url=f"{request.url}/elsewhere"))
    for _ in range(3):  # each is redirected, and counts twice
        send(Request("GET", KEYSTONE, {}))
    with pytest.raises(BudgetSpent, match="limit of 6 requests"):
        send(Request("GET", KEYSTONE, {}))


def test_object_storage_alone_is_not_a_fault() -> None:
    url = "http://cloud.example:8080/auth/v1.0"
    stored = {"X-Auth-Token": "tk", "X-Storage-Url": "http://cloud.example:8080/v1/AUTH_test"}
    run = Examination(
        {f"GET {url}": answer(200, b"", stored)}, auth_url=url, identity_api_version="1"
    )
    assert not run.bad
    assert run.steps[-1].sentence == "not checked: this v1 login is only for object storage"
