"""Services that are listed, but not where the settings look for them."""

from typing import Any

import pytest

from mini_nova_auth.access.access import Access
from mini_nova_auth.access.catalog import Catalog
from mini_nova_auth.diagnosis.missing_endpoints import missing_endpoints
from mini_nova_auth.testing import v3_service
from tests.auth.support import settings_of


def findings(services: list[Any], **values: str) -> list[tuple[str, str, str]]:
    access = Access("t0ken", "3", "http://h/v3", catalog=Catalog.from_v3(services))
    return [
        (finding.severity, finding.service, finding.message)
        for finding in missing_endpoints(settings_of(**values), access)
    ]


def service(kind: str, *interfaces: str, region: str = "R1", url: str = "http://x") -> Any:
    return v3_service(kind, kind, url, interfaces=list(interfaces), region=region)


COMPUTE = service("compute", "public", "internal")


def test_a_service_that_is_only_internal() -> None:
    [(severity, kind, message)] = findings([COMPUTE, service("image", "internal", "admin")])
    assert (severity, kind) == ("warning", "image")
    assert "image has no public endpoint; it exists only as" in message


@pytest.mark.parametrize(
    "values",
    [
        {"interface": "internal"},
        {"interface": "public,internal"},
    ],
)
def test_another_interface_may_be_in_use(values: dict[str, str]) -> None:
    assert findings([COMPUTE, service("image", "internal")], **values) == []


def test_a_service_whose_only_url_is_empty() -> None:
    [finding] = findings([COMPUTE, service("dns", "public", url="")])
    assert finding == ("warning", "dns", "dns is listed without any endpoint")


def test_a_service_in_another_region_may_be_meant_to_be() -> None:
    services = [COMPUTE, service("dns", "public", region="R2")]
    assert findings(services, region_name="R1") == []


def test_compute_in_another_region() -> None:
    [(severity, kind, _)] = findings([COMPUTE], region_name="R2")
    assert (severity, kind) == ("error", "compute")
