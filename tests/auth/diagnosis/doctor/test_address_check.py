"""Check the identity service's address."""

import time
from email.utils import formatdate

import pytest

from mini_nova_auth.errors import ConfigurationError, Unavailable
from mini_nova_auth.testing import answer

from .script import KEYSTONE, Answer, Examination, version


def no_answer(code: str, message: str = "no answer") -> Unavailable:
    """Return the error of an address that does not answer."""
    return Unavailable(message, hint="Check.", sent=False, code=code)


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


@pytest.mark.parametrize(
    ("status", "code"), [(500, "out-of-order"), (503, "out-of-order"), (429, "slow-down")]
)
def test_keystone_that_fails(status: int, code: str) -> None:
    run = Examination({f"GET {KEYSTONE}/v3": answer(status)})
    assert f"HTTP {status}" in run.step(code).sentence
    assert len(run.requests) == 1


def test_a_clock_that_differs_from_the_servers() -> None:
    date = formatdate(time.time() - 3720, usegmt=True)
    document = answer(200, {"version": version("v3.14", f"{KEYSTONE}/v3/")}, {"Date": date})
    run = Examination({f"GET {KEYSTONE}/v3": document})
    assert run.step("clock-skew").sentence == "this machine's clock is 62 min ahead of the cloud's"
    assert not run.bad
