"""What a cached login says otherwise than the cloud does now."""

from typing import Any

from mini_nova_auth.access.catalog import Catalog
from mini_nova_auth.diagnosis.outdated import outdated_parts
from mini_nova_auth.testing import v3_service

URL = "http://h:8774/v2.1"


def catalog(*urls: str, kind: str = "compute") -> Catalog:
    """A catalog with one public endpoint for each URL."""
    services = [v3_service(kind, "nova", url, interfaces=["public"], region="One") for url in urls]
    return Catalog.from_v3(services)


def document(newest: str) -> dict[str, Any]:
    return {"version": {"id": "v2.1", "min_version": "2.1", "version": newest}}


def test_nothing_differs() -> None:
    documents = {URL: document("2.96")}
    assert outdated_parts(catalog(URL), catalog(URL), documents, documents) == ""


def test_a_moved_a_new_and_a_removed_endpoint() -> None:
    old, new = catalog(URL), catalog("https://h/compute/v2.1")
    assert outdated_parts(old, new, {}, {}) == (
        f"compute public One was {URL} and is https://h/compute/v2.1"
    )
    assert outdated_parts(Catalog(), old, {}, {}) == f"compute public One ({URL}) is new"
    assert outdated_parts(old, Catalog(), {}, {}) == (
        f"compute public One ({URL}) is no longer there"
    )


def test_a_microversion_that_went_down() -> None:
    parts = outdated_parts(
        catalog(URL), catalog(URL), {URL: document("2.96")}, {URL: document("2.79")}
    )
    assert parts == f"{URL} offered 2.1 to 2.96 and offers 2.1 to 2.79"


def test_a_document_that_is_none_now() -> None:
    parts = outdated_parts(catalog(URL), catalog(URL), {URL: document("2.96")}, {URL: None})
    assert parts == f"{URL} offered 2.1 to 2.96 and offers no version"


def test_many_differences_are_counted() -> None:
    urls = [f"http://h/{number}" for number in range(9)]
    parts = outdated_parts(catalog(), catalog(*urls), {}, {})
    assert parts.count("is new") == 3
    assert parts.endswith("; 6 more")
