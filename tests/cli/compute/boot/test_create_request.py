"""The body of a create request, byte for byte."""

import json

from mini_nova.compute.boot import block_devices
from mini_nova.compute.boot.create_request import BootRequest, body

IMAGE = "e540ef5b-baf0-417e-b6c2-3a0364af25d5"
CONTRACT = BootRequest("vm_test", "6", IMAGE, availability_zone="nova", security_groups=["default"])
CONTRACT_BODY = (
    '{"server": {"name": "vm_test", "imageRef": "e540ef5b-baf0-417e-b6c2-3a0364af25d5", "availability_zone": "nova", '
    '"flavorRef": "6", "max_count": 1, "min_count": 1, "security_groups": [{"name": "default"}]}}'
)


def test_the_contract() -> None:
    assert json.dumps(body(CONTRACT, None)) == CONTRACT_BODY


def test_options_only_ever_add_to_the_contract() -> None:
    boot_request = CONTRACT._replace(
        key_name="k",
        metadata={"a": "b"},
        user_data=b"u",
        files={"/f": b"c"},
        config_drive=True,
        admin_pass="p",
        access_ip_v4="10.0.0.1",
        access_ip_v6="fd00::1",
        description="d",
        tags=["t"],
        host="h",
        trusted_image_certificates=["c"],
        hypervisor_hostname="hh",
        hostname="hn",
        return_reservation_id=True,
        devices=[block_devices.swap("1")],
        legacy_devices=[block_devices.legacy("vda=1")],
    )
    assert json.dumps(body(boot_request, "auto")).startswith(CONTRACT_BODY[:-2])


def test_an_empty_list_of_networks_is_sent() -> None:
    assert body(BootRequest("vm", "6"), [])["server"]["networks"] == []


def test_empty_user_data_is_not_sent() -> None:
    assert "user_data" not in body(BootRequest("vm", "6", user_data=b""), None)["server"]


def test_files_are_sorted_and_in_base64() -> None:
    files = {"/b": b"\xff\x00", "/a": b"text"}
    assert body(BootRequest("vm", "6", files=files), None)["server"]["personality"] == [
        {"path": "/a", "contents": "dGV4dA=="},
        {"path": "/b", "contents": "/wA="},
    ]


def test_an_image_beside_other_devices_is_a_device_too() -> None:
    server = body(BootRequest("vm", "6", IMAGE, devices=[block_devices.swap("1")]), None)["server"]
    assert server["imageRef"] == IMAGE
    assert server["block_device_mapping_v2"] == [
        {
            "uuid": IMAGE,
            "source_type": "image",
            "destination_type": "local",
            "boot_index": 0,
            "delete_on_termination": True,
        },
        block_devices.swap("1"),
    ]


def test_hints_go_beside_the_server() -> None:
    result = body(BootRequest("vm", "6", hints={"group": "g"}), None)
    assert result["os:scheduler_hints"] == {"group": "g"}
    assert set(result) == {"server", "os:scheduler_hints"}
