"""Check a catalog without asking any endpoint."""

import json

import pytest

from mini_nova_auth import testing
from mini_nova_auth.diagnosis.catalog_check import check
from mini_nova_auth.diagnosis.findings import ERROR, Finding, in_order
from mini_nova_auth.testing import PROJECT, v3_catalog, v3_service

OTHER = "1c56ca83be0944009499481e90e184de"
AUTH_URL = "http://cloud.example:5000/v3"
GOOD = "http://cloud.example"


def findings_of(
    *services: dict[str, object], auth_url: str = AUTH_URL, **clocks: float
) -> list[Finding]:
    """Check a catalog with these services; compute, image and network are added if missing."""
    types = {service["type"] for service in services}
    catalog = [service for service in v3_catalog(GOOD) if service["type"] not in types]
    return check(testing.access(catalog=[*catalog, *services]), auth_url=auth_url, **clocks)


def compute(url: str, **fields: object) -> dict[str, object]:
    """Return a catalog's entry for compute at a URL."""
    return v3_service("compute", "nova", url, **{"interfaces": ["public"], **fields})  # type: ignore[arg-type]


def test_a_good_catalog_has_no_findings() -> None:
    assert findings_of() == []


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
def test_a_faulty_url(url: str, code: str) -> None:
    [finding] = findings_of(compute(url))
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
    assert findings_of(compute(url)) == []


@pytest.mark.parametrize("suffix", [f"/{OTHER}", "/%(tenant_id)s", "/v2.1"])
def test_the_hint_offers_a_working_compute_url(suffix: str) -> None:
    [finding] = findings_of(compute(f"{GOOD}:8774/v2.1{suffix}"))
    assert finding.hint.endswith(f"; until then, use --os-endpoint-override {GOOD}:8774/v2.1.")


def test_the_account_in_an_object_store_url_is_a_project() -> None:
    store = v3_service(
        "object-store", "swift", f"{GOOD}:8080/v1/AUTH_{OTHER}", interfaces=["public"]
    )
    assert [finding.code for finding in findings_of(store)] == ["project-other"]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "10.0.0.1", "controller"])
def test_a_cloud_on_a_single_machine_may_list_local_hosts(host: str) -> None:
    assert findings_of(compute(f"http://{host}:8774/v2.1"), auth_url=f"http://{host}:5000/v3") == []


def test_a_different_name_for_the_same_machine_is_a_warning() -> None:
    rest = v3_service("image", "glance", "http://127.0.0.1:9292", interfaces=["public"])
    [finding] = findings_of(
        compute("http://localhost:8774/v2.1"), rest, auth_url="http://127.0.0.1:5000/v3"
    )
    assert (finding.code, finding.severity, finding.service) == ("localhost", "warning", "compute")


def test_an_internal_interface_may_be_at_an_internal_host() -> None:
    assert findings_of(compute("http://10.1.0.4:8774/v2.1", interfaces=["internal"])) == []


def test_http_although_identity_uses_https() -> None:
    assert "unencrypted" in {
        finding.code for finding in findings_of(auth_url="https://cloud.example:5000/v3")
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
def test_a_faulty_region(region: str, code: str) -> None:
    assert {
        finding.code for finding in findings_of(compute(f"{GOOD}:8774/v2.1", region=region))
    } == {code}


@pytest.mark.parametrize("region", ["RegionTwo", "Region1", "eu-de", "R2"])
def test_a_different_region_is_not_a_fault(region: str) -> None:
    assert findings_of(compute(f"{GOOD}:8774/v2.1", region=region)) == []


@pytest.mark.parametrize(
    ("region", "compute_region"),
    [("RegionA", "RegionB"), ("us-east-1a", "us-east-1b"), ("us-la", "us-va")],
)
def test_regions_numbered_by_a_letter_are_not_misspelt(region: str, compute_region: str) -> None:
    image = v3_service("image", "glance", f"{GOOD}:9292", region=region)
    network = v3_service("network", "neutron", f"{GOOD}:9696", region=region)
    assert findings_of(compute(f"{GOOD}:8774/v2.1", region=compute_region), image, network) == []


def test_the_first_of_two_equally_frequent_spellings_is_right() -> None:
    nova = compute(f"{GOOD}:8774/v2.1", region="RegionOne")
    image = v3_service("image", "glance", f"{GOOD}:9292", interfaces=["public"], region="regionOne")
    access = testing.access(catalog=[nova, image])
    assert [(finding.code, finding.region) for finding in check(access, auth_url=AUTH_URL)] == [
        ("region-misspelt", "regionOne")
    ]


def test_regions_that_differ_by_a_digit_are_not_misspelt() -> None:
    services = [
        v3_service(
            "compute", "nova", f"{GOOD}:8774/v2.1", region="region-1", interfaces=["public"]
        ),
        *v3_catalog(GOOD, region="region-2")[1:],
    ]
    assert check(testing.access(catalog=services), auth_url=AUTH_URL) == []


def test_two_endpoints_for_the_same_region_and_interface() -> None:
    [finding] = findings_of(compute(f"{GOOD}:8774/v2.1"), compute(f"{GOOD}:8775/v2.1"))
    assert finding.code == "endpoint-twice"
    assert f"{GOOD}:8774/v2.1" in finding.message


@pytest.mark.parametrize(
    ("service_type", "codes"),
    [("volumev3", ["type-alias"]), ("nosuch", ["type-unknown"]), ("s3", [])],
)
def test_a_service_type(service_type: str, codes: list[str]) -> None:
    service = v3_service(service_type, "x", f"{GOOD}:8776/v3", interfaces=["public"])
    assert [finding.code for finding in findings_of(service)] == codes
    assert all(finding.severity == "info" for finding in findings_of(service))


def test_an_alias_beside_its_official_type_is_no_finding() -> None:
    services = [
        v3_service("block-storage", "cinder", f"{GOOD}:8776/v3", interfaces=["public"]),
        v3_service("volumev3", "cinderv3", f"{GOOD}:8776/v3", interfaces=["public"]),
    ]
    assert findings_of(*services) == []


def test_a_catalog_without_compute_or_without_any_service() -> None:
    access = testing.access(catalog=v3_catalog(GOOD)[1:])
    assert [finding.code for finding in check(access, auth_url=AUTH_URL)] == ["no-compute"]
    [finding] = check(testing.access(catalog=[]), auth_url=AUTH_URL)
    assert (finding.code, finding.severity) == ("catalog-empty", ERROR)


def test_a_catalog_that_lists_another_identity_service() -> None:
    elsewhere = v3_service(
        "identity", "keystone", "http://other.example:5000/v3", interfaces=["public"]
    )
    [finding] = findings_of(elsewhere)
    assert finding.code == "identity-elsewhere"
    assert "http://other.example:5000/v3" in finding.message
    assert (
        findings_of(v3_service("identity", "keystone", AUTH_URL + "/", interfaces=["public"])) == []
    )
    assert (
        findings_of(
            v3_service("identity", "keystone", AUTH_URL.removesuffix("/v3"), interfaces=["public"])
        )
        == []
    )
    [finding] = findings_of(
        v3_service(
            "identity", "keystone", AUTH_URL.replace("/v3", "/old/v3"), interfaces=["public"]
        )
    )
    assert finding.code == "identity-elsewhere"


@pytest.mark.parametrize(("skew", "words"), [(620.0, "10 min ahead of"), (-75.0, "75 s behind")])
def test_clocks_that_differ(skew: float, words: str) -> None:
    [finding] = findings_of(skew=skew)
    assert (finding.code, words in finding.message) == ("clock-skew", True)


def test_a_token_that_had_expired_when_it_was_issued() -> None:
    [finding] = findings_of(seconds_left=-10.0)
    assert (finding.code, finding.message) == (
        "token-expiring",
        "the token has already expired by the identity service's own clock",
    )


def test_identity_may_be_listed_by_another_name_of_this_machine() -> None:
    keystone = v3_service("identity", "keystone", "http://127.0.0.1:5000/v3")
    access = testing.access(catalog=[keystone, compute("http://127.0.0.1:8774/v2.1")])
    assert check(access, auth_url="http://localhost:5000/v3") == []


def test_a_token_that_expires_soon() -> None:
    assert [finding.code for finding in findings_of(seconds_left=20.0)] == ["token-expiring"]
    assert findings_of(seconds_left=3600.0, skew=3.0) == []


def test_findings_are_sorted_by_severity_without_duplicates() -> None:
    mixed = [
        Finding("info", "c", "m"),
        Finding("error", "a", "m"),
        Finding("warning", "b", "m"),
        Finding("error", "a", "m"),
    ]
    assert [finding.code for finding in in_order(mixed)] == ["a", "b", "c"]


def test_the_json_of_a_finding_has_no_secret() -> None:
    [finding] = findings_of(compute("http://u:s3cr3t@10.1.0.4:8774/v2.1"))
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
