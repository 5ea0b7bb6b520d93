"""Choosing an endpoint from a catalog."""

from typing import Any

import pytest
from hypothesis import given

from mini_nova_auth.access.catalog import Catalog, Endpoint, Service
from mini_nova_auth.access.choice import choose, interfaces
from mini_nova_auth.access.service_types import FAMILIES, aliases
from mini_nova_auth.errors import EndpointNotFound
from mini_nova_auth.testing import v2_catalog, v2_service, v3_catalog, v3_service
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


def two_regions() -> Catalog:
    """Compute in two regions, the second without an internal interface."""
    services = [
        Service(
            "compute",
            "nova",
            (
                Endpoint("public", "http://one/v2.1", "RegionOne"),
                Endpoint("internal", "http://one.internal/v2.1", "RegionOne"),
                Endpoint("public", "http://two/v2.1", "RegionTwo"),
            ),
        ),
        Service("image", "glance", (Endpoint("public", "http://one:9292", "RegionOne"),)),
    ]
    return Catalog(tuple(services))


def url(catalog: Catalog, service_type: str = "compute", **options: str) -> str:
    """The URL of the chosen endpoint."""
    return choose(catalog, service_type, **options).endpoint.url


def test_v2_and_v3_catalogs_mean_the_same() -> None:
    old, new = Catalog.from_v2(v2_catalog()), Catalog.from_v3(v3_catalog())
    assert [service.type for service in old.services] == [service.type for service in new.services]
    assert url(old) == url(new) == "http://cloud.example:8774/v2.1"
    assert url(old, interface="admin") == url(new, interface="internal")


@given(json_values(*KEYS))
def test_any_catalog_gives_a_choice_or_an_error(value: Any) -> None:
    catalog = Catalog.from_v3([{"type": "compute", "endpoints": value}])
    try:
        assert choose(catalog, "compute", region="R").endpoint.region == "R"
    except EndpointNotFound as error:
        assert error.hint  # noqa: PT017 - either outcome is right


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: str(family[0]))
def test_aliases_work_both_ways(family: tuple[str, ...]) -> None:
    official = family[0]
    for alias in family[1:]:
        assert (
            url(Catalog.from_v3([v3_service(alias, "x", "http://alias")]), official)
            == "http://alias"
        )
        assert (
            url(Catalog.from_v3([v3_service(official, "x", "http://official")]), alias)
            == "http://official"
        )


def test_the_type_itself_counts_before_its_aliases() -> None:
    catalog = Catalog.from_v3(
        [
            v3_service("volumev2", "cinder", "http://v2"),
            v3_service("volumev3", "cinder", "http://v3"),
        ]
    )
    assert url(catalog, "volumev2") == "http://v2"
    assert url(catalog, "block-storage") == "http://v3"


def test_a_type_without_aliases_is_itself() -> None:
    assert aliases("Placement") == ("placement",)


def test_the_reason_names_an_alias() -> None:
    reason = choose(
        Catalog.from_v3([v3_service("volumev3", "cinder", "http://v3")]), "block-storage"
    ).why
    assert (
        reason
        == "volumev3 (asked for as block-storage) cinder, public in the first region, RegionOne: http://v3"
    )


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("public", ("public",)),
        ("publicURL", ("public",)),
        ("internalurl", ("internal",)),
        ("internal,public", ("internal", "public")),
        (" internalURL , adminURL ", ("internal", "admin")),
        ("", ("public",)),
        (",", ("public",)),
    ],
)
def test_interfaces_as_people_write_them(text: str, names: tuple[str, ...]) -> None:
    assert interfaces(text) == names


def test_the_first_interface_that_exists_counts() -> None:
    assert (
        url(two_regions(), interface="internal,public", region="RegionOne")
        == "http://one.internal/v2.1"
    )
    assert url(two_regions(), interface="internal,public", region="RegionTwo") == "http://two/v2.1"


def test_a_region_or_else_the_first() -> None:
    assert url(two_regions()) == "http://one/v2.1"
    choice = choose(two_regions(), "compute", region="RegionTwo")
    assert (choice.endpoint.url, choice.why) == (
        "http://two/v2.1",
        "compute nova, public in region RegionTwo: http://two/v2.1",
    )


def test_the_error_for_an_unknown_region_lists_the_regions() -> None:
    with pytest.raises(EndpointNotFound) as caught:
        choose(two_regions(), "compute", region="RegionSix")
    assert (
        caught.value.message
        == 'no compute in region "RegionSix"; the catalog has RegionOne, RegionTwo'
    )


def test_the_hint_corrects_the_case_of_a_region() -> None:
    with pytest.raises(EndpointNotFound) as caught:
        choose(two_regions(), "compute", region="regiontwo")
    assert caught.value.hint == "Set OS_REGION_NAME=RegionTwo."


@pytest.mark.parametrize(
    ("region", "nearest"),
    [("wst", "west"), ("WEST", "west"), ("A b", "'a b'"), ("nowhere", "to one of these")],
)
def test_the_hint_names_the_nearest_region(region: str, nearest: str) -> None:
    catalog = Catalog.from_v3(
        [v3_service("compute", "nova", "http://x", region=name) for name in ("a b", "west")]
    )
    with pytest.raises(EndpointNotFound) as caught:
        choose(catalog, "compute", region=region)
    assignment = f" {nearest}" if nearest == "to one of these" else f"={nearest}"
    assert caught.value.hint == f"Set OS_REGION_NAME{assignment}."


def test_a_service_without_endpoints() -> None:
    with pytest.raises(EndpointNotFound, match="compute is listed without any endpoint"):
        choose(Catalog((Service("compute"),)), "compute")


def test_the_error_for_a_missing_interface_lists_the_interfaces() -> None:
    with pytest.raises(EndpointNotFound) as caught:
        choose(two_regions(), "compute", region="RegionTwo", interface="admin,internal")
    assert (
        caught.value.message
        == "compute has no admin or internal endpoint; it exists only as public (http://two/v2.1)"
    )
    assert "--os-interface public" in caught.value.hint


def test_a_name_chooses_among_the_services_of_a_type() -> None:
    catalog = Catalog.from_v2(
        [
            v2_service("compute", "nova", "http://new"),
            v2_service("compute", "nova-old", "http://old"),
        ]
    )
    assert url(catalog) == "http://new"
    assert url(catalog, name="nova-old") == "http://old"
    with pytest.raises(EndpointNotFound, match='named "other"; the catalog has nova, nova-old'):
        choose(catalog, "compute", name="other")


def test_the_error_for_a_missing_type_lists_the_types() -> None:
    with pytest.raises(
        EndpointNotFound, match="no network service; it has compute, image"
    ) as caught:
        choose(two_regions(), "network")
    assert "--os-endpoint-override" in caught.value.hint


def test_an_empty_catalog_hints_at_the_project() -> None:
    with pytest.raises(EndpointNotFound, match="is empty") as caught:
        choose(Catalog(), "compute")
    assert "OS_PROJECT_NAME" in caught.value.hint


def test_a_service_without_endpoints_is_not_found() -> None:
    with pytest.raises(EndpointNotFound):
        choose(Catalog((Service("compute", "nova"),)), "compute")


def with_old_service() -> Catalog:
    """Compute in two regions, after an older compute service without a region."""
    return Catalog.from_v3(
        [
            v3_service("compute", "first-generation", "http://old", region=""),
            v3_service("compute", "nova", "http://north", region="North"),
            v3_service("compute", "nova", "http://south", region="South"),
        ]
    )


def test_an_endpoint_without_region_does_not_count_beside_those_with_one() -> None:
    assert url(with_old_service(), region="South") == "http://south"
    assert url(with_old_service()) == "http://north"
    with pytest.raises(EndpointNotFound) as caught:
        url(with_old_service(), region="Nort")
    assert caught.value.message == 'no compute in region "Nort"; the catalog has North, South'
    assert caught.value.hint == "Set OS_REGION_NAME=North."


def test_an_endpoint_without_region_counts_if_none_has_one_or_if_its_service_is_named() -> None:
    services = with_old_service().services
    assert url(Catalog(services[:1]), region="South") == "http://old"
    assert url(with_old_service(), region="South", name="first-generation") == "http://old"


def test_an_empty_url_is_kept_but_never_chosen() -> None:
    v3 = [{"interface": "public", "url": "", "region": "R"}]
    v2 = [{"publicURL": "", "internalURL": "http://i", "adminURL": None, "region": "R"}]
    (service,) = Catalog.from_v3([{"type": "compute", "endpoints": v3}]).services
    assert service.endpoints == (Endpoint("public", "", "R"),)
    catalog = Catalog.from_v2([{"type": "compute", "endpoints": v2}])
    assert [endpoint.url for endpoint in catalog.services[0].endpoints] == ["", "http://i"]
    with pytest.raises(EndpointNotFound, match="exists only as internal"):
        choose(catalog, "compute")
