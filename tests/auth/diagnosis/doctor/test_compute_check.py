"""Check compute, from the catalog to its answer."""

from typing import Any

import pytest

from mini_nova_auth.errors import Unavailable
from mini_nova_auth.testing import PROJECT, answer
from tests.auth.support import settings_of

from .script import COMPUTE, KEYSTONE, NOVA, VALUES, Answer, Examination, compute_at, token, version

LOGIN = f"POST {KEYSTONE}/v3/auth/tokens"
PAGE = b"<!DOCTYPE html><title>It works!</title>"
OTHER = "1c56ca83be0944009499481e90e184de"


def with_compute(*urls: str, changes: dict[str, Answer] | None = None, **place: str) -> Examination:
    """Examine a cloud that lists compute at these URLs."""
    return Examination({LOGIN: token(catalog=compute_at(*urls, **place)), **(changes or {})})


@pytest.mark.parametrize("interface", ["internal", "admin"])
def test_compute_only_on_another_interface(interface: str) -> None:
    step = with_compute("http://10.1.0.4:8774/v2.1", interface=interface).step("no-endpoint")
    assert (
        f"exists only as {interface} (http://10.1.0.4:8774/v2.1), which is not reachable from here"
        in step.sentence
    )
    assert step.hint == f"Use the cloud's VPN with --os-interface {interface}, or ask the operator."
    step = with_compute(f"{NOVA}/v2.1", interface=interface).step("no-endpoint")
    assert step.sentence.endswith(f"exists only as {interface} ({NOVA}/v2.1), which answers")
    assert step.hint == f"Use --os-interface {interface} (OS_INTERFACE)."


def test_a_region_with_different_capitals() -> None:
    run = with_compute(f"{NOVA}/v2.1", region="regionOne")
    assert (
        run.step("no-endpoint").sentence
        == 'no compute in region "RegionOne"; the catalog has regionOne'
    )
    assert run.step("no-endpoint").hint == "Set OS_REGION_NAME=regionOne."
    assert run.step("region-misspelt").mark == "odd"


def test_no_compute() -> None:
    run = with_compute()
    assert (
        run.step("no-endpoint").sentence
        == "the catalog has no compute service; it has image, network"
    )


def test_an_alias_of_compute_works() -> None:
    run = with_compute(f"{NOVA}/v2.1", kind="compute_legacy")
    assert not run.bad
    assert (
        run.step("type-alias").sentence
        == '"compute_legacy" is an alias of "compute"; mini-nova accepts both'
    )


def test_an_empty_catalog() -> None:
    assert Examination({LOGIN: token(catalog=[])}).step("catalog-empty").mark == "bad"


@pytest.mark.parametrize("code", ["cut", "no-answer", "tls-none"])
def test_compute_answers_by_the_other_scheme(code: str) -> None:
    listed = "https" if code == "tls-none" else "http"
    works = "http" if listed == "https" else "https"
    silent = Unavailable("no answer", sent=True, code=code)
    run = with_compute(
        f"{listed}://cloud.example:8774/v2.1",
        changes={
            f"GET {listed}://cloud.example:8774/v2.1/": silent,
            f"GET {works}://cloud.example:8774/v2.1/": answer(200, COMPUTE),
        },
    )
    step = run.step(f"{listed}-where-{works}")
    assert step.sentence == f"the catalog lists compute with {listed}, but {works} answers there"
    assert f"{works}://cloud.example:8774/v2.1" in step.hint


def test_a_web_page_in_place_of_the_version_document() -> None:
    run = with_compute(f"{NOVA}/v2.1", changes={f"GET {NOVA}/v2.1/": answer(200, PAGE)})
    assert run.step("version-not-json").sentence == "the version document of compute is HTML"
    assert not run.bad


def test_a_url_without_a_version() -> None:
    listed = {
        "versions": [
            version("v2.0", f"{NOVA}/v2/"),
            version("v2.1", f"{NOVA}/v2.1/", version="2.9", min_version="2.1"),
        ]
    }
    run = with_compute(NOVA, changes={f"GET {NOVA}/": answer(300, listed)})
    assert "without a version (HTTP 300" in run.step("version-missing").sentence
    assert not run.bad
    assert run.requests[-1].url == f"{NOVA}/v2.1/flavors?limit=1"


def test_a_url_without_a_version_and_without_a_root_document() -> None:
    step = with_compute(NOVA, changes={f"GET {NOVA}/": answer(404)}).step("version-missing")
    assert (step.mark, f"--os-endpoint-override {NOVA}/v2.1" in step.hint) == ("bad", True)


def test_an_old_version_beside_a_newer_one() -> None:
    url = f"{NOVA}/v2/{PROJECT['id']}"
    run = with_compute(
        url,
        changes={
            f"GET {NOVA}/v2/": answer(200, {"version": version("v2.0", f"{NOVA}/v2/")}),
            f"GET {url}/flavors?limit=1": answer(200, {"flavors": []}),
        },
    )
    step = run.step("version-old")
    assert step.sentence == "compute is listed at /v2, although /v2.1 answers beside it"
    assert f"{NOVA}/v2.1" in step.hint


def test_the_url_of_another_project() -> None:
    run = with_compute(f"{NOVA}/v2.1/{OTHER}")
    assert OTHER in run.step("project-other").sentence
    assert PROJECT["id"] in run.step("project-other").sentence


@pytest.mark.parametrize("template", ["%(tenant_id)s", "$(project_id)s"])
def test_an_unfilled_template(template: str) -> None:
    assert template in with_compute(f"{NOVA}/v2.1/{template}").step("template-left").sentence


def test_a_malformed_url_in_the_catalog() -> None:
    run = with_compute("cloud.example:8774/v2.1")
    assert [step.code for step in run.bad] == ["url-broken"]


def test_compute_that_refuses_the_token() -> None:
    run = Examination(
        {f"GET {NOVA}/v2.1/flavors?limit=1": answer(401, {"error": {"message": "Unauthorized"}})}
    )
    assert (
        "401 to a token that Keystone just issued: Unauthorized"
        in run.step("token-refused").sentence
    )


@pytest.mark.parametrize(
    ("status", "code", "requests"), [(404, "not-found", 4), (503, "out-of-order", 3)]
)
def test_a_failing_version_document(status: int, code: str, requests: int) -> None:
    run = Examination(
        {f"GET {NOVA}/v2.1/": answer(status), f"GET {NOVA}/v2.1/flavors?limit=1": answer(status)}
    )
    assert run.step(code).mark == "bad"
    assert len(run.requests) == requests


def test_compute_without_a_version_document_may_still_work() -> None:
    run = Examination({f"GET {NOVA}/v2.1/": answer(404)})
    assert not run.bad
    assert [step.code for step in run.odd] == ["version-not-json"]


@pytest.mark.parametrize("requested", ["2.x", "v2.1", "3.0", "newest"])
def test_a_microversion_that_the_client_refuses(requested: str) -> None:
    step = Examination(compute_api_version=requested).step("microversion")
    assert (step.mark, step.code) == ("bad", "microversion")
    assert step.hint == "Change --os-compute-api-version to 2.latest, or leave it out."


def test_a_microversion_that_is_newer_than_the_client() -> None:
    run = Examination(compute_with("2.1", "2.110"), compute_api_version="2.105")
    odd, good = [step for step in run.steps if step.subject == "microversion"]
    assert (odd.mark, good.mark) == ("odd", "good")
    assert odd.sentence.endswith(
        "is newer than this client, which knows up to 2.96: it only reads with it"
    )
    assert not run.bad


@pytest.mark.parametrize("requested", ["", "2", "2.0", "2.1", "2.96", "2.latest"])
def test_a_microversion_that_both_sides_have(requested: str) -> None:
    run = Examination(compute_api_version=requested)
    marks = [step.mark for step in run.steps if step.subject == "microversion"]
    assert marks == ["good"]


def compute_with(low: str, high: str) -> dict[str, Answer]:
    entry = version("v2.1", f"{NOVA}/v2.1/", version=high, min_version=low)
    return {f"GET {NOVA}/v2.1/": answer(200, {"version": entry})}


@pytest.mark.parametrize(
    ("low", "high", "cure"), [("2.1", "2.60", "2.60"), ("2.90", "2.104", "2.96")]
)
def test_a_microversion_that_the_server_lacks(low: str, high: str, cure: str) -> None:
    step = Examination(compute_with(low, high), compute_api_version="2.80").step("microversion")
    sentence = f"2.80 is requested (--os-compute-api-version), but compute supports {low} to {high}"
    assert step.sentence == sentence
    assert step.hint == f"Change --os-compute-api-version to {cure}, or leave it out."
    assert not Examination(compute_with(low, high), compute_api_version=cure).bad


def test_a_server_that_is_too_new() -> None:
    step = Examination(compute_with("2.97", "2.110")).step("microversion")
    assert step.sentence == "compute only supports 2.97 to 2.110, and this client up to 2.96"


def test_a_microversion_that_an_old_compute_cannot_have() -> None:
    old = f"{NOVA}/v2/{PROJECT['id']}"
    run = Examination(
        {
            LOGIN: token(catalog=compute_at(old)),
            f"GET {NOVA}/v2/": answer(200, {"version": version("v2.0", f"{NOVA}/v2/")}),
            f"GET {NOVA}/v2.1/": answer(404),
            f"GET {old}/flavors?limit=1": answer(200, {"flavors": []}),
        },
        compute_api_version="2.80",
    )
    assert "but compute has no microversions here" in run.step("microversion").sentence


def test_a_url_from_the_settings() -> None:
    run = Examination(endpoint_override=f"{NOVA}/v2.1")
    assert not run.bad
    assert "given in the settings" in next(
        step.sentence for step in run.steps if step.subject == "catalog"
    )


def test_a_system_login_also_checks_compute() -> None:
    scope: dict[str, Any] = {"system": {"all": True}}
    run = Examination({LOGIN: token(**scope)}, project_name="", system_scope="all")
    assert not run.bad
    assert next(step.sentence for step in run.steps if step.subject == "scope").startswith(
        "the whole system"
    )


def test_compute_behind_a_proxy_that_wants_tls() -> None:
    page = answer(400, b"<html>The plain HTTP request was sent to HTTPS port</html>")
    https = f"GET {NOVA.replace('http', 'https')}/v2.1/"
    run = Examination({f"GET {NOVA}/v2.1/": page, https: answer(200, COMPUTE)})
    assert [step.code for step in run.bad] == ["http-where-https"]
    untrusted = Unavailable("x", sent=False, code="tls-untrusted")
    assert [
        step.code for step in Examination({f"GET {NOVA}/v2.1/": page, https: untrusted}).bad
    ] == ["http-where-https"]


@pytest.mark.parametrize(
    "settings", [{"endpoint_override": "http://"}, {"auth_type": "none", "endpoint": "http://[::1"}]
)
def test_a_malformed_url_in_the_settings(settings: dict[str, str]) -> None:
    [step] = Examination(settings=settings_of(**{**VALUES, **settings})).bad
    assert (step.subject, step.code) == ("compute", "url-broken")


@pytest.mark.parametrize(("interface", "is_suggested"), [("public", False), ("internal", True)])
def test_the_public_interface_is_suggested_if_another_is_unreachable(
    interface: str, is_suggested: bool
) -> None:
    place = f"{NOVA}/v2.1"
    silent = Unavailable("no way there", sent=False, code="unreachable", hint="Check the address.")
    run = Examination(
        {
            LOGIN: token(catalog=compute_at(place, interface=interface)),
            f"GET {place}/": silent,
        },
        interface=interface,
    )
    assert ("--os-interface public" in run.step("unreachable").hint) is is_suggested


def test_an_old_version_that_answers_404() -> None:
    run = with_compute(f"{NOVA}/v2/{PROJECT['id']}", changes={f"GET {NOVA}/v2/": answer(404)})
    assert [step.sentence for step in run.bad] == [
        "compute is listed at /v2, which answers 404, although /v2.1 answers beside it"
    ]
    assert f"--os-endpoint-override {NOVA}/v2.1" in run.bad[0].hint


@pytest.mark.parametrize(
    ("response", "mark", "code"),
    [
        (answer(200, PAGE), "bad", "no-sense"),
        (answer(400, {"badRequest": {"message": "Malformed request URL"}}), "bad", "no-sense"),
        (answer(403, {"forbidden": {"message": "Policy"}}), "bad", "forbidden"),
        (answer(503), "bad", "out-of-order"),
        (answer(429), "odd", "slow-down"),
    ],
)
def test_a_failed_request_with_the_token(response: Answer, mark: str, code: str) -> None:
    assert Examination({f"GET {NOVA}/v2.1/flavors?limit=1": response}).step(code).mark == mark
