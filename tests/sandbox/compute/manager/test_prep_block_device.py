"""The disks of an instance and their device names."""

from __future__ import annotations

from typing import Any

import pytest

from mini_nova_sandbox.compute.manager.prep_block_device import block_device_info

ROOT = {"boot_index": 0, "source_type": "image", "destination_type": "local"}
VOLUME = {"source_type": "volume", "destination_type": "volume", "volume_id": "v"}
EPHEMERAL = {"source_type": "blank", "destination_type": "local"}
SWAP = {**EPHEMERAL, "guest_format": "swap", "volume_size": 512}


def info(*devices: dict[str, Any], ephemeral_gb: int = 0, swap: int = 0) -> dict[str, Any]:
    instance = {
        "block_device_mapping": list(devices),
        "ephemeral_gb": ephemeral_gb,
        "swap": swap,
        "root_device_name": None,
    }
    return block_device_info(instance)


def test_a_root_disk_only() -> None:
    assert info(ROOT) == {
        "root_device_name": "/dev/vda",
        "block_device_mapping": [],
        "ephemerals": [],
        "swap": None,
    }


def test_names_go_to_volumes_then_ephemeral_disks_then_swap() -> None:
    devices = info(SWAP, EPHEMERAL, VOLUME, ROOT, ephemeral_gb=20)
    assert devices["block_device_mapping"] == [{**VOLUME, "mount_device": "/dev/vdb"}]
    assert devices["ephemerals"] == [
        {"device_name": "/dev/vdc", "size": 20, "guest_format": None, "num": 0}
    ]
    assert devices["swap"] == {"device_name": "/dev/vdd", "swap_size": 512}


def test_a_volume_keeps_the_name_of_its_request() -> None:
    first = {**VOLUME, "device_name": "/dev/vdx"}
    devices = info(first, VOLUME)["block_device_mapping"]
    assert [device["mount_device"] for device in devices] == ["/dev/vdx", "/dev/vdb"]


@pytest.mark.parametrize(
    ("requested", "sizes"),
    [
        ([], [20]),
        ([{**EPHEMERAL, "volume_size": 5, "guest_format": "ext4"}, EPHEMERAL], [5, 20]),
    ],
)
def test_ephemeral_disks_of_the_request_or_of_the_flavor(
    requested: list[dict[str, Any]], sizes: list[int]
) -> None:
    ephemerals = info(*requested, ephemeral_gb=20)["ephemerals"]
    assert [disk["size"] for disk in ephemerals] == sizes
    assert [disk["num"] for disk in ephemerals] == list(range(len(sizes)))


def test_swap_of_the_flavor() -> None:
    assert info(swap=256)["swap"] == {"device_name": "/dev/vdb", "swap_size": 256}
