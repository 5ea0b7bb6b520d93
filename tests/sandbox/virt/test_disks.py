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

pytestmark = pytest.mark.skipif(
    shutil.which("qemu-img") is None, reason="qemu-img is not installed"
)
GUEST = Guest("u", 1, "vm", 64, 1, 1, 0, 0, {}, None, None, False)
INFO = {
    "ephemerals": [{"size": 1, "device_name": "/dev/vdb"}],
    "swap": {"swap_size": 8, "device_name": "/dev/vdc"},
}


def looked_at(path: Path) -> dict[str, object]:
    done = subprocess.run(
        ["qemu-img", "info", "--output=json", path], capture_output=True, text=True, check=True
    )
    told: dict[str, object] = json.loads(done.stdout)
    return told


def test_the_image_of_a_new_cloud_is_a_sound_qcow2(tmp_path: Path) -> None:
    path = tmp_path / "image"
    path.write_bytes(empty_qcow2())
    assert (looked_at(path)["format"], looked_at(path)["virtual-size"]) == ("qcow2", VIRTUAL_SIZE)
    check = subprocess.run(["qemu-img", "check", path], capture_output=True, text=True, check=False)
    assert check.returncode == 0, check.stdout + check.stderr


def test_disks_stand_on_the_image_and_have_the_flavors_sizes(tmp_path: Path) -> None:
    image = tmp_path / "image"
    image.write_bytes(empty_qcow2())
    made = disks.create(tmp_path / "vm", GUEST, BootImage("i", image, "qcow2"), INFO, [], real=True)
    assert [disk.target for disk in made] == ["vda", "vdb", "vdc"]
    root = looked_at(made[0].path)
    assert (root["virtual-size"], root["backing-filename"]) == (1024**3, str(image))
    assert (
        disks.create(tmp_path / "vm", GUEST, BootImage("i", image, "qcow2"), INFO, [], real=True)
        == made
    )


def test_an_image_that_is_none_says_so(tmp_path: Path) -> None:
    image = tmp_path / "image"
    image.write_bytes(b"nothing")
    with pytest.raises(DriverError, match="qemu-img failed"):
        disks.create(tmp_path / "vm", GUEST, BootImage("i", image, "qcow2"), INFO, [], real=True)
    assert not (tmp_path / "vm" / "disk").exists()
