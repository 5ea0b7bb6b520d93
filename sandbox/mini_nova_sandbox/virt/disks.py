"""The files of a guest: root disk on top of an image, ephemeral and swap disks, config drive."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mini_nova_sandbox.virt.driver import BootImage, DriverError, Guest
from mini_nova_sandbox.virt.libvirt_xml import Disk

TIME_LIMIT = 120  # seconds for one command
GIB = 1024**3
FORMATS = ("raw", "qcow2", "vmdk", "vdi", "vhdx")  # that qemu-img reads
ISO_MAKERS = ("genisoimage", "mkisofs", "xorrisofs")


def create(
    folder: Path,
    guest: Guest,
    image: BootImage,
    block_device_info: Mapping[str, Any],
    injected_files: list[tuple[str, str]],
    *,
    real: bool,
) -> list[Disk]:
    """Create the missing disks of a guest and return all of them. Raises DriverError.

    Without ``real`` the files stay empty, because libvirt's test driver does not read them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    root = _create_root(folder, guest, image, real=real)
    empty_disks = _create_empty_disks(folder, block_device_info, real=real)
    disks = [root, *empty_disks]
    if guest.config_drive:
        config_drive = _create_config_drive(folder, guest, injected_files)
        disks.append(config_drive)
    return disks


def _create_root(folder: Path, guest: Guest, image: BootImage, *, real: bool) -> Disk:
    """Create a copy-on-write disk on top of the image, as large as the larger of the two."""
    path = folder / "disk"
    if not real:
        path.touch()
        return Disk(path, "raw", "vda")
    disk = Disk(path, "qcow2", "vda")
    if path.exists():
        return disk
    scratch = folder / "disk.new"
    if image.path is None:
        gib = max(guest.root_gb, 1)
        _create_qcow2(scratch, f"{gib}G")
    else:
        _create_overlay(scratch, image.path, image.disk_format)
        _enlarge(scratch, guest.root_gb)
    scratch.replace(path)
    return disk


def _enlarge(path: Path, gib: int) -> None:
    """Give a disk this size, unless it is larger."""
    size = gib * GIB
    if size > _virtual_size(path):
        _run("qemu-img", "resize", "-q", str(path), f"{gib}G")


def _create_empty_disks(
    folder: Path, block_device_info: Mapping[str, Any], *, real: bool
) -> list[Disk]:
    """Create the ephemeral disks and the swap disk."""
    disks = []
    for number, ephemeral in enumerate(block_device_info["ephemerals"]):
        path = folder / f"disk.eph{number}"
        gib = ephemeral["size"]
        disk = _create_empty(path, f"{gib}G", ephemeral["device_name"], real=real)
        disks.append(disk)
    swap = block_device_info["swap"]
    if swap:
        path = folder / "disk.swap"
        mib = swap["swap_size"]
        disk = _create_empty(path, f"{mib}M", swap["device_name"], real=real)
        disks.append(disk)
    return disks


def _create_empty(path: Path, size: str, device: str, *, real: bool) -> Disk:
    _, _, target = device.rpartition("/")
    if not real:
        path.touch()
        return Disk(path, "raw", target)
    if not path.exists():
        _create_qcow2(path, size)
    return Disk(path, "qcow2", target)


def _create_qcow2(path: Path, size: str) -> None:
    _run("qemu-img", "create", "-q", "-f", "qcow2", str(path), size)


def _create_overlay(path: Path, image: Path, disk_format: str) -> None:
    form = disk_format if disk_format in FORMATS else "raw"
    base = ["-F", form, "-b", str(image)]
    _run("qemu-img", "create", "-q", "-f", "qcow2", *base, str(path))


def _virtual_size(path: Path) -> int:
    output = _run("qemu-img", "info", "--output=json", str(path))
    info = json.loads(output)
    return int(info["virtual-size"])


def _create_config_drive(folder: Path, guest: Guest, injected_files: list[tuple[str, str]]) -> Disk:
    """Create an ISO with the metadata as cloud-init reads it (``openstack/latest``)."""
    maker = _iso_maker()
    content = folder / "config-drive"
    latest = content / "openstack" / "latest"
    latest.mkdir(parents=True, exist_ok=True)
    metadata = _metadata(guest, injected_files)
    metadata_file = latest / "meta_data.json"
    metadata_text = json.dumps(metadata)
    metadata_file.write_text(metadata_text, encoding="utf-8")
    if guest.user_data:
        user_data = base64.b64decode(guest.user_data)
        user_data_file = latest / "user_data"
        user_data_file.write_bytes(user_data)
    path = folder / "disk.config"
    options = ["-quiet", "-J", "-r", "-V", "config-2"]
    _run(maker, *options, "-o", str(path), str(content))
    return Disk(path, "raw", "hda", is_cdrom=True)


def _iso_maker() -> str:
    """Return the first program that is installed. Raises DriverError."""
    for program in ISO_MAKERS:
        if shutil.which(program):
            return program
    raise DriverError(
        "a config drive needs genisoimage, mkisofs or xorrisofs: none of them is installed"
    )


def _metadata(guest: Guest, injected_files: list[tuple[str, str]]) -> dict[str, Any]:
    metadata: dict[str, Any] = {
        "uuid": guest.uuid,
        "hostname": guest.name,
        "name": guest.name,
        "meta": dict(guest.metadata),
    }
    if guest.key_data:
        metadata["public_keys"] = {"key": guest.key_data}
    metadata["files"] = [{"path": path} for path, _content in injected_files]
    return metadata


def open_to_hypervisor(folder: Path, image: BootImage) -> None:
    """Let a hypervisor that runs as another user reach a guest's files and its image.

    The directories can be entered but not listed.
    """
    instances = folder.parent
    for directory in (folder, instances, instances.parent):
        directory.chmod(0o711)
    if image.path is not None:
        image.path.parent.chmod(0o711)
        image.path.chmod(0o644)


def snapshot(folder: Path, path: Path, *, real: bool) -> None:
    """Write the root disk, with all that it is based on, to one file. Raises DriverError."""
    disk = folder / "disk"
    if real:
        _run("qemu-img", "convert", "-U", "-O", "qcow2", str(disk), str(path))
    else:
        shutil.copyfile(disk, path)


def remove(folder: Path) -> None:
    """Remove every file of a guest."""
    shutil.rmtree(folder, ignore_errors=True)


def _run(*command: str) -> str:
    """Run a program and return its output. Raises DriverError with its last line."""
    program = command[0]
    try:
        process = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=TIME_LIMIT,
            check=False,
        )
    except FileNotFoundError as error:
        raise DriverError(f"{program} is not installed (Debian: qemu-utils)") from error
    except subprocess.TimeoutExpired as error:
        raise DriverError(f"{program} took longer than {TIME_LIMIT} s") from error
    if process.returncode != 0:
        lines = process.stderr.strip().splitlines()
        reason = lines[-1] if lines else "no reason given"
        raise DriverError(f"{program} failed: {reason}")
    return process.stdout
