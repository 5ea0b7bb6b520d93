"""What is shown of a server."""

from typing import Any

import pytest
from hypothesis import given

from mini_nova.compute.resources import server_properties
from tests.auth.support import json_values


def test_the_rows_of_a_server() -> None:
    server = {
        "id": "1",
        "links": [],
        "OS-EXT-SRV-ATTR:user_data": "c2VjcmV0",
        "metadata": {"a": 1},
        "addresses": {"private": [{"addr": "10.0.0.2"}, {"addr": "fd00::2"}], "public": []},
        "flavor": {"original_name": "m1", "ram": 1, "links": []},
        "image": {"id": "2"},
        "security_groups": [{"name": "web"}, {"name": "default"}, {"name": "web"}],
    }
    assert server_properties.properties(server, image_name="cirros") == {
        "id": "1",
        "metadata": {"a": 1},
        "private network": "10.0.0.2, fd00::2",
        "public network": "",
        "flavor:original_name": "m1",
        "flavor:ram": 1,
        "image": "cirros (2)",
        "security_groups": "default, web",
    }


def test_the_properties_of_an_image_are_a_row() -> None:
    image = {"id": "2", "properties": {"hw_disk_bus": "scsi"}}
    rows = server_properties.properties({"image": image}, image_name="cirros")
    assert rows == {"image": "cirros (2)", "image:properties": {"hw_disk_bus": "scsi"}}
    assert server_properties.optional_property("image:properties")


_IMAGES: list[tuple[Any, str | None, str]] = [
    ("", "", "Attempt to boot from volume - no image supplied"),
    ({"id": "2"}, "", "2"),
    ({"id": "2"}, "cirros", "cirros (2)"),
    ({"id": "2"}, None, "Image not found (2)"),
]


@pytest.mark.parametrize(("image", "name", "row"), _IMAGES)
def test_the_row_of_the_image(image: Any, name: str | None, row: str) -> None:
    assert server_properties.properties({"image": image}, image_name=name) == {"image": row}


def test_networks_are_sorted_and_their_addresses_are_not() -> None:
    server = {
        "addresses": {
            "b": [{"addr": "10.0.0.9"}, {"addr": "10.0.0.1"}],
            "a": [{"addr": "fd00::1"}],
            "c": [],
        }
    }
    assert server_properties.networks_cell(server) == "a=fd00::1; b=10.0.0.9, 10.0.0.1; c="


@given(
    json_values(
        "addresses", "flavor", "image", "security_groups", "original_name", "addr", "name", "id"
    )
)
def test_no_server_is_too_strange_to_show(value: Any) -> None:
    server = (
        value
        if isinstance(value, dict)
        else {"addresses": value, "image": value, "security_groups": value}
    )
    assert "addresses" not in server_properties.properties(server)
    assert isinstance(server_properties.networks_cell(server), str)
