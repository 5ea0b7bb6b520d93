"""``--block-device`` and its relatives."""

from typing import Any

import pytest

from mini_nova.compute.boot import block_devices
from mini_nova.compute.boot.block_devices import (
    block_device,
    check_version,
    ephemeral,
    legacy,
    swap,
)
from mini_nova.compute.microversion import Microversion
from mini_nova.errors import BadUsage

BLANK = {
    "source_type": "blank",
    "destination_type": "local",
    "boot_index": -1,
    "delete_on_termination": True,
}


def test_every_key_has_its_name_on_the_wire_and_values_stay_text() -> None:
    argument = (
        "id=1,source=volume,dest=volume,bus=virtio,device=vda,size=2,format=ext4,bootindex=0,type=disk,"
        "shutdown=preserve,tag=t,volume_type=fast"
    )
    assert block_device(argument) == {
        "uuid": "1",
        "source_type": "volume",
        "destination_type": "volume",
        "disk_bus": "virtio",
        "device_name": "vda",
        "volume_size": "2",
        "guest_format": "ext4",
        "boot_index": "0",
        "device_type": "disk",
        "delete_on_termination": False,
        "tag": "t",
        "volume_type": "fast",
    }


@pytest.mark.parametrize(
    ("argument", "device"),
    [
        ("size=1", {"volume_size": "1", "source_type": "blank", "destination_type": "local"}),
        ("id=1,source=image", {"uuid": "1", "source_type": "image", "destination_type": "local"}),
    ],
)
def test_local_disks_go_with_their_server(argument: str, device: dict[str, Any]) -> None:
    assert block_device(argument) == {**device, "delete_on_termination": True}


@pytest.mark.parametrize("source", ["volume", "snapshot"])
def test_volumes_are_left_to_the_cloud(source: str) -> None:
    assert block_device(f"id=1,source={source}") == {
        "uuid": "1",
        "source_type": source,
        "destination_type": "volume",
    }


@pytest.mark.parametrize(("word", "goes"), [("remove", True), ("preserve", False)])
def test_what_becomes_of_it_at_the_end(word: str, goes: bool) -> None:
    assert block_device(f"id=1,source=image,shutdown={word}")["delete_on_termination"] is goes


@pytest.mark.parametrize(
    ("argument", "sentence"),
    [
        (
            "foo",
            "Expected a comma-separated list of key=value pairs. 'foo' is not a key=value pair.",
        ),
        (
            "id=1,",
            "Expected a comma-separated list of key=value pairs. '' is not a key=value pair.",
        ),
        ("colour=red", "--block-device has no key 'colour'"),
        (
            "source=zz",
            "The value of source_type key of --block-device should be one of 'volume', 'image', 'snapshot' or 'blank' "
            "but it was 'zz'",
        ),
        (
            "dest=moon",
            "The value of destination_type key of --block-device should be either 'local' or 'volume' but it was "
            "'moon'",
        ),
        (
            "shutdown=yes",
            "The value of shutdown key of --block-device shall be either 'remove' or 'preserve' but it was 'yes'",
        ),
    ],
)
def test_wrong_devices_are_refused_in_the_classic_words(argument: str, sentence: str) -> None:
    with pytest.raises(BadUsage) as refused:
        block_device(argument)
    assert refused.value.message.startswith(sentence)


@pytest.mark.parametrize(
    ("argument", "device"),
    [
        ("vda=v1", {"device_name": "vda", "volume_id": "v1"}),
        ("vda=s1:snap", {"device_name": "vda", "snapshot_id": "s1"}),
        ("vda=s1:snapshot:5", {"device_name": "vda", "snapshot_id": "s1", "volume_size": "5"}),
        (
            "vda=v1::5:1",
            {
                "device_name": "vda",
                "volume_id": "v1",
                "volume_size": "5",
                "delete_on_termination": "1",
            },
        ),
    ],
)
def test_the_older_form(argument: str, device: dict[str, Any]) -> None:
    assert legacy(argument) == device


@pytest.mark.parametrize("argument", ["", "vda", "vda=", "=v1", "vda=:snap"])
def test_the_older_form_needs_a_device_and_an_id(argument: str) -> None:
    with pytest.raises(BadUsage, match="Invalid block device mapping"):
        legacy(argument)


def test_swap_and_ephemeral_disks() -> None:
    assert swap("512") == {**BLANK, "guest_format": "swap", "volume_size": "512"}
    assert ephemeral("size=3") == {**BLANK, "volume_size": "3"}
    assert ephemeral("format=ext4,size=3") == {**BLANK, "volume_size": "3", "guest_format": "ext4"}


@pytest.mark.parametrize(
    "argument", ["format=ext4", "size=3,colour=red", "size=big", "size=", "size=-1", "3", "size=٣"]
)
def test_ephemeral_disks_have_a_size_in_plain_digits(argument: str) -> None:
    with pytest.raises(BadUsage):
        ephemeral(argument)


@pytest.mark.parametrize("size", ["", "big", "-1", "1.5", "٣"])
def test_swap_has_a_size_in_plain_digits(size: str) -> None:
    with pytest.raises(BadUsage):
        swap(size)


def test_volumes_and_snapshots_to_boot_from_outlive_their_server() -> None:
    for device, source in (
        (block_devices.boot_volume("1"), "volume"),
        (block_devices.snapshot("1"), "snapshot"),
    ):
        assert device == {
            "uuid": "1",
            "source_type": source,
            "destination_type": "volume",
            "boot_index": 0,
            "delete_on_termination": False,
        }


@pytest.mark.parametrize(
    ("key", "version"),
    [("tag", (2, 31)), ("tag", (2, 33)), ("tag", (2, 41)), ("volume_type", (2, 66))],
)
def test_keys_that_a_microversion_lacks(key: str, version: Microversion) -> None:
    with pytest.raises(BadUsage) as refused:
        check_version([{key: "x"}], version)
    text = f"2.{version[1]}"
    assert (
        refused.value.message
        == f"'{key}' in block device mapping is not supported in API version {text}."
    )


def test_keys_that_a_microversion_has() -> None:
    for key, version in (("tag", (2, 32)), ("tag", (2, 42)), ("volume_type", (2, 67))):
        check_version([{key: "x"}], version)
