"""Version documents, and the URLs of identity and compute."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mini_nova_auth.access import discovery
from mini_nova_auth.access.discovery import ComputeEndpoint, Version
from mini_nova_auth.errors import AuthToolkitError, ConfigurationError, ProtocolError
from tests.auth.support import json_values

BASE = "http://cloud.example/identity"
DOCUMENTS = json_values(
    "versions", "values", "version", "id", "links", "rel", "href", "self", "min_version"
)


def entry(number: str, href: str | None, **members: str) -> dict[str, Any]:
    """An entry of a version document."""
    links = (
        []
        if href is None
        else [{"rel": "describedby", "href": "http://docs/"}, {"rel": "self", "href": href}]
    )
    return {"id": number, "status": "stable", "links": links, **members}


def urls(document: Any, base: str = BASE) -> list[str]:
    """The URLs of the versions, newest first."""
    return [version.url for version in discovery.versions(document, base)]


V3, V2 = entry("v3.14", f"{BASE}/v3/"), entry("v2.0", f"{BASE}/v2.0/")


@pytest.mark.parametrize(
    "document",
    [{"versions": {"values": [V2, V3]}}, {"versions": [V2, V3]}, {"versions": [V3], "version": V2}],
    ids=["300", "200", "both"],
)
def test_lists_of_versions_are_read_newest_first(document: dict[str, Any]) -> None:
    assert discovery.versions(document, BASE) == (
        Version((3, 14), f"{BASE}/v3"),
        Version((2, 0), f"{BASE}/v2.0"),
    )


def test_one_version_is_read() -> None:
    assert urls({"version": V3}, f"{BASE}/v3") == [f"{BASE}/v3"]


def test_a_range_of_microversions_is_read() -> None:
    nova = entry("v2.1", "http://h:8774/v2.1/", version="2.96", min_version="2.1")
    (version,) = discovery.versions({"versions": [nova]}, "http://h:8774/")
    assert version == Version((2, 1), "http://h:8774/v2.1", (2, 1), (2, 96))


@pytest.mark.parametrize(
    ("href", "kind"),
    [
        (f"{BASE}/v3/", "absolute"),
        ("/identity/v3/", "relative to the host"),
        ("v3/", "relative to the document"),
        ("http://keystone.internal.invalid:5000/v3", "of a host inside"),
        ("http://keystone.internal.invalid:5000/identity/v3/", "of a host inside, with the prefix"),
        ("https://cloud.example/identity/v3", "of another scheme"),
        ("", "empty"),
        (None, "missing"),
        ("http://[::1/v3", "no URL"),
        ("http://cloud.example/", "without a version"),
    ],
)
def test_every_link_is_followed_on_the_host_of_the_user(href: str | None, kind: str) -> None:
    assert urls({"versions": [entry("v3.14", href)]}) == [f"{BASE}/v3"], kind


def test_a_link_may_lead_deeper_under_the_prefix() -> None:
    assert urls({"versions": [entry("v3", f"{BASE}/deeper/v3")]}) == [f"{BASE}/deeper/v3"]


@pytest.mark.parametrize(
    "document",
    [
        None,
        [],
        "x",
        {},
        {"versions": 5},
        {"versions": [{"id": "latest"}]},
        {"error": {"code": 404}},
    ],
)
def test_other_values_have_no_versions(document: Any) -> None:
    assert discovery.versions(document, BASE) == ()


@given(DOCUMENTS)
def test_any_document_gives_versions_on_the_host_of_the_user(document: Any) -> None:
    for version in discovery.versions(document, BASE):
        assert version.url.startswith("http://cloud.example/")


@given(DOCUMENTS, st.sampled_from(["http://h:8774/", "http://h/compute"]))
def test_any_document_gives_a_compute_url_or_a_protocol_error(document: Any, root: str) -> None:
    try:
        assert discovery.compute_from_root(document, root, "p1").url.startswith("http://h")
    except ProtocolError as error:
        assert root in error.message  # noqa: PT017 - either outcome is right


@pytest.mark.parametrize(
    ("text", "version"),
    [("3", "3"), ("v3", "3"), ("3.14", "3"), ("2.0", "2"), ("2", "2"), ("v1.0", "1"), (" 3 ", "3")],
)
def test_identity_versions_as_people_write_them(text: str, version: str) -> None:
    assert discovery.identity_version(text) == version


@pytest.mark.parametrize("text", ["4", "0", "", "latest", "3.x", "v", "٣"])
def test_other_identity_versions_are_a_configuration_error(text: str) -> None:
    with pytest.raises(ConfigurationError):
        discovery.identity_version(text)


@given(st.text(max_size=20).map("http://{}".format) | st.text(max_size=20))
def test_any_compute_url_is_completed_or_refused(url: str) -> None:
    try:
        discovery.compute_endpoint(url, "p1")
    except AuthToolkitError as error:
        assert error.message  # noqa: PT017 - either outcome is right


@pytest.mark.parametrize("url", ["http://[::1/v2.1", "http://h]/v3"])
def test_a_malformed_compute_url_is_a_configuration_error(url: str) -> None:
    with pytest.raises(ConfigurationError):
        discovery.compute_endpoint(url, "p1")


@pytest.mark.parametrize(
    ("url", "version", "identity_url"),
    [
        ("http://h:5000", "3", "http://h:5000/v3"),
        ("http://h:5000/v2.0", "3", "http://h:5000/v3"),
        ("http://h/identity/v3/", "2", "http://h/identity/v2.0"),
        ("http://h/auth/v1.0", "1", "http://h/auth/v1.0"),
    ],
)
def test_the_identity_url_of_a_version(url: str, version: str, identity_url: str) -> None:
    assert discovery.identity_url(url, version) == identity_url


@pytest.mark.parametrize(
    ("url", "project_id", "endpoint"),
    [
        ("http://h:8774/v2.1", "p1", ComputeEndpoint("http://h:8774/v2.1", "http://h:8774/v2.1")),
        ("http://h:8774/v2.1/", "p1", ComputeEndpoint("http://h:8774/v2.1", "http://h:8774/v2.1")),
        (
            "http://h/compute/v2.1/p1",
            "p1",
            ComputeEndpoint("http://h/compute/v2.1/p1", "http://h/compute/v2.1"),
        ),
        ("http://h:8774/v2/p1", "p1", ComputeEndpoint("http://h:8774/v2/p1", "")),
        ("http://h:8774/v2", "p1", ComputeEndpoint("http://h:8774/v2/p1", "")),
        ("http://h:8774/v1.1", "p1", ComputeEndpoint("http://h:8774/v1.1/p1", "")),
        ("http://h:8774/v1.1/p1", "p1", ComputeEndpoint("http://h:8774/v1.1/p1", "")),
        ("http://h:8774/v1.1", "", ComputeEndpoint("http://h:8774/v1.1", "")),
        ("http://h:8774", "p1", None),
        ("http://h/compute", "p1", None),
    ],
)
def test_compute_urls(url: str, project_id: str, endpoint: ComputeEndpoint | None) -> None:
    assert discovery.compute_endpoint(url, project_id) == endpoint


def test_an_unversioned_compute_is_used_at_its_newest_v2() -> None:
    document = {
        "versions": [entry("v2.0", "http://inside/v2/"), entry("v2.1", "http://inside/v2.1/")]
    }
    endpoint = discovery.compute_from_root(document, "http://h/compute", "p1")
    assert endpoint == ComputeEndpoint("http://h/compute/v2.1", "http://h/compute/v2.1")


def test_an_old_unversioned_compute_gets_the_projects_id() -> None:
    document = {"versions": {"values": [entry("v1.1", "http://inside:8774/v1.1/")]}}
    assert (
        discovery.compute_from_root(document, "http://h:8774", "p1").url == "http://h:8774/v1.1/p1"
    )


@pytest.mark.parametrize(
    "document", [None, {"versions": []}, {"versions": [entry("v3.0", "/v3/")]}]
)
def test_an_unversioned_compute_without_a_list_is_a_protocol_error(document: Any) -> None:
    with pytest.raises(ProtocolError, match="no version list"):
        discovery.compute_from_root(document, "http://h:8774", "p1")
