"""Compute: which microversion it speaks, and what it does if the cloud speaks another by now."""

from typing import Any

import pytest

from mini_nova.compute.api import Compute
from mini_nova.compute.microversion import NEWEST
from mini_nova.context import Context
from mini_nova.io import IO
from mini_nova_auth.access.discovery import version_text
from mini_nova_auth.testing import v3_service
from tests.local_cloud import Fault, LocalCloud
from tests.runner import Stream, nova

REFUSAL = "Version 2.96 is not supported by the API. Minimum is 2.1 and maximum is 2.79."


def document(newest: str) -> dict[str, Any]:
    """Compute's version document."""
    return {"version": {"id": "v2.1", "min_version": "2.1", "version": newest, "links": []}}


def another() -> Compute:
    """Compute as the next command gets it."""
    return Context(IO(Stream(), Stream())).compute


def versions(cloud: LocalCloud, method: str) -> list[str]:
    """The microversions that requests for servers asked for."""
    requests = cloud.matching(method, "/servers$")
    return [request.headers["X-OpenStack-Nova-API-Version"] for request in requests]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_microversion_that_went_down_is_negotiated_anew(cloud: LocalCloud, method: str) -> None:
    assert nova("list").exit_code == 0  # caches the document
    down = Fault("GET", "/compute/v2.1$", "status", times=9, status=200, body=document("2.79"))
    cloud.faults.add(down, Fault(method, "/servers$", "status", status=406, message=REFUSAL))
    cloud.requests.clear()
    assert another().send(method, "/servers").status in (200, 400)
    assert versions(cloud, method) == [version_text(NEWEST), "2.79"]
    another().send(method, "/servers")
    assert versions(cloud, method)[-1] == "2.79", "the good document is in the cache"


def test_of_several_servers_the_oldest_counts(cloud: LocalCloud, compute: Compute) -> None:
    """The document is one server's, and the refusal another's."""
    cloud.faults.add(Fault("GET", "/servers$", "status", status=406, message=REFUSAL))
    assert compute.read("/servers") == {"servers": []}
    assert versions(cloud, "GET") == [version_text(NEWEST), "2.79"]


def test_a_microversion_that_is_refused_all_the_same_is_an_error(
    cloud: LocalCloud, compute: Compute
) -> None:
    cloud.faults.add(Fault("GET", "/servers$", "status", times=9, status=406, message="No."))
    assert compute.send("GET", "/servers").status == 406
    assert cloud.count("GET", "/servers$") == 1


@pytest.mark.parametrize(
    "fault",
    [
        Fault("GET", "/compute/v2.1$", "html"),
        Fault("GET", "/compute/v2.1$", "status", status=404),
        Fault("GET", "/compute/v2.1$", "status", status=200, body={"message": "no route"}),
    ],
)
def test_a_bad_version_document_is_not_remembered(cloud: LocalCloud, fault: Fault) -> None:
    cloud.faults.add(fault)
    assert another().version == (2, 0)
    assert another().version == NEWEST


def test_the_version_is_that_of_the_place_where_compute_is(cloud: LocalCloud) -> None:
    """Neither document nor request finds anybody at the address that the cache has."""
    catalog = cloud.catalog
    cloud.catalog = [v3_service("compute", "nova", "http://127.0.0.1:1/v2.1", region=cloud.region)]
    nova("token", "issue")
    cloud.catalog = catalog
    assert another().version == NEWEST
    run = nova("list", "-f", "json")
    assert (run.json, run.exit_code) == ([], 0)


def test_a_deleted_image_costs_no_login(cloud: LocalCloud) -> None:
    cloud.add_server(name="vm")
    image_id = nova("show", "vm", "-f", "json").json["image"]["id"]
    before = cloud.logins
    message = f"No image found with ID {image_id}"
    cloud.faults.add(Fault("GET", "/image/v2/images/", "status", status=404, message=message))
    assert nova("show", "vm").exit_code == 0
    assert cloud.logins == before
