"""The headers that ask a service for a microversion."""

import pytest

from mini_nova_auth.access import microversions


@pytest.mark.parametrize(
    ("service", "headers"),
    [
        (
            "compute",
            {"OpenStack-API-Version": "compute 2.7", "X-OpenStack-Nova-API-Version": "2.7"},
        ),
        ("volumev3", {"OpenStack-API-Version": "volume 2.7"}),
        (
            "sharev2",
            {
                "OpenStack-API-Version": "shared-file-system 2.7",
                "X-OpenStack-Manila-API-Version": "2.7",
            },
        ),
        ("placement", {"OpenStack-API-Version": "placement 2.7"}),
        ("x:own", {"OpenStack-API-Version": "x:own 2.7"}),
    ],
)
def test_headers(service: str, headers: dict[str, str]) -> None:
    assert microversions.headers(service, "2.7") == headers
    assert microversions.headers(service, "") == {}


def test_legacy_headers() -> None:
    assert microversions.legacy_headers("computev21", "2.7") == {
        "X-OpenStack-Nova-API-Version": "2.7"
    }
    assert microversions.legacy_headers("placement", "1.7") == {}


def test_headers_that_ask_for_a_version_are_left_alone() -> None:
    own = {"openstack-api-version": "volume 3.1"}
    assert microversions.add_default(own, "volume", "3.27") == own


def test_a_default_is_added_to_other_headers() -> None:
    assert microversions.add_default({"X-A": "b"}, "volume", "3.27") == {
        "OpenStack-API-Version": "volume 3.27",
        "X-A": "b",
    }
    assert microversions.add_default({"X-A": "b"}, "volume", "") == {"X-A": "b"}
