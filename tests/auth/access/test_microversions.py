"""The headers that ask a service for a microversion."""

import pytest

from mini_nova_auth.access import microversions
from tests.auth.support import settings_of


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


@pytest.mark.parametrize(
    ("settings", "service", "asked"),
    [
        ({"compute_api_version": "2.60"}, "compute", "2.60"),
        ({"compute_api_version": "2.latest"}, "compute", "latest"),
        ({"compute_api_version": "2"}, "compute", ""),
        ({"compute_api_version": "2.0"}, "compute", ""),
        ({"compute_api_version": "2.60"}, "image", ""),
        ({"bare_metal_default_microversion": "1.80"}, "baremetal", "1.80"),
        ({"volume_default_microversion": "latest"}, "block-storage", "latest"),
        ({"volume_default_microversion": "three"}, "block-storage", ""),
        ({}, "compute", ""),
    ],
)
def test_what_the_settings_ask_for(settings: dict[str, str], service: str, asked: str) -> None:
    assert microversions.asked_for(settings_of(**settings), service) == asked


def test_headers_that_ask_themselves_are_left_alone() -> None:
    settings = settings_of(volume_default_microversion="3.27")
    assert microversions.with_default(settings, "volume", {"X-A": "b"}) == {
        "OpenStack-API-Version": "volume 3.27",
        "X-A": "b",
    }
    own = {"openstack-api-version": "volume 3.1"}
    assert microversions.with_default(settings, "volume", own) == own
