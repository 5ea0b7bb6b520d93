"""Boot from volumes, and with volumes: every source, both syntaxes, and the refusals."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.asgi_client import Api, Reply
from tests.sandbox.compute.api.steps import BASE, IMAGE, NEWEST, boot, create_body, show
from tests.sandbox.volume import steps
from tests.sandbox.volume.steps import NOBODY, create_snapshot, create_volume, message, status

ROOT = {"boot_index": 0, "source_type": "image", "destination_type": "local", "uuid": IMAGE}
NO_SEQUENCE = (
    "Block Device Mapping is Invalid: Boot sequence for the instance and image/block device mapping "
    "combination is not valid."
)


def root(source: str, identifier: str = "", **members: Any) -> dict[str, Any]:
    """Return a root disk that is a volume."""
    device = {
        "boot_index": 0,
        "source_type": source,
        "destination_type": "volume",
        "uuid": identifier,
        **members,
    }
    return {name: value for name, value in device.items() if value != ""}


def try_boot(api: Api, *devices: dict[str, Any], version: str = NEWEST, **members: Any) -> Reply:
    if devices:
        members["block_device_mapping_v2"] = list(devices)
    body = create_body("vm", imageRef="", networks="auto", **members)
    if "image" in members:
        body["server"]["imageRef"] = body["server"].pop("image")
    return api("POST", f"{BASE}/servers", body, version=version)


def start(api: Api, *devices: dict[str, Any], **members: Any) -> dict[str, Any]:
    """Boot a server, let it finish, and return it as the API shows it."""
    answer = try_boot(api, *devices, **members)
    assert answer.status == 202, answer.content
    api.work()
    server = show(api, answer.json["server"]["id"])
    assert server["status"] == "ACTIVE", server
    return server


def volumes(server: dict[str, Any]) -> list[str]:
    return [volume["id"] for volume in server["os-extended-volumes:volumes_attached"]]


def delete(api: Api, server: dict[str, Any]) -> None:
    api("DELETE", f"{BASE}/servers/{server['id']}")
    api.work()


def test_from_a_volume(api: Api) -> None:
    volume_id = create_volume(api, imageRef=IMAGE)
    answer = try_boot(api, root("volume", volume_id))
    assert status(api, volume_id) == "reserved"
    api.work()
    server = show(api, answer.json["server"]["id"])
    assert (server["status"], server["image"], volumes(server)) == ("ACTIVE", "", [volume_id])
    assert server["OS-EXT-SRV-ATTR:root_device_name"] == "/dev/vda"
    (attachment,) = steps.volume(api, volume_id)["attachments"]
    assert attachment["device"] == "/dev/vda"
    url = f"{BASE}/servers/{server['id']}/os-volume_attachments/{volume_id}"
    assert message(api("DELETE", url)) == "Cannot detach a root device volume"
    delete(api, server)
    assert status(api, volume_id) == "available"


def test_from_an_image_by_a_new_volume(api: Api) -> None:
    device = root("image", IMAGE, volume_size=2, volume_type="multiattach")
    server = start(api, {**device, "delete_on_termination": True, "tag": "root"})
    (volume_id,) = volumes(server)
    volume = steps.volume(api, volume_id)
    assert (volume["size"], volume["status"], volume["name"]) == (2, "in-use", "")
    assert (volume["volume_type"], volume["bootable"]) == ("multiattach", "true")
    delete(api, server)
    assert status(api, volume_id) == ""


def test_from_a_snapshot_by_a_new_volume(api: Api) -> None:
    snapshot_id = create_snapshot(api, create_volume(api, imageRef=IMAGE, size=2))
    server = start(api, root("snapshot", snapshot_id))
    (volume_id,) = volumes(server)
    volume = steps.volume(api, volume_id)
    assert (volume["size"], volume["snapshot_id"]) == (2, snapshot_id)
    delete(api, server)
    assert status(api, volume_id) == "available"


def test_from_a_blank_volume(api: Api) -> None:
    server = start(api, root("blank", volume_size=1))
    (volume_id,) = volumes(server)
    assert steps.volume(api, volume_id)["name"] == f"{server['id']}-blank-vol"


def test_with_an_image_and_volumes(api: Api) -> None:
    data = create_volume(api)
    server = start(
        api,
        ROOT,
        root("volume", data, boot_index=-1, device_name="/dev/vdc"),
        root("blank", boot_index=None, volume_size=3, delete_on_termination=True),
        image=IMAGE,
    )
    first, blank = volumes(server)
    assert (first, server["image"]["id"]) == (data, IMAGE)
    devices = [steps.volume(api, item)["attachments"][0]["device"] for item in (first, blank)]
    assert devices == ["/dev/vdc", "/dev/vdb"]
    delete(api, server)
    assert (status(api, data), status(api, blank)) == ("available", "")


@pytest.mark.parametrize("name", ["vda", "/dev/vda"])
def test_the_old_syntax_from_a_volume(api: Api, name: str) -> None:
    volume_id = create_volume(api, imageRef=IMAGE)
    mapping = [{"device_name": name, "volume_id": volume_id, "delete_on_termination": "1"}]
    server = start(api, block_device_mapping=mapping)
    assert (volumes(server), server["image"]) == ([volume_id], "")
    assert server["OS-EXT-SRV-ATTR:root_device_name"] == "/dev/vda"
    delete(api, server)
    assert status(api, volume_id) == ""


def test_the_old_syntax_from_a_snapshot_and_with_an_image(api: Api) -> None:
    snapshot_id = create_snapshot(api, create_volume(api, imageRef=IMAGE))
    mapping = [{"device_name": "vda", "snapshot_id": snapshot_id, "volume_size": 4}]
    (volume_id,) = volumes(start(api, block_device_mapping=mapping))
    assert steps.volume(api, volume_id)["size"] == 4
    data = create_volume(api)
    mapping = [{"device_name": "vdd", "volume_id": data}]
    server = start(api, block_device_mapping=mapping, image=IMAGE)
    assert (server["image"]["id"], volumes(server)) == (IMAGE, [data])
    assert steps.volume(api, data)["attachments"][0]["device"] == "/dev/vdd"


@pytest.mark.parametrize(
    ("devices", "words"),
    [
        ([], "Missing imageRef attribute"),
        ([{"source_type": "volume"}], "Block Device Mapping is Invalid: Missing device UUID."),
        ([root("volume", NOBODY)], f"failed to get volume {NOBODY}."),
        ([root("snapshot", NOBODY)], f"Snapshot {NOBODY} could not be found."),
        ([root("image", NOBODY, volume_size=1)], f"failed to get image {NOBODY}."),
        ([root("image", IMAGE)], "need to have a non-zero size specified"),
        ([root("blank")], "Blank volumes (source: 'blank', dest: 'volume') need to have"),
        ([root("blank", IMAGE)], "Block Device Mapping is Invalid: Invalid device UUID."),
        ([root("blank", volume_size=1, boot_index=1)], NO_SEQUENCE),
        ([root("blank", volume_size=1, boot_index=None)], NO_SEQUENCE),
        ([root("blank", volume_size=1)] * 2, NO_SEQUENCE),
        (
            [root("image", IMAGE, volume_size=1, volume_type="no")],
            "Volume type no could not be found.",
        ),
        (
            [root("volume", NOBODY, volume_type="multiattach")],
            "Specifying volume type to existing volume is not supported.",
        ),
        ([ROOT], "Mapping image to local is not supported."),
        (
            [
                root("blank", volume_size=1),
                {"source_type": "blank", "destination_type": "local", "volume_size": 9},
            ],
            "Ephemeral disks requested are larger than the instance type allows.",
        ),
        (
            [
                root("blank", volume_size=1),
                {
                    "source_type": "blank",
                    "destination_type": "local",
                    "guest_format": "swap",
                    "volume_size": 9,
                },
            ],
            "Swap drive requested is larger than instance type allows.",
        ),
    ],
)
def test_refusals(api: Api, devices: list[dict[str, Any]], words: str) -> None:
    answer = try_boot(api, *devices)
    assert answer.status == 400
    assert words in message(answer)
    assert api("GET", f"{BASE}/servers").json["servers"] == []


@pytest.mark.parametrize(
    ("mapping", "words"),
    [
        ({"device_name": "vda"}, "Unrecognized legacy format."),
        ({"device_name": "vda", "volume_id": NOBODY}, f"failed to get volume {NOBODY}."),
        ({"device_name": "vda", "volume_id": "no"}, "volume_id. Value: no."),
    ],
)
def test_refusals_of_the_old_syntax(api: Api, mapping: dict[str, Any], words: str) -> None:
    answer = try_boot(api, block_device_mapping=[mapping])
    assert answer.status == 400
    assert words in message(answer)


def test_refusals_of_volumes(api: Api) -> None:
    empty = create_volume(api)
    answer = try_boot(api, root("volume", empty))
    assert message(answer) == f"Block Device {empty} is not bootable."
    volume_id = create_volume(api, imageRef=IMAGE)
    answer = try_boot(api, root("volume", volume_id), max_count=2)
    assert message(answer) == "Cannot attach one or more volumes to multiple instances"
    mapping = [{"device_name": "vda", "volume_id": volume_id}]
    answer = try_boot(api, root("volume", volume_id), block_device_mapping=mapping)
    assert "different block_device_mapping syntaxes" in message(answer)
    start(api, root("volume", volume_id))
    answer = try_boot(api, root("volume", volume_id))
    assert "must be available or downloading to reserve" in message(answer)
    assert "(HTTP 400) (Request-ID: req-" in message(answer)


def test_several_servers_have_a_volume_each(api: Api) -> None:
    answer = try_boot(api, root("image", IMAGE, volume_size=1), min_count=2, max_count=2)
    assert answer.status == 202
    api.work()
    servers = api("GET", f"{BASE}/servers/detail", version=NEWEST).json["servers"]
    assert [server["status"] for server in servers] == ["ACTIVE", "ACTIVE"]
    (first,), (second,) = volumes(servers[0]), volumes(servers[1])
    assert first != second


@pytest.mark.parametrize("fault", ["spawn", "network", "no-valid-host"])
def test_a_build_that_fails_lets_its_volumes_go(api: Api, fault: str) -> None:
    volume_id = create_volume(api, imageRef=IMAGE)
    answer = try_boot(
        api,
        root("volume", volume_id),
        root("blank", boot_index=-1, volume_size=1, delete_on_termination=True),
        metadata={"sandbox:fault": fault},
    )
    api.work()
    server = show(api, answer.json["server"]["id"])
    assert server["status"] == "ERROR"
    delete(api, server)
    assert status(api, volume_id) == "available"
    remaining = api("GET", f"{steps.BASE}/volumes").json["volumes"]
    assert [volume["id"] for volume in remaining] == [volume_id]


def test_a_build_without_room_in_the_quota_fails(api: Api) -> None:
    project_id = api.cloud.database.value("SELECT id FROM projects WHERE name = 'admin'")
    quota = {"quota_set": {"volumes": 0}}
    api("PUT", f"{steps.BASE}/os-quota-sets/{project_id}", quota)
    answer = try_boot(api, root("image", IMAGE, volume_size=1))
    api.work()
    server = show(api, answer.json["server"]["id"])
    assert server["status"] == "ERROR"
    assert "Maximum number of volumes allowed (0)" in server["fault"]["message"]


def test_a_server_that_never_got_a_host_lets_go_when_deleted(api: Api) -> None:
    volume_id = create_volume(api, imageRef=IMAGE)
    answer = try_boot(api, root("volume", volume_id))
    api("DELETE", f"{BASE}/servers/{answer.json['server']['id']}")
    assert status(api, volume_id) == "available"


def test_a_plain_boot_has_no_volumes(api: Api) -> None:
    server = show(api, boot(api))
    assert volumes(server) == []
