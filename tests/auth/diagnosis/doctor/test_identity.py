"""From the address to the login."""

import time
from email.utils import formatdate
from typing import Any

import pytest

from mini_nova_auth.diagnosis.doctor.checkup import Patient, Spent
from mini_nova_auth.errors import ConfigurationError, Unavailable
from mini_nova_auth.methods.v3 import RECEIPT_HEADER
from mini_nova_auth.testing import answer, v2_access
from mini_nova_auth.wire import retry
from mini_nova_auth.wire.message import Request, Response
from tests.auth.support import settings_of

from .script import GIVEN, GOOD, KEYSTONE, NOVA, Answer, Checkup, token, version

LOGIN = f"POST {KEYSTONE}/v3/auth/tokens"
PAGE = b"<!DOCTYPE html><title>Dashboard</title>"
REFUSED = answer(
    401, {"error": {"message": "The request you have made requires authentication.", "code": 401}}
)


def silent(code: str, message: str = "no answer") -> Unavailable:
    """An address that gives no answer."""
    return Unavailable(message, hint="Check.", sent=False, code=code)


def test_a_good_cloud_has_no_cross_and_takes_four_requests() -> None:
    run = Checkup()
    assert not run.bad
    assert not run.odd
    assert len(run.requests) == 4
    assert [line.what for line in run.lines if line.mark == "good"] == [
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
    run = Checkup(
        {f"GET {scheme}://{url}": answer(200, {}), f"GET {other}://{url}": silent("refused")},
        auth_url=url,
    )
    line = run.said("scheme-missing")
    assert line.sentence == f'auth_url "{url}" has no http:// or https://; {scheme} answers there'
    assert f"{scheme}://{url}" in line.hint
    assert "--os-auth-url" in line.hint


@pytest.mark.parametrize(
    "url",
    ["cloud.example:5000/v3", "htp://cloud.example:5000/v3", '"http://cloud.example:5000/v3"'],
)
def test_an_address_without_a_scheme_whose_certificate_is_not_trusted(url: str) -> None:
    page = answer(400, b"<html>The plain HTTP request was sent to HTTPS port</html>")
    there: dict[str, Answer] = {
        "GET https://cloud.example:5000/v3": silent("tls-untrusted"),
        "GET http://cloud.example:5000/v3": page,
    }
    line = Checkup(there, auth_url=url).said("scheme-missing")
    assert line.sentence.endswith("; https answers there")
    assert "Write https://cloud.example:5000/v3 in" in line.hint


def test_a_dashboards_address() -> None:
    run = Checkup(
        {
            "GET http://c": answer(200, PAGE),
            "GET http://c/identity/v3": answer(
                200, {"version": {**version("v3.14", "http://c:5000/v3")}}
            ),
        },
        auth_url="http://c/",
    )
    assert "is a web page" in run.said("not-identity").sentence
    assert "Keystone is at http://c/identity/v3" in run.said("not-identity").sentence


def test_another_services_address() -> None:
    nova = {"versions": [{"id": "v2.1", "links": []}]}
    run = Checkup({"GET http://c:8774": answer(200, nova)}, auth_url="http://c:8774")
    assert "is no identity service (HTTP 200)" in run.said("not-identity").sentence
    assert len(run.requests) == 4


def test_v2_settings_for_a_v3_cloud() -> None:
    run = Checkup({f"GET {KEYSTONE}/v2.0": answer(404)}, auth_url=f"{KEYSTONE}/v2.0")
    line = run.said("version-not-offered")
    assert line.sentence == "this identity service offers v3 only, and the settings ask for v2"
    assert f"OS_AUTH_URL={KEYSTONE}/v3" in line.hint
    assert run.said("version-contradiction").mark == "odd"


def test_a_version_that_no_keystone_has() -> None:
    run = Checkup({f"GET {KEYSTONE}/v4": answer(404)}, auth_url=f"{KEYSTONE}/v4")
    line = run.said("version-not-offered")
    assert (
        line.sentence
        == f"this identity service offers v3 only, and {KEYSTONE}/v4 is none of its addresses"
    )
    assert f"OS_AUTH_URL={KEYSTONE}/v3" in line.hint


def test_v3_settings_for_a_v2_cloud() -> None:
    listed = answer(300, {"versions": {"values": [version("v2.0", f"{KEYSTONE}/v2.0/")]}})
    run = Checkup({f"GET {KEYSTONE}/v3": answer(404), f"GET {KEYSTONE}": listed})
    assert "offers v2 only" in run.said("version-not-offered").sentence


@pytest.mark.parametrize("version_in_url", ["v2.0", "v2"])
def test_a_version_in_the_address_that_is_not_used_does_no_harm(version_in_url: str) -> None:
    run = Checkup(
        {f"GET {KEYSTONE}/{version_in_url}": answer(404)},
        auth_url=f"{KEYSTONE}/{version_in_url}",
        identity_api_version="3",
    )
    assert not run.bad
    assert [line.code for line in run.odd] == ["version-contradiction"]


def test_a_version_that_is_named_twice() -> None:
    run = Checkup({f"GET {KEYSTONE}/v3/v3": answer(404)}, auth_url=f"{KEYSTONE}/v3/v3")
    assert (
        run.said("address-wrong").sentence
        == f"{KEYSTONE}/v3/v3 answers 404; v3 is at {KEYSTONE}/v3"
    )


def test_a_wrong_path() -> None:
    run = Checkup({f"GET {KEYSTONE}/keystone/v3": answer(404)}, auth_url=f"{KEYSTONE}/keystone/v3")
    assert f"Keystone is at {KEYSTONE}/v3" in run.said("address-wrong").sentence


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
def test_an_address_that_is_silent(code: str, what: str) -> None:
    run = Checkup({f"GET {KEYSTONE}/v3": silent(code)})
    assert run.said(code).what == what
    assert len(run.requests) == (2 if code in ("no-answer", "tls-none") else 1)
    assert [line.mark for line in run.lines if line.what in ("login", "compute")] == [
        "skipped",
        "skipped",
    ]


def test_an_unknown_ca_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mini_nova_auth.wire.certificates.issuer_of", lambda host, port: '"Lab CA"')
    run = Checkup({f"GET {KEYSTONE}/v3": silent("tls-untrusted")})
    assert run.said("tls-untrusted").sentence.endswith('it is signed by "Lab CA"')


@pytest.mark.parametrize("url", ["http://[::1", "http://h]/v3"])
@pytest.mark.parametrize("asked", ["", "3"])
def test_an_address_that_is_no_url(url: str, asked: str) -> None:
    broken = ConfigurationError(f'"{url}" is not a URL', hint="Check OS_AUTH_URL.")
    [line] = Checkup({f"GET {url}": broken}, auth_url=url, identity_api_version=asked).bad
    assert line.sentence.startswith(f'"{url}" is not a URL')


def test_a_blank_before_the_scheme_is_no_scheme_that_is_missing() -> None:
    broken = ConfigurationError("is not a URL with a host", hint="Check OS_AUTH_URL.")
    [line] = Checkup({f"GET  {KEYSTONE}/v3": broken}, auth_url=f" {KEYSTONE}/v3").bad
    assert line.sentence == "is not a URL with a host"


def test_a_private_address_that_cannot_be_reached() -> None:
    run = Checkup(
        {"GET http://10.1.0.4:5000/v3": silent("unreachable")}, auth_url="http://10.1.0.4:5000/v3"
    )
    assert "10.1.0.4 is private: use the cloud's VPN." in run.said("unreachable").hint
    run = Checkup(
        {"GET http://127.0.0.1:5000/v3": silent("unreachable")}, auth_url="http://127.0.0.1:5000/v3"
    )
    assert "VPN" not in run.said("unreachable").hint, "it is this machine"


def test_a_wrong_secret() -> None:
    run = Checkup({LOGIN: REFUSED})
    line = run.said("refused-login")
    assert line.sentence == "alice@Default was refused even without a project"
    assert "password (from --os-password)" in line.hint
    assert len(run.requests) == 3


def test_a_domain_that_was_assumed_is_said() -> None:
    given = settings_of(**{name: value for name, value in GIVEN.items() if "domain" not in name})
    run = Checkup({LOGIN: REFUSED}, settings=given)
    assert "default was assumed" in run.said("refused-login").hint


def test_a_project_that_is_not_the_users() -> None:
    def login(request: Request) -> Response:
        unscoped: dict[str, Any] = {"project": None}
        return token(**unscoped) if '"unscoped"' in (request.body or "") else REFUSED

    line = Checkup({LOGIN: login}).said("refused-scope")
    assert (
        line.sentence
        == "alice@Default may log in, but not for project_name demo (from --os-project-name)"
    )
    assert line.hint == "Yours: dev, prod (domain d2)."


@pytest.mark.parametrize(
    ("given", "held", "hint"),
    [
        (
            {"project_domain_name": "Nope"},
            {"id": "p1", "name": "demo", "domain_id": "d2"},
            "That project is yours in the domain d2: set OS_PROJECT_DOMAIN_ID=d2.",
        ),
        (
            {"project_name": "p1"},
            {"id": "p1", "name": "demo"},
            "That is a project's id: give it as OS_PROJECT_ID.",
        ),
        (
            {"project_name": "", "project_id": "demo"},
            {"id": "p1", "name": "demo"},
            "That is a project's name: give it as OS_PROJECT_NAME, with OS_PROJECT_DOMAIN_NAME.",
        ),
        ({}, {"id": "p1", "name": "demo", "domain_id": "default"}, "Yours: demo."),
    ],
)
def test_a_project_by_another_name(given: dict[str, str], held: dict[str, str], hint: str) -> None:
    def login(request: Request) -> Response:
        unscoped: dict[str, Any] = {"project": None}
        return token(**unscoped) if '"unscoped"' in (request.body or "") else REFUSED

    listed = answer(200, {"projects": [held]})
    settings = settings_of(**{**GIVEN, **given})
    run = Checkup({LOGIN: login, f"GET {KEYSTONE}/v3/auth/projects": listed}, settings)
    assert run.said("refused-scope").hint == hint


def test_many_projects_are_not_all_named() -> None:
    unscoped: dict[str, Any] = {"project": None}
    listed = answer(200, {"projects": [{"name": f"p{at}"} for at in range(500)]})
    run = Checkup(
        {LOGIN: token(**unscoped), f"GET {KEYSTONE}/v3/auth/projects": listed}, project_name=""
    )
    assert run.said("unscoped").hint.endswith("p18, p19 and 480 more.")


def test_no_tenant_chosen() -> None:
    _, body = v2_access(tenant=None, catalog=[])
    run = Checkup(
        {
            f"GET {KEYSTONE}/v2.0": answer(200, {"version": version("v2.0", f"{KEYSTONE}/v2.0/")}),
            f"POST {KEYSTONE}/v2.0/tokens": answer(200, body),
            f"GET {KEYSTONE}/v2.0/tenants": answer(200, {"tenants": [{"id": "t1", "name": "dev"}]}),
        },
        auth_url=f"{KEYSTONE}/v2.0",
        project_name="",
    )
    assert run.said("unscoped").hint == "Set OS_PROJECT_NAME; yours: dev."


def test_a_reason_that_keystone_gives_is_passed_on() -> None:
    said = "The password is expired and needs to be changed for user: u1."
    run = Checkup({LOGIN: answer(401, {"error": {"message": said, "code": 401}})})
    assert (
        run.said("refused-login").sentence
        == f"alice@Default was refused even without a project: {said}"
    )


@pytest.mark.parametrize(
    ("life", "code"), [(-10, "token-expiring"), (100, "token-expiring"), (3600, "")]
)
def test_a_token_that_ends_soon(life: int, code: str) -> None:
    run = Checkup(
        {LOGIN: token(expires_at=formatted(time.time() + life), issued_at=formatted(time.time()))}
    )
    assert [line.code for line in run.odd] == ([code] if code else [])


def test_a_clock_that_only_the_token_tells() -> None:
    at = time.time() + 3720
    run = Checkup({LOGIN: token(issued=at)})
    assert run.said("clock-skew").sentence == "this machine's clock is 62 min behind the cloud's"


def formatted(seconds: float) -> str:
    """A time as Keystone writes it."""
    return time.strftime("%Y-%m-%dT%H:%M:%S.000000Z", time.gmtime(seconds))


def test_no_project_chosen() -> None:
    unscoped: dict[str, Any] = {"project": None}
    run = Checkup({LOGIN: token(**unscoped)}, project_name="")
    assert run.said("unscoped").hint == "Set OS_PROJECT_NAME; yours: dev, prod (domain d2)."
    assert len(run.requests) == 3


def test_a_second_factor() -> None:
    body = {"receipt": {"methods": ["password"]}, "required_auth_methods": [["password", "totp"]]}
    run = Checkup({LOGIN: answer(401, body, {RECEIPT_HEADER: "receipt-1"})})
    assert "a TOTP code is needed too" in run.said("factor-missing").sentence


def test_a_server_that_asks_to_slow_down_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr(retry, "sleep", slept.append)
    answers = iter([answer(429, b"", {"Retry-After": "1"}), token()])
    run = Checkup({LOGIN: lambda request: next(answers)})
    assert slept == [1.0]
    assert not run.bad
    assert "waited 1 s as asked" in run.odd[0].sentence


def test_a_server_that_wants_a_long_wait_is_not_waited_for() -> None:
    run = Checkup({LOGIN: answer(429, b"", {"Retry-After": "3600"})})
    assert run.said("slow-down").mark == "bad"


def test_keystones_own_sentence_is_passed_on() -> None:
    said = "Expecting to find domain in project. The server could not comply with the request."
    run = Checkup({LOGIN: answer(400, {"error": {"message": said, "code": 400}})})
    assert said in run.said("login-failed").sentence


def test_a_clock_that_is_wrong() -> None:
    date = formatdate(time.time() - 3720, usegmt=True)
    found = answer(200, {"version": version("v3.14", f"{KEYSTONE}/v3/")}, {"Date": date})
    run = Checkup({f"GET {KEYSTONE}/v3": found})
    assert run.said("clock-skew").sentence == "this machine's clock is 62 min ahead of the cloud's"
    assert not run.bad


def test_a_login_without_an_identity_service() -> None:
    given = settings_of(auth_type="none", endpoint="http://cloud.example:8774/v2.1")
    run = Checkup(settings=given)
    assert not run.bad
    assert len(run.requests) == 2


@pytest.mark.parametrize("code", ["cut", "no-answer", "tls-none", "tls-failed"])
def test_keystone_by_the_other_scheme(code: str) -> None:
    asked = "https" if code.startswith("tls") else "http"
    works = "http" if asked == "https" else "https"
    url, other = f"{asked}://cloud.example:5000/v3", f"{works}://cloud.example:5000/v3"
    run = Checkup({f"GET {url}": silent(code), f"GET {other}": answer(200, {})}, auth_url=url)
    line = run.said(f"{asked}-where-{works}")
    assert line.sentence == f"{url} does not speak {asked}, and {works} answers there"
    assert line.hint == f"Write {other} in --os-auth-url."
    assert len(run.requests) == 2


def test_keystone_behind_a_proxy_that_wants_tls() -> None:
    page = answer(400, b"<html>The plain HTTP request was sent to HTTPS port</html>")
    https = f"GET {KEYSTONE.replace('http', 'https')}/v3"
    run = Checkup({f"GET {KEYSTONE}/v3": page, https: silent("tls-untrusted")})
    assert [line.code for line in run.bad] == ["http-where-https"]
    assert [line.mark for line in Checkup({f"GET {KEYSTONE}/v3": page}).bad] == ["bad"]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"password": "", "token": "s3cr3t-pa55"}, "The token (from --os-token) has ended"),
        (
            {
                "password": "",
                "application_credential_id": "a",
                "application_credential_secret": "s3cr3t-pa55",
            },
            "The id or the secret (from --os-application-credential-secret) is wrong",
        ),
        (
            {"username": "", "user_id": "u1"},
            "The user's id or the password (from --os-password) is wrong",
        ),
    ],
)
def test_other_secrets_that_are_wrong(given: dict[str, str], words: str) -> None:
    assert (
        words
        in Checkup({LOGIN: REFUSED}, settings=settings_of(**{**GIVEN, **given}))
        .said("refused-login")
        .hint
    )


@pytest.mark.parametrize(
    ("status", "code"), [(500, "out-of-order"), (503, "out-of-order"), (429, "slow-down")]
)
def test_keystone_that_is_out_of_order(status: int, code: str) -> None:
    run = Checkup({f"GET {KEYSTONE}/v3": answer(status)})
    assert f"HTTP {status}" in run.said(code).sentence
    assert len(run.requests) == 1


def test_every_service_may_ask_for_a_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr(retry, "sleep", slept.append)
    found = answer(200, {"version": version("v3.14", f"{KEYSTONE}/v3/")})
    answers = iter([answer(429, b"", {"Retry-After": "2"}), found])
    run = Checkup({f"GET {KEYSTONE}/v3": lambda request: next(answers)})
    assert (slept, run.bad) == ([2.0], [])
    assert run.odd[0].sentence == f"{KEYSTONE}/v3 asked to slow down; waited 2 s as asked"


def test_six_requests_are_the_most_also_where_all_ask_for_a_wait(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(retry, "sleep", lambda seconds: None)
    waiting = {
        url: iter([answer(429, b"", {"Retry-After": "1"}), good]) for url, good in GOOD.items()
    }
    run = Checkup({url: lambda request, url=url: next(waiting[url]) for url in GOOD})  # type: ignore[misc]
    assert len(run.requests) == 6
    assert not run.bad
    assert run.odd[-1].sentence == f"{NOVA}/v2.1 asks to slow down"


def test_compute_is_waited_for_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retry, "sleep", lambda seconds: None)
    compute = [url for url in GOOD if NOVA in url]
    waiting = {url: iter([answer(429, b"", {"Retry-After": "1"}), GOOD[url]]) for url in compute}
    run = Checkup({url: lambda request, url=url: next(waiting[url]) for url in compute})  # type: ignore[misc]
    assert len(run.requests) == 6
    assert [line.what for line in run.odd] == ["patience", "patience"]


def test_what_there_is_no_request_left_for_is_said() -> None:
    send = Patient(lambda request: answer(200, {}, url=f"{request.url}/elsewhere"))
    for _ in range(3):  # each is redirected, and counts twice
        send(Request("GET", KEYSTONE, {}))
    with pytest.raises(Spent, match="6 requests were made"):
        send(Request("GET", KEYSTONE, {}))


def test_object_storage_alone_is_no_fault() -> None:
    url = "http://cloud.example:8080/auth/v1.0"
    stored = {"X-Auth-Token": "tk", "X-Storage-Url": "http://cloud.example:8080/v1/AUTH_test"}
    run = Checkup({f"GET {url}": answer(200, b"", stored)}, auth_url=url, identity_api_version="1")
    assert not run.bad
    assert run.lines[-1].sentence == "not asked: this v1 login is for object storage alone"
