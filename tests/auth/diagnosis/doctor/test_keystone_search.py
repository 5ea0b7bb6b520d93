"""Search for Keystone beside an address that is wrong."""

import pytest

from mini_nova_auth.testing import answer

from .script import KEYSTONE, Examination, version

PAGE = b"<!DOCTYPE html><title>Dashboard</title>"


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


def test_another_cloud_at_port_5000_of_the_host_is_not_recommended() -> None:
    other = answer(200, {"version": version("v3.14", "http://c:5000/v3")})
    run = Examination(
        {"GET http://c:38111/x": answer(404), "GET http://c:5000/v3": other},
        auth_url="http://c:38111/x",
    )
    step = run.step("address-wrong")
    assert "Keystone is at none of the usual addresses of this host" in step.sentence
    assert not [request for request in run.requests if ":5000" in request.url]
