"""``image-list``."""

import pytest

from tests.cli.compute.boot.test_create_request import IMAGE
from tests.local_cloud import LocalCloud
from tests.runner import nova

TABLE = f"""\
+--------------------------------------+---------------------+--------+--------+
| ID                                   | Name                | Status | Server |
+--------------------------------------+---------------------+--------+--------+
| {IMAGE} | cirros-0.3.0-x86_64 | ACTIVE |        |
+--------------------------------------+---------------------+--------+--------+
"""


@pytest.mark.parametrize("tty", [False, True])
def test_images_of_the_image_service(cloud: LocalCloud, tty: bool) -> None:
    assert nova("image-list", tty=tty) == (TABLE, "", 0)
    assert cloud.count("GET", "/image/v2/images") == 1


def test_images_of_a_cloud_that_has_no_image_service(cloud: LocalCloud) -> None:
    cloud.catalog = [service for service in cloud.catalog if service["type"] != "image"]
    run = nova("image-list", "--os-endpoint-override", f"{cloud.url}/compute/v2/{cloud.project.id}")
    assert run == (TABLE, "", 0)


def test_every_page(cloud: LocalCloud) -> None:
    cloud.image_page_size = 2
    for number in range(4):
        cloud.add_image(name=f"image{number}")
    run = nova("image-list", "-f", "value", "-c", "Name")
    assert sorted(run.lines) == ["cirros-0.3.0-x86_64", "image0", "image1", "image2", "image3"]


def test_a_snapshot_names_its_server(cloud: LocalCloud) -> None:
    cloud.add_image(name="snapshot", instance_uuid="5e", status="queued")
    assert ["snapshot", "QUEUED", "5e"] in [row[1:] for row in nova("image-list").cells]


def test_data_is_the_apis_objects(cloud: LocalCloud) -> None:
    (image,) = nova("image-list", "-f", "json").json
    assert (image["id"], image["status"], image["disk_format"]) == (IMAGE, "active", "qcow2")


def test_no_images(cloud: LocalCloud) -> None:
    cloud.images.clear()
    assert len(nova("image-list").lines) == 4
