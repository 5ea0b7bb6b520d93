"""From the catalog to compute's answer."""

from typing import Any

import pytest

from mini_nova_auth.errors import Unavailable
from mini_nova_auth.testing import PROJECT, answer
from tests.auth.support import settings_of

from .script import COMPUTE, GIVEN, KEYSTONE, NOVA, Answer, Checkup, compute_at, token, version

LOGIN = f"POST {KEYSTONE}/v3/auth/tokens"
PAGE = b"<!DOCTYPE html><title>It works!</title>"
OTHER = "1c56ca83be0944009499481e90e184de"


def with_compute(*urls: str, changes: dict[str, Answer] | None = None, **place: str) -> Checkup:
    """A checkup of a cloud whose compute is at these URLs."""
    return Checkup({LOGIN: token(catalog=compute_at(*urls, **place)), **(changes or {})})


@pytest.mark.parametrize("interface", ["internal", "admin"])
def test_an_interface_that_is_not_there(interface: str) -> None:
    line = with_compute("http://10.1.0.4:8774/v2.1", interface=interface).said("no-endpoint")
    assert (
        f"exists only as {interface} (http://10.1.0.4:8774/v2.1), not reachable from here"
        in line.sentence
    )
    assert line.hint == f"Use the cloud's VPN with --os-interface {interface}, or ask the operator."
    line = with_compute(f"{NOVA}/v2.1", interface=interface).said("no-endpoint")
    assert line.sentence.endswith(f"exists only as {interface} ({NOVA}/v2.1), which answers")
    assert line.hint == f"Use --os-interface {interface} (OS_INTERFACE)."


def test_a_region_in_other_case() -> None:
    run = with_compute(f"{NOVA}/v2.1", region="regionOne")
    assert (
        run.said("no-endpoint").sentence
        == 'no compute in region "RegionOne"; the catalog has regionOne'
    )
    assert run.said("no-endpoint").hint == "Set OS_REGION_NAME=regionOne."
    assert run.said("region-misspelt").mark == "odd"


def test_no_compute() -> None:
    run = with_compute()
    assert (
        run.said("no-endpoint").sentence
        == "the catalog has no compute service; it has image, network"
    )


def test_an_alias_does() -> None:
    run = with_compute(f"{NOVA}/v2.1", kind="compute_legacy")
    assert not run.bad
    assert (
        run.said("type-alias").sentence
        == '"compute_legacy" is an alias of "compute"; mini-nova accepts both'
    )


def test_an_empty_catalog() -> None:
    assert Checkup({LOGIN: token(catalog=[])}).said("catalog-empty").mark == "bad"


@pytest.mark.parametrize("code", ["cut", "no-answer", "tls-none"])
def test_the_other_scheme(code: str) -> None:
    asked = "https" if code == "tls-none" else "http"
    answers = "http" if asked == "https" else "https"
    silent = Unavailable("no answer", sent=True, code=code)
    run = with_compute(
        f"{asked}://cloud.example:8774/v2.1",
        changes={
            f"GET {asked}://cloud.example:8774/v2.1/": silent,
            f"GET {answers}://cloud.example:8774/v2.1/": answer(200, COMPUTE),
        },
    )
    line = run.said(f"{asked}-where-{answers}")
    assert line.sentence == f"Keystone lists compute as {asked}://, and {answers} answers there"
    assert f"{answers}://cloud.example:8774/v2.1" in line.hint


def test_a_web_page_in_the_version_documents_place() -> None:
    run = with_compute(f"{NOVA}/v2.1", changes={f"GET {NOVA}/v2.1/": answer(200, PAGE)})
    assert run.said("version-not-json").sentence == "the version document of compute is HTML"
    assert not run.bad


def test_no_version_in_the_url() -> None:
    listed = {
        "versions": [
            version("v2.0", f"{NOVA}/v2/"),
            version("v2.1", f"{NOVA}/v2.1/", version="2.9", min_version="2.1"),
        ]
    }
    run = with_compute(NOVA, changes={f"GET {NOVA}/": answer(300, listed)})
    assert "without a version (HTTP 300" in run.said("version-missing").sentence
    assert not run.bad
    assert run.requests[-1].url == f"{NOVA}/v2.1/flavors?limit=1"


def test_no_version_in_the_url_and_none_at_its_root() -> None:
    line = with_compute(NOVA, changes={f"GET {NOVA}/": answer(404)}).said("version-missing")
    assert (line.mark, f"--os-endpoint-override {NOVA}/v2.1" in line.hint) == ("bad", True)


def test_an_old_version() -> None:
    url = f"{NOVA}/v2/{PROJECT['id']}"
    run = with_compute(
        url,
        changes={
            f"GET {NOVA}/v2/": answer(200, {"version": version("v2.0", f"{NOVA}/v2/")}),
            f"GET {url}/flavors?limit=1": answer(200, {"flavors": []}),
        },
    )
    line = run.said("version-old")
    assert line.sentence == "compute is listed at /v2, although /v2.1 answers beside it"
    assert f"{NOVA}/v2.1" in line.hint


def test_another_projects_url() -> None:
    run = with_compute(f"{NOVA}/v2.1/{OTHER}")
    assert OTHER in run.said("project-other").sentence
    assert PROJECT["id"] in run.said("project-other").sentence


@pytest.mark.parametrize("left", ["%(tenant_id)s", "$(project_id)s"])
def test_a_template_left_in(left: str) -> None:
    assert left in with_compute(f"{NOVA}/v2.1/{left}").said("template-left").sentence


def test_a_url_that_is_none() -> None:
    run = with_compute("cloud.example:8774/v2.1")
    assert [line.code for line in run.bad] == ["url-broken"]


def test_a_service_that_does_not_take_the_token() -> None:
    run = Checkup(
        {f"GET {NOVA}/v2.1/flavors?limit=1": answer(401, {"error": {"message": "Unauthorized"}})}
    )
    assert (
        "401 to a token that Keystone has just given: Unauthorized"
        in run.said("token-refused").sentence
    )


@pytest.mark.parametrize(
    ("status", "code", "requests"), [(404, "not-found", 4), (503, "out-of-order", 3)]
)
def test_a_service_that_is_not_there(status: int, code: str, requests: int) -> None:
    run = Checkup(
        {f"GET {NOVA}/v2.1/": answer(status), f"GET {NOVA}/v2.1/flavors?limit=1": answer(status)}
    )
    assert run.said(code).mark == "bad"
    assert len(run.requests) == requests


def test_a_compute_without_a_version_document_may_answer_all_the_same() -> None:
    run = Checkup({f"GET {NOVA}/v2.1/": answer(404)})
    assert not run.bad
    assert [line.code for line in run.odd] == ["version-not-json"]


def test_a_microversion_that_is_not_offered() -> None:
    line = Checkup(compute_api_version="2.200").said("microversion")
    assert "2.200 is asked for (--os-compute-api-version); it has 2.1 to 2.96" in line.sentence
    for good in ("2.96", "2.latest", "2.1"):
        assert not Checkup(compute_api_version=good).bad


def test_an_address_given_by_hand() -> None:
    run = Checkup(endpoint_override=f"{NOVA}/v2.1")
    assert not run.bad
    assert "given in the settings" in next(
        line.sentence for line in run.lines if line.what == "catalog"
    )


def test_a_system_login_asks_compute_too() -> None:
    given: dict[str, Any] = {"system": {"all": True}}
    run = Checkup({LOGIN: token(**given)}, project_name="", system_scope="all")
    assert not run.bad
    assert next(line.sentence for line in run.lines if line.what == "scope").startswith(
        "the whole system"
    )


def test_compute_behind_a_proxy_that_wants_tls() -> None:
    page = answer(400, b"<html>The plain HTTP request was sent to HTTPS port</html>")
    https = f"GET {NOVA.replace('http', 'https')}/v2.1/"
    run = Checkup({f"GET {NOVA}/v2.1/": page, https: answer(200, COMPUTE)})
    assert [line.code for line in run.bad] == ["http-where-https"]
    untrusted = Unavailable("x", sent=False, code="tls-untrusted")
    assert [line.code for line in Checkup({f"GET {NOVA}/v2.1/": page, https: untrusted}).bad] == [
        "http-where-https"
    ]


@pytest.mark.parametrize(
    "given", [{"endpoint_override": "http://"}, {"auth_type": "none", "endpoint": "http://[::1"}]
)
def test_a_given_address_that_is_none_is_bad(given: dict[str, str]) -> None:
    [line] = Checkup(settings=settings_of(**{**GIVEN, **given})).bad
    assert (line.what, line.code) == ("compute", "url-broken")


@pytest.mark.parametrize(("interface", "told"), [("public", False), ("internal", True)])
def test_another_interface_is_tried_only_where_one_is_left(interface: str, told: bool) -> None:
    place = f"{NOVA}/v2.1"
    silent = Unavailable("no way there", sent=False, code="unreachable", hint="Check the address.")
    run = Checkup(
        {
            LOGIN: token(catalog=compute_at(place, interface=interface)),
            f"GET {place}/": silent,
        },
        interface=interface,
    )
    assert ("--os-interface public" in run.said("unreachable").hint) is told


def test_an_old_version_that_is_gone() -> None:
    run = with_compute(f"{NOVA}/v2/{PROJECT['id']}", changes={f"GET {NOVA}/v2/": answer(404)})
    assert [line.sentence for line in run.bad] == [
        "compute is listed at /v2, which answers 404, although /v2.1 answers beside it"
    ]
    assert f"--os-endpoint-override {NOVA}/v2.1" in run.bad[0].hint


@pytest.mark.parametrize(
    ("given", "mark", "code"),
    [
        (answer(200, PAGE), "bad", "no-sense"),
        (answer(400, {"badRequest": {"message": "Malformed request URL"}}), "bad", "no-sense"),
        (answer(403, {"forbidden": {"message": "Policy"}}), "bad", "forbidden"),
        (answer(503), "bad", "out-of-order"),
        (answer(429), "odd", "slow-down"),
    ],
)
def test_an_answer_to_the_token_that_is_none(given: Answer, mark: str, code: str) -> None:
    assert Checkup({f"GET {NOVA}/v2.1/flavors?limit=1": given}).said(code).mark == mark
