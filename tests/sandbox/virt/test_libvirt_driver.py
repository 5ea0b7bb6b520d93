"""The libvirt driver: on libvirt's own test:///default, and (slow) with a real guest on qemu:///system."""

from __future__ import annotations

import shutil
import subprocess
import time
from pathlib import Path

import pytest

libvirt = pytest.importorskip(
    "libvirt", reason="libvirt-python is not installed: pip install 'mini-nova[libvirt]'"
)

from tests.sandbox.process import SandboxProcess  # noqa: E402 - after the check that libvirt is there

IMAGE = "e540ef5b-baf0-417e-b6c2-3a0364af25d5"
TOOLS = (
    "qemu-system-x86_64",
    "qemu-img",
    "syslinux",
    "mformat",
    "sfdisk",
    "cpio",
    "busybox",
    "apt-get",
    "virsh",
)
SYSTEM = "qemu:///system"
LIMIT = 120.0
ACTIONS = (
    ({"os-stop": None}, "SHUTOFF", 4),
    ({"os-start": None}, "ACTIVE", 1),
    ({"reboot": {"type": "SOFT"}}, "ACTIVE", 1),
    ({"reboot": {"type": "HARD"}}, "ACTIVE", 1),
    ({"pause": None}, "PAUSED", 3),
    ({"unpause": None}, "ACTIVE", 1),
    ({"suspend": None}, "SUSPENDED", 7),
    ({"resume": None}, "ACTIVE", 1),
    ({"resize": {"flavorRef": "2"}}, "VERIFY_RESIZE", 1),
    ({"revertResize": None}, "ACTIVE", 1),
    ({"rebuild": {"imageRef": IMAGE}}, "ACTIVE", 1),
    ({"createImage": {"name": "snapshot"}}, "ACTIVE", 1),
)


def test_every_action_on_libvirts_test_driver(tmp_path: Path) -> None:
    with SandboxProcess(tmp_path / "state", "--pace", "0", "--driver", "libvirt") as sandbox:
        server = {"name": "vm", "imageRef": IMAGE, "flavorRef": "6", "networks": "auto"}
        uuid = sandbox.compute("POST", "/servers", {"server": server}).json()["server"]["id"]
        assert [one["status"] for one in sandbox.settled()] == ["ACTIVE"]
        steps = [
            one["message"]
            for one in sandbox.control("GET", "/trace/vm")["steps"]
            if one["step"] == "libvirt.spawn"
        ]
        assert [message.split()[0] for message in steps] == [
            "network",
            "image",
            "define",
            "create",
            "instance-00000001",
        ]
        for action, status, power in ACTIONS:
            answer = sandbox.compute("POST", f"/servers/{uuid}/action", action)
            assert answer.status_code in (202, 204), (action, answer.text)
            (shown,) = sandbox.settled()
            assert (shown["status"], shown["OS-EXT-STS:power_state"]) == (status, power), action
        console = sandbox.compute("POST", f"/servers/{uuid}/action", {"os-getConsoleOutput": {}})
        assert "has no console" in console.json()["output"]
        assert sandbox.compute("DELETE", f"/servers/{uuid}").status_code == 204
        assert sandbox.settled() == []
        assert list((tmp_path / "state" / "instances").iterdir()) == []
        assert "libvirt.libvirtError" not in sandbox.log.read_text()


def test_a_hypervisor_that_is_not_there_is_a_fault_of_the_server(tmp_path: Path) -> None:
    nowhere = f"qemu:///session?socket={tmp_path}/no-such-socket"
    with SandboxProcess(
        tmp_path / "state", "--pace", "0", "--driver", "libvirt", "--libvirt-uri", nowhere
    ) as sandbox:
        server = {"name": "vm", "imageRef": IMAGE, "flavorRef": "6", "networks": "auto"}
        sandbox.compute("POST", "/servers", {"server": server})
        (shown,) = sandbox.settled()
        assert shown["status"] == "ERROR"
        assert "libvirt at qemu:///session" in shown["fault"]["message"]
        assert shown["addresses"] == {}


@pytest.mark.slow
def test_a_real_guest_reaches_its_login_prompt() -> None:
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")
    if subprocess.run(
        ["virsh", "-c", SYSTEM, "version"], capture_output=True, check=False
    ).returncode:
        pytest.skip(f"no libvirt daemon answers at {SYSTEM}")
    import tempfile

    folder = Path(tempfile.mkdtemp(dir="/var/tmp"))  # a folder that libvirt's own user can get to
    folder.chmod(0o755)
    try:
        _boot_a_guest(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _boot_a_guest(folder: Path) -> None:
    disk = folder / "guest.img"
    script = Path(__file__).with_name("make_guest_disk.sh")
    subprocess.run(["sh", script, disk], check=True, capture_output=True, timeout=LIMIT)
    with SandboxProcess(
        folder / "state", "--pace", "0", "--driver", "libvirt", "--libvirt-uri", SYSTEM
    ) as sandbox:
        image = {"name": "guest", "disk_format": "raw", "container_format": "bare"}
        made = sandbox.session.post(
            f"{sandbox.url}/image/v2/images", json=image, timeout=30
        ).json()["id"]
        upload = sandbox.session.put(
            f"{sandbox.url}/image/v2/images/{made}/file",
            data=disk.read_bytes(),
            timeout=LIMIT,
            headers={"Content-Type": "application/octet-stream"},
        )
        assert upload.status_code == 204
        server = {"name": "vm", "imageRef": made, "flavorRef": "6", "networks": "auto"}
        uuid = sandbox.compute("POST", "/servers", {"server": server}).json()["server"]["id"]
        (shown,) = sandbox.settled(LIMIT)
        assert shown["status"] == "ACTIVE", shown.get("fault")
        end = time.monotonic() + LIMIT
        while "login:" not in (text := _console(sandbox, uuid)):
            assert time.monotonic() < end, text
            time.sleep(0.5)
        assert "mini-nova guest" in text
        sandbox.compute("DELETE", f"/servers/{uuid}")
        assert sandbox.settled(LIMIT) == []


def _console(sandbox: SandboxProcess, uuid: str) -> str:
    return str(
        sandbox.compute("POST", f"/servers/{uuid}/action", {"os-getConsoleOutput": {}}).json()[
            "output"
        ]
    )
