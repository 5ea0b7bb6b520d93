"""Names of images and networks on clouds where Nova alone knows them."""

import pytest

from tests.cli.compute.boot.test_create_request import IMAGE
from tests.local_cloud import Fault, LocalCloud
from tests.runner import nova

BOOT = ("boot", "vm", "--flavor", "testflav", "--image", "cirros-0.3.0-x86_64")
MICROVERSION = "X-OpenStack-Nova-API-Version"


def _leave_out(cloud: LocalCloud, *types: str) -> None:
    cloud.catalog = [service for service in cloud.catalog if service["type"] not in types]


def _versions(cloud: LocalCloud, method: str, path: str) -> list[str | None]:
    requests = cloud.matching(method, path)
    return [request.headers.get(MICROVERSION) for request in requests]


@pytest.mark.parametrize("options", [(), ("--os-compute-api-version", "2.60")])
def test_an_image_by_name_without_an_image_service(
    cloud: LocalCloud, options: tuple[str, ...]
) -> None:
    _leave_out(cloud, "image")
    run = nova(*BOOT, *options)
    assert run.exit_code == 0, run.stderr
    assert _versions(cloud, "GET", "/images") == ["2.35"]
    assert _versions(cloud, "POST", "/servers") == [options[-1] if options else "2.104"]


def test_an_older_microversion_stays(cloud: LocalCloud) -> None:
    _leave_out(cloud, "image")
    assert nova(*BOOT, "--os-compute-api-version", "2.20").exit_code == 0
    assert _versions(cloud, "GET", "/images") == ["2.20"]


@pytest.mark.parametrize("status", [300, 404])
@pytest.mark.parametrize("reference", ["cirros-0.3.0-x86_64", IMAGE])
def test_an_image_service_without_version_2(cloud: LocalCloud, status: int, reference: str) -> None:
    body = {"versions": [{"id": "v1.1", "status": "CURRENT"}]}
    cloud.faults.add(Fault("GET", "/image/v2/images", "status", status=status, body=body, times=9))
    run = nova("image-list", "-f", "value", "-c", "ID")
    assert (run.stdout, run.exit_code) == (f"{IMAGE}\n", 0)
    run = nova("list", "--image", reference)
    assert run.exit_code == 0, run.stderr


def test_the_image_services_refusal_counts_if_there_is_no_proxy(cloud: LocalCloud) -> None:
    cloud.faults.add(
        Fault("GET", "/image/v2/images", "status", status=404, message="Nothing here"),
        Fault("GET", "/compute/v2.1/images", "status", status=404),
    )
    run = nova("image-list")
    assert run.exit_code == 4
    assert "Nothing here" in run.errors[0]


def test_an_image_of_a_server_has_a_name_without_an_image_service(cloud: LocalCloud) -> None:
    _leave_out(cloud, "image")
    cloud.add_server(name="vm")
    rows = dict(nova("show", "vm").cells[1:])
    assert rows["image"] == f"cirros-0.3.0-x86_64 ({IMAGE})"


def test_a_network_by_name_without_a_network_service(cloud: LocalCloud) -> None:
    _leave_out(cloud, "network")
    run = nova(*BOOT, "--nic", "net-name=private")
    assert run.exit_code == 0, run.stderr
    assert _versions(cloud, "GET", "/os-networks") == ["2.35"]


def test_a_network_by_name_on_a_cloud_that_knows_none(cloud: LocalCloud) -> None:
    _leave_out(cloud, "network")
    cloud.faults.add(Fault("GET", "/os-networks", "status", status=404))
    run = nova(*BOOT, "--nic", "net-name=private")
    assert run.exit_code == 3
    assert "network" in run.errors[0]
    assert not cloud.servers
