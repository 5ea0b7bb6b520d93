"""Findings of a catalog, told from the catalog alone."""

import json

import pytest

from mini_nova_auth import testing
from mini_nova_auth.diagnosis.catalog_check import check
from mini_nova_auth.diagnosis.findings import ERROR, Finding, in_order
from mini_nova_auth.testing import PROJECT, v3_catalog, v3_service

OTHER = "1c56ca83be0944009499481e90e184de"
AUTH_URL = "http://cloud.example:5000/v3"
GOOD = "http://cloud.example"


def found(*services: dict[str, object], auth_url: str = AUTH_URL, **given: float) -> list[Finding]:
    """The findings of a catalog with these services; compute, image and network are there, too."""
    kinds = {service["type"] for service in services}
    catalog = [service for service in v3_catalog(GOOD) if service["type"] not in kinds]
    return check(testing.access(catalog=[*catalog, *services]), auth_url=auth_url, **given)


def compute(url: str, **given: object) -> dict[str, object]:
    """Compute at one URL."""
    return v3_service("compute", "nova", url, **{"interfaces": ["public"], **given})  # type: ignore[arg-type]


def test_a_good_catalog_has_none() -> None:
    assert found() == []


@pytest.mark.parametrize(
    ("url", "code"),
    [
        (f"{GOOD}:8774/v2.1/%(tenant_id)s", "template-left"),
        (f"{GOOD}:8774/v2.1/$(project_id)s", "template-left"),
        (f"{GOOD}:8774/v2.1/{{project_id}}", "template-left"),
        (f"{GOOD}:8774/v2.1/<project_id>", "template-left"),
        (f"{GOOD}:8774/v2.1/%28tenant_id%29s", "template-left"),
        ("http://%(host)s:8774/v2.1", "template-left"),
        (f"{GOOD}:8774/v2.1/123456", "project-other"),
        (f"{GOOD}:8774/v2/v2.1", "version-doubled"),
        (f"{GOOD}:8774/v2.1/{PROJECT['id']}/v2.1/{PROJECT['id']}", "version-doubled"),
        ("cloud.example:8774/v2.1", "url-broken"),
        ("http://[::1:8774/v2.1", "url-broken"),
        ("http://localhost:8774/v2.1", "localhost"),
        ("http://127.0.0.1:8774/v2.1", "localhost"),
        ("http://0.0.0.0:8774/v2.1", "localhost"),
        ("http://10.1.0.4:8774/v2.1", "internal-host"),
        ("http://controller:8774/v2.1", "internal-host"),
        ("http://nova.internal:8774/v2.1", "internal-host"),
        (f"{GOOD}:8774/v2.1/{OTHER}", "project-other"),
        (f"{GOOD}:8774/v2", "project-missing"),
        (f"{GOOD}:8774/v1.1", "project-missing"),
        (f"{GOOD}:8774/v2.1/v2.1", "version-doubled"),
        (f"{GOOD}:8774//v2.1", "slash-doubled"),
        (f"{GOOD}:8774/v2.1/", "slash-trailing"),
    ],
)
def test_a_url(url: str, code: str) -> None:
    [finding] = found(compute(url))
    assert finding.code == code
    assert (finding.service, finding.interface, finding.url) == ("compute", "public", url)
    assert finding.message
    assert finding.hint


@pytest.mark.parametrize(
    "url",
    [
        f"{GOOD}:8774/v2.1",
        f"{GOOD}:8774",
        f"{GOOD}:8774/v2/{PROJECT['id']}",
        f"{GOOD}:8774/v2.1/{PROJECT['id']}",
        "https://8.8.8.8:8774/v2.1",
    ],
)
def test_a_good_url(url: str) -> None:
    assert found(compute(url)) == []


@pytest.mark.parametrize("behind", [f"/{OTHER}", "/%(tenant_id)s", "/v2.1"])
def test_what_to_use_until_compute_is_corrected(behind: str) -> None:
    [finding] = found(compute(f"{GOOD}:8774/v2.1{behind}"))
    assert finding.hint.endswith(f"; until then use --os-endpoint-override {GOOD}:8774/v2.1.")


def test_the_object_stores_account_is_a_project_too() -> None:
    store = v3_service(
        "object-store", "swift", f"{GOOD}:8080/v1/AUTH_{OTHER}", interfaces=["public"]
    )
    assert [finding.code for finding in found(store)] == ["project-other"]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "10.0.0.1", "controller"])
def test_a_cloud_that_is_all_on_one_machine_is_right_to_say_so(host: str) -> None:
    assert found(compute(f"http://{host}:8774/v2.1"), auth_url=f"http://{host}:5000/v3") == []


def test_one_that_names_this_machine_by_another_name_than_the_rest_is_odd() -> None:
    rest = v3_service("image", "glance", "http://127.0.0.1:9292", interfaces=["public"])
    [finding] = found(
        compute("http://localhost:8774/v2.1"), rest, auth_url="http://127.0.0.1:5000/v3"
    )
    assert (finding.code, finding.severity, finding.service) == ("localhost", "warning", "compute")


def test_an_inner_interface_may_name_an_inner_host() -> None:
    assert found(compute("http://10.1.0.4:8774/v2.1", interfaces=["internal"])) == []


def test_http_beside_https() -> None:
    assert "unencrypted" in {
        finding.code for finding in found(auth_url="https://cloud.example:5000/v3")
    }


@pytest.mark.parametrize(
    ("region", "code"),
    [
        ("regionOne", "region-misspelt"),
        ("RegionOn", "region-misspelt"),
        ("ReginoOne", "region-misspelt"),
        ("RegionOnf", "region-misspelt"),
        ("", "region-missing"),
    ],
)
def test_a_region(region: str, code: str) -> None:
    assert {finding.code for finding in found(compute(f"{GOOD}:8774/v2.1", region=region))} == {
        code
    }


@pytest.mark.parametrize("region", ["RegionTwo", "Region1", "eu-de", "R2"])
def test_another_region_is_no_fault(region: str) -> None:
    assert found(compute(f"{GOOD}:8774/v2.1", region=region)) == []


@pytest.mark.parametrize(
    ("one", "other"), [("RegionA", "RegionB"), ("us-east-1a", "us-east-1b"), ("us-la", "us-va")]
)
def test_regions_that_differ_by_a_letter_that_counts_are_meant_to(one: str, other: str) -> None:
    image = v3_service("image", "glance", f"{GOOD}:9292", region=one)
    network = v3_service("network", "neutron", f"{GOOD}:9696", region=one)
    assert found(compute(f"{GOOD}:8774/v2.1", region=other), image, network) == []


def test_of_two_spellings_that_are_as_many_the_first_is_right() -> None:
    one = compute(f"{GOOD}:8774/v2.1", region="RegionOne")
    image = v3_service("image", "glance", f"{GOOD}:9292", interfaces=["public"], region="regionOne")
    access = testing.access(catalog=[one, image])
    assert [(one.code, one.region) for one in check(access, auth_url=AUTH_URL)] == [
        ("region-misspelt", "regionOne")
    ]


def test_regions_that_differ_by_a_digit_are_meant_to() -> None:
    services = [
        v3_service(
            "compute", "nova", f"{GOOD}:8774/v2.1", region="region-1", interfaces=["public"]
        ),
        *v3_catalog(GOOD, region="region-2")[1:],
    ]
    assert check(testing.access(catalog=services), auth_url=AUTH_URL) == []


def test_two_endpoints_for_one_place() -> None:
    [finding] = found(compute(f"{GOOD}:8774/v2.1"), compute(f"{GOOD}:8775/v2.1"))
    assert finding.code == "endpoint-twice"
    assert f"{GOOD}:8774/v2.1" in finding.message


@pytest.mark.parametrize(
    ("kind", "codes"), [("volumev3", ["type-alias"]), ("nosuch", ["type-unknown"]), ("s3", [])]
)
def test_a_type(kind: str, codes: list[str]) -> None:
    service = v3_service(kind, "x", f"{GOOD}:8776/v3", interfaces=["public"])
    assert [finding.code for finding in found(service)] == codes
    assert all(finding.severity == "info" for finding in found(service))


def test_no_compute_and_nothing_at_all() -> None:
    access = testing.access(catalog=v3_catalog(GOOD)[1:])
    assert [finding.code for finding in check(access, auth_url=AUTH_URL)] == ["no-compute"]
    [finding] = check(testing.access(catalog=[]), auth_url=AUTH_URL)
    assert (finding.code, finding.severity) == ("catalog-empty", ERROR)


def test_an_identity_service_elsewhere() -> None:
    elsewhere = v3_service(
        "identity", "keystone", "http://other.example:5000/v3", interfaces=["public"]
    )
    [finding] = found(elsewhere)
    assert finding.code == "identity-elsewhere"
    assert "http://other.example:5000/v3" in finding.message
    assert found(v3_service("identity", "keystone", AUTH_URL + "/", interfaces=["public"])) == []
    assert (
        found(
            v3_service("identity", "keystone", AUTH_URL.removesuffix("/v3"), interfaces=["public"])
        )
        == []
    )
    [finding] = found(
        v3_service(
            "identity", "keystone", AUTH_URL.replace("/v3", "/old/v3"), interfaces=["public"]
        )
    )
    assert finding.code == "identity-elsewhere"


@pytest.mark.parametrize(("skew", "words"), [(620.0, "10 min ahead of"), (-75.0, "75 s behind")])
def test_clocks(skew: float, words: str) -> None:
    [finding] = found(skew=skew)
    assert (finding.code, words in finding.message) == ("clock-skew", True)


def test_a_token_that_ended_before_it_was_given() -> None:
    [finding] = found(seconds_left=-10.0)
    assert (finding.code, finding.message) == (
        "token-expiring",
        "the token has ended already, by the identity service's own clock",
    )


def test_this_machine_has_more_than_one_name() -> None:
    keystone = v3_service("identity", "keystone", "http://127.0.0.1:5000/v3")
    access = testing.access(catalog=[keystone, compute("http://127.0.0.1:8774/v2.1")])
    assert check(access, auth_url="http://localhost:5000/v3") == []


def test_a_token_that_ends_soon() -> None:
    assert [finding.code for finding in found(seconds_left=20.0)] == ["token-expiring"]
    assert found(seconds_left=3600.0, skew=3.0) == []


def test_the_worst_comes_first_and_nothing_twice() -> None:
    mixed = [
        Finding("info", "c", "m"),
        Finding("error", "a", "m"),
        Finding("warning", "b", "m"),
        Finding("error", "a", "m"),
    ]
    assert [finding.code for finding in in_order(mixed)] == ["a", "b", "c"]


def test_machine_formats() -> None:
    [finding] = found(compute("http://u:s3cr3t@10.1.0.4:8774/v2.1"))
    assert set(finding.to_json()) == {
        "severity",
        "code",
        "service",
        "region",
        "interface",
        "url",
        "message",
        "hint",
    }
    assert "s3cr3t" not in json.dumps(finding.to_json())
