"""The files of a guest, as qemu-img sees them."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from mini_nova_sandbox.image.content import VIRTUAL_SIZE, empty_qcow2
from mini_nova_sandbox.virt import disks
from mini_nova_sandbox.virt.driver import BootImage, DriverError, Guest
from mini_nova_sandbox.virt.libvirt_xml import Disk

pytestmark = pytest.mark.skipif(
    shutil.which("qemu-img") is None, reason="qemu-img is not installed"
)
GUEST = Guest("u", 1, "vm", 64, 1, 1, 0, 0, {}, None, None, False)
BLOCK_DEVICE_INFO = {
    "ephemerals": [{"size": 1, "device_name": "/dev/vdb"}],
    "swap": {"swap_size": 8, "device_name": "/dev/vdc"},
}


@pytest.fixture
def image(tmp_path: Path) -> BootImage:
    """The image of a new cloud."""
    path = tmp_path / "image"
    path.write_bytes(empty_qcow2())
    return BootImage("i", path, "qcow2")


def info(path: Path) -> dict[str, object]:
    command = ["qemu-img", "info", "--output=json", str(path)]
    process = subprocess.run(command, capture_output=True, text=True, check=True)
    values: dict[str, object] = json.loads(process.stdout)
    return values


def create(tmp_path: Path, image: BootImage) -> list[Disk]:
    return disks.create(tmp_path / "vm", GUEST, image, BLOCK_DEVICE_INFO, [], real=True)


def test_the_image_of_a_new_cloud_is_a_sound_qcow2(image: BootImage) -> None:
    assert image.path is not None
    values = info(image.path)
    assert (values["format"], values["virtual-size"]) == ("qcow2", VIRTUAL_SIZE)
    command = ["qemu-img", "check", str(image.path)]
    check = subprocess.run(command, capture_output=True, text=True, check=False)
    assert check.returncode == 0, check.stdout + check.stderr


def test_the_root_disk_is_based_on_the_image_and_has_the_flavors_size(
    tmp_path: Path, image: BootImage
) -> None:
    guest_disks = create(tmp_path, image)
    assert [disk.target for disk in guest_disks] == ["vda", "vdb", "vdc"]
    root = info(guest_disks[0].path)
    assert (root["virtual-size"], root["backing-filename"]) == (1024**3, str(image.path))
    assert create(tmp_path, image) == guest_disks


def test_a_broken_image_is_an_error(tmp_path: Path, image: BootImage) -> None:
    assert image.path is not None
    image.path.write_bytes(b"nothing")
    with pytest.raises(DriverError, match="qemu-img failed"):
        create(tmp_path, image)
    assert not (tmp_path / "vm" / "disk").exists()
