"""How two catalogs differ."""

from typing import Any

from mini_nova_auth.access.catalog import Catalog
from mini_nova_auth.access.catalog_diff import Difference, differences
from mini_nova_auth.testing import v3_service

NOVA, GLANCE = "http://c:8774/v2.1", "http://c:9292"


def catalog(*services: Any) -> Catalog:
    """A catalog of services in v3's shape."""
    return Catalog.from_v3(list(services))


def public(kind: str, url: str, **given: Any) -> Any:
    """A service with a public endpoint alone."""
    return v3_service(kind, "x", url, interfaces=["public"], **given)


def test_ids_names_order_and_a_trailing_slash_do_not_count() -> None:
    one = catalog(public("compute", NOVA), public("image", GLANCE))
    other = catalog(
        public("image", f"{GLANCE}/"), {**public("compute", NOVA), "id": "another", "name": "y"}
    )
    assert differences(one, other) == []


def test_what_was_added_removed_and_changed_in_order() -> None:
    one = catalog(public("compute", NOVA), public("image", GLANCE))
    other = catalog(public("compute", f"{NOVA}/p1"), public("dns", "http://c:9001"))
    assert differences(one, other) == [
        Difference("changed", "compute", "RegionOne", "public", NOVA, f"{NOVA}/p1"),
        Difference("added", "dns", "RegionOne", "public", "", "http://c:9001"),
        Difference("removed", "image", "RegionOne", "public", GLANCE, ""),
    ]


def test_a_second_endpoint_at_one_place_is_added_to_it() -> None:
    one = catalog(public("compute", NOVA))
    assert differences(one, catalog(public("compute", NOVA), public("compute", "http://d"))) == [
        Difference("added", "compute", "RegionOne", "public", "", "http://d")
    ]


def test_another_region_is_another_place() -> None:
    one, other = catalog(public("compute", NOVA)), catalog(public("compute", NOVA, region="R2"))
    assert [(found.change, found.region) for found in differences(one, other)] == [
        ("added", "R2"),
        ("removed", "RegionOne"),
    ]


def test_a_password_in_an_address_is_not_shown() -> None:
    (found,) = differences(catalog(), catalog(public("compute", "http://u:s3cr3t@c/v2.1")))
    assert found.b == "http://c/v2.1"
