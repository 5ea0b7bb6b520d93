"""The differences between two catalogs."""

from typing import Any

from mini_nova_auth.access.catalog import Catalog
from mini_nova_auth.access.catalog_diff import Difference, differences
from mini_nova_auth.testing import v3_service

NOVA, GLANCE = "http://c:8774/v2.1", "http://c:9292"


def catalog(*services: Any) -> Catalog:
    """A catalog of services in v3's shape."""
    return Catalog.from_v3(list(services))


def public(kind: str, url: str, **options: Any) -> Any:
    """A service with only a public endpoint."""
    return v3_service(kind, "x", url, interfaces=["public"], **options)


def test_ids_names_order_and_a_trailing_slash_do_not_count() -> None:
    a = catalog(public("compute", NOVA), public("image", GLANCE))
    b = catalog(
        public("image", f"{GLANCE}/"), {**public("compute", NOVA), "id": "another", "name": "y"}
    )
    assert differences(a, b) == []


def test_additions_removals_and_changes_in_order() -> None:
    a = catalog(public("compute", NOVA), public("image", GLANCE))
    b = catalog(public("compute", f"{NOVA}/p1"), public("dns", "http://c:9001"))
    assert differences(a, b) == [
        Difference("changed", "compute", "RegionOne", "public", NOVA, f"{NOVA}/p1"),
        Difference("added", "dns", "RegionOne", "public", "", "http://c:9001"),
        Difference("removed", "image", "RegionOne", "public", GLANCE, ""),
    ]


def test_a_second_endpoint_at_a_place_is_an_addition() -> None:
    a = catalog(public("compute", NOVA))
    assert differences(a, catalog(public("compute", NOVA), public("compute", "http://d"))) == [
        Difference("added", "compute", "RegionOne", "public", "", "http://d")
    ]


def test_another_region_is_another_place() -> None:
    a, b = catalog(public("compute", NOVA)), catalog(public("compute", NOVA, region="R2"))
    assert [(difference.change, difference.region) for difference in differences(a, b)] == [
        ("added", "R2"),
        ("removed", "RegionOne"),
    ]


def test_a_password_in_a_url_is_not_shown() -> None:
    (difference,) = differences(catalog(), catalog(public("compute", "http://u:s3cr3t@c/v2.1")))
    assert difference.b == "http://c/v2.1"
