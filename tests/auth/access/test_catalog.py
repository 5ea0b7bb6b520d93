"""The service catalog, in the shapes of v2.0 and v3."""

from typing import Any

from hypothesis import given

from mini_nova_auth.access.catalog import Catalog, Endpoint
from tests.auth.support import json_values

KEYS = (
    "type",
    "name",
    "endpoints",
    "id",
    "interface",
    "url",
    "region",
    "region_id",
    "publicURL",
    "internalURL",
)


def test_a_v2_endpoint_has_an_address_for_each_interface() -> None:
    endpoint = {"region": "R", "publicURL": "http://p", "adminURL": "http://a", "internalURL": None}
    (service,) = Catalog.from_v2([{"type": "compute", "endpoints": [endpoint]}]).services
    assert service.endpoints == (
        Endpoint("public", "http://p", "R"),
        Endpoint("admin", "http://a", "R"),
    )


def test_a_v3_endpoint_may_have_region_id_only_and_old_interface_names() -> None:
    endpoint = {"interface": "publicURL", "url": "http://p", "region_id": "R"}
    (service,) = Catalog.from_v3(
        [{"type": "compute", "endpoints": [endpoint, {"interface": "admin"}]}]
    ).services
    assert service.endpoints == (Endpoint("public", "http://p", "R"),)


@given(json_values(*KEYS))
def test_any_value_is_a_catalog_which_comes_back_from_v3(value: Any) -> None:
    for read in (Catalog.from_v2, Catalog.from_v3):
        for catalog_value in (value, [value], [{"type": "compute", "endpoints": [value]}]):
            catalog = read(catalog_value)
            assert Catalog.from_v3(catalog.to_v3()).services == catalog.services
