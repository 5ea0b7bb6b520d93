"""The libvirt driver: on libvirt's own test:///default, and (slow) with a real guest on
qemu:///system.
"""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Tree

import pytest

libvirt = pytest.importorskip(
    "libvirt", reason="libvirt-python is not installed: pip install 'mini-nova[libvirt]'"
)

from mini_nova_sandbox.virt.libvirt_driver import LibvirtDriver  # noqa: E402 - if it is there
from tests.sandbox.page.test_process import open_stream  # noqa: E402
from tests.sandbox.process import SandboxProcess  # noqa: E402

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


SERVER = {"name": "vm", "imageRef": IMAGE, "flavorRef": "6", "networks": "auto"}
CONSOLE: dict[str, Any] = {"os-getConsoleOutput": {}}


def test_every_action_on_libvirts_test_driver(tmp_path: Path) -> None:
    with SandboxProcess(tmp_path / "state", "--pace", "0", "--driver", "libvirt") as sandbox:
        uuid = boot(sandbox, IMAGE)
        assert [server["status"] for server in sandbox.settled()] == ["ACTIVE"]
        assert _spawn_steps(sandbox) == [
            "network",
            "image",
            "define",
            "create",
            "instance-00000001",
        ]
        for action, status, power_state in ACTIONS:
            answer = sandbox.compute("POST", f"/servers/{uuid}/action", action)
            assert answer.status_code in (202, 204), (action, answer.text)
            (server,) = sandbox.settled()
            states = (server["status"], server["OS-EXT-STS:power_state"])
            assert states == (status, power_state), action
        assert "has no console" in console(sandbox, uuid)
        assert sandbox.compute("DELETE", f"/servers/{uuid}").status_code == 204
        assert sandbox.settled() == []
        assert list((tmp_path / "state" / "instances").iterdir()) == []
        assert "libvirt.libvirtError" not in sandbox.log.read_text()


def test_the_page_shows_the_domain_as_libvirt_has_it(tmp_path: Path) -> None:
    with SandboxProcess(tmp_path / "state", "--pace", "0", "--driver", "libvirt") as sandbox:
        uuid = boot(sandbox, IMAGE)
        sandbox.settled()
        with open_stream(sandbox):
            path = f"{sandbox.url}/sandbox/page/servers/{uuid}"
            details = sandbox.session.get(path, timeout=LIMIT).json()
        domain = Tree.fromstring(details["domain_xml"])
        assert (domain.get("type"), domain.findtext("uuid")) == ("test", uuid)
        assert details["no_domain_reason"] == ""


def test_a_guest_that_stops_behind_our_back_is_reported(tmp_path: Path) -> None:
    """Nothing asks libvirt for it: the driver waits for events."""

    async def reports() -> list[str]:
        driver = LibvirtDriver(tmp_path, "test:///default")
        changed: asyncio.Queue[str] = asyncio.Queue()
        driver.watch(changed.put_nowait)
        await driver.power_states()  # connects
        domain = libvirt_guest(driver)
        uuid = domain.UUIDString()
        domain.destroy()
        try:
            return [uuid, await asyncio.wait_for(changed.get(), LIMIT)]
        finally:
            driver.close()

    uuid, report = asyncio.run(reports())
    assert report == uuid


def libvirt_guest(driver: LibvirtDriver) -> Any:
    """The guest that libvirt's test driver always has."""
    return driver._connection._handle.lookupByName("test")  # as virsh would


def _spawn_steps(sandbox: SandboxProcess) -> list[str]:
    """The first words of the lines that spawn reported."""
    steps = sandbox.control("GET", "/trace/vm")["steps"]
    messages = [step["message"] for step in steps if step["step"] == "libvirt.spawn"]
    return [message.split()[0] for message in messages]


def test_a_hypervisor_that_does_not_answer_is_a_fault_of_the_server(tmp_path: Path) -> None:
    uri = f"qemu:///session?socket={tmp_path}/no-such-socket"
    options = ("--pace", "0", "--driver", "libvirt", "--libvirt-uri", uri)
    with SandboxProcess(tmp_path / "state", *options) as sandbox:
        boot(sandbox, IMAGE)
        (server,) = sandbox.settled()
        assert server["status"] == "ERROR"
        assert "libvirt at qemu:///session" in server["fault"]["details"]
        assert server["addresses"] == {}


@pytest.mark.slow
def test_a_real_guest_reaches_its_login_prompt() -> None:
    missing_tools = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing_tools:
        pytest.skip(f"not installed: {', '.join(missing_tools)}")
    command = ["virsh", "-c", SYSTEM, "version"]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip(f"no libvirt daemon answers at {SYSTEM}")
    folder = Path(tempfile.mkdtemp(dir="/var/tmp"))  # libvirt's own user can reach it
    folder.chmod(0o755)
    try:
        _boot_a_guest(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _boot_a_guest(folder: Path) -> None:
    disk = folder / "guest.img"
    script = Path(__file__).with_name("make_guest_disk.sh")
    subprocess.run(["sh", script, disk], check=True, capture_output=True, timeout=LIMIT)
    options = ("--pace", "0", "--driver", "libvirt", "--libvirt-uri", SYSTEM)
    with SandboxProcess(folder / "state", *options) as sandbox:
        uuid = boot(sandbox, _upload(sandbox, disk))
        (server,) = sandbox.settled(LIMIT)
        assert server["status"] == "ACTIVE", server.get("fault")
        end = time.monotonic() + LIMIT
        text = console(sandbox, uuid)
        while "login:" not in text:
            assert time.monotonic() < end, text
            time.sleep(0.5)
            text = console(sandbox, uuid)
        assert "mini-nova guest" in text
        sandbox.compute("DELETE", f"/servers/{uuid}")
        assert sandbox.settled(LIMIT) == []


def _upload(sandbox: SandboxProcess, disk: Path) -> str:
    """Create an image from a raw disk and return its id."""
    images = f"{sandbox.url}/image/v2/images"
    body = {"name": "guest", "disk_format": "raw", "container_format": "bare"}
    image_id = str(sandbox.session.post(images, json=body, timeout=30).json()["id"])
    upload = sandbox.session.put(
        f"{images}/{image_id}/file",
        data=disk.read_bytes(),
        timeout=LIMIT,
        headers={"Content-Type": "application/octet-stream"},
    )
    assert upload.status_code == 204
    return image_id


def boot(sandbox: SandboxProcess, image_id: str) -> str:
    body = {"server": {**SERVER, "imageRef": image_id}}
    return str(sandbox.compute("POST", "/servers", body).json()["server"]["id"])


def console(sandbox: SandboxProcess, uuid: str) -> str:
    answer = sandbox.compute("POST", f"/servers/{uuid}/action", CONSOLE)
    return str(answer.json()["output"])
