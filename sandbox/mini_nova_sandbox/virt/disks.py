"""The files of a guest: its root disk on top of an image, ephemeral and swap disks, and the config drive."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mini_nova_sandbox.virt.driver import BootImage, DriverError, Guest
from mini_nova_sandbox.virt.libvirt_xml import Disk

SECONDS = 120
ISO_MAKERS = ("genisoimage", "mkisofs", "xorrisofs")


def create(
    folder: Path,
    guest: Guest,
    image: BootImage,
    info: Mapping[str, Any],
    files: list[tuple[str, str]],
    *,
    real: bool,
) -> list[Disk]:
    """Makes what is not there yet, and tells the disks. ``real`` are disks that a hypervisor reads. Raises DriverError."""
    folder.mkdir(parents=True, exist_ok=True)
    disks = [_root(folder, guest, image, real=real)]
    for number, ephemeral in enumerate(info["ephemerals"]):
        disks.append(
            _empty(
                folder / f"disk.eph{number}",
                f"{ephemeral['size']}G",
                ephemeral["device_name"],
                real=real,
            )
        )
    if info["swap"]:
        disks.append(
            _empty(
                folder / "disk.swap",
                f"{info['swap']['swap_size']}M",
                info["swap"]["device_name"],
                real=real,
            )
        )
    if guest.config_drive:
        disks.append(_config_drive(folder, guest, files))
    return disks


def _root(folder: Path, guest: Guest, image: BootImage, *, real: bool) -> Disk:
    """Copy on write on top of the image; its size is the flavor's where that is the larger."""
    path = folder / "disk"
    if not real:
        path.touch()
        return Disk(path, "raw", "vda")
    if path.exists():
        return Disk(path, "qcow2", "vda")
    fresh = folder / "disk.new"
    if image.path is None:
        _run("qemu-img", "create", "-q", "-f", "qcow2", str(fresh), f"{max(guest.root_gb, 1)}G")
    else:
        form = (
            image.disk_format
            if image.disk_format in ("raw", "qcow2", "vmdk", "vdi", "vhdx")
            else "raw"
        )
        _run(
            "qemu-img", "create", "-q", "-f", "qcow2", "-F", form, "-b", str(image.path), str(fresh)
        )
        if guest.root_gb * 1024**3 > _virtual_size(fresh):
            _run("qemu-img", "resize", "-q", str(fresh), f"{guest.root_gb}G")
    fresh.replace(path)
    return Disk(path, "qcow2", "vda")


def _empty(path: Path, size: str, device: str, *, real: bool) -> Disk:
    if real and not path.exists():
        _run("qemu-img", "create", "-q", "-f", "qcow2", str(path), size)
    elif not real:
        path.touch()
    return Disk(path, "qcow2" if real else "raw", device.rsplit("/", 1)[-1])


def let_in(folder: Path, image: BootImage) -> None:
    """Lets a hypervisor that runs as a user of its own reach the guest's files and its image, by their full path only."""
    for parent in (folder, folder.parent, folder.parent.parent):
        parent.chmod(0o711)
    if image.path is not None:
        image.path.parent.chmod(0o711)
        image.path.chmod(0o644)


def snapshot(folder: Path, into: Path, *, real: bool) -> None:
    """Writes the root disk, with everything below it, to one file. Raises DriverError."""
    if not real:
        shutil.copyfile(folder / "disk", into)
        return
    _run("qemu-img", "convert", "-U", "-O", "qcow2", str(folder / "disk"), str(into))


def remove(folder: Path) -> None:
    """Removes every file of a guest."""
    shutil.rmtree(folder, ignore_errors=True)


def _config_drive(folder: Path, guest: Guest, files: list[tuple[str, str]]) -> Disk:
    """An ISO with the metadata as cloud-init reads it (``openstack/latest``)."""
    path = folder / "disk.config"
    maker = next((name for name in ISO_MAKERS if shutil.which(name)), None)
    if maker is None:
        raise DriverError(
            "a config drive needs genisoimage, mkisofs or xorrisofs: none of them is installed"
        )
    content = folder / "config-drive" / "openstack" / "latest"
    content.mkdir(parents=True, exist_ok=True)
    metadata: dict[str, Any] = {
        "uuid": guest.uuid,
        "hostname": guest.name,
        "name": guest.name,
        "meta": dict(guest.metadata),
    }
    if guest.key_data:
        metadata["public_keys"] = {"key": guest.key_data}
    metadata["files"] = [{"path": name} for name, _ in files]
    (content / "meta_data.json").write_text(json.dumps(metadata), encoding="utf-8")
    if guest.user_data:
        import base64

        (content / "user_data").write_bytes(base64.b64decode(guest.user_data))
    _run(
        maker, "-quiet", "-J", "-r", "-V", "config-2", "-o", str(path), str(folder / "config-drive")
    )
    return Disk(path, "raw", "hda", is_cdrom=True)


def _virtual_size(path: Path) -> int:
    told = json.loads(_run("qemu-img", "info", "--output=json", str(path)))
    return int(told["virtual-size"])


def _run(*command: str) -> str:
    """The output of a tool. Raises DriverError with its last line."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    except FileNotFoundError as error:
        raise DriverError(f"{command[0]} is not installed (Debian: qemu-utils)") from error
    except subprocess.TimeoutExpired as error:
        raise DriverError(f"{command[0]} took longer than {SECONDS} s") from error
    if done.returncode:
        raise DriverError(
            f"{command[0]} failed: {(done.stderr.strip().splitlines() or ['no reason given'])[-1]}"
        )
    return done.stdout
