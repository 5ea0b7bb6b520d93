"""Save and load: the whole state, or none of it."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

from tests.sandbox.process import SandboxProcess

IMAGE = "e540ef5b-baf0-417e-b6c2-3a0364af25d5"


def boot(sandbox: SandboxProcess, name: str) -> str:
    """Boot a server, and wait for nothing."""
    server = {"name": name, "imageRef": IMAGE, "flavorRef": "6", "networks": "auto"}
    answer = sandbox.compute("POST", "/servers", {"server": server})
    assert answer.status_code == 202, answer.text
    return str(answer.json()["server"]["id"])


def save(sandbox: SandboxProcess, path: Path) -> Any:
    return sandbox.control("POST", "/save", {"path": str(path)})["saved"]


def load(sandbox: SandboxProcess, path: Path, *, force: bool = True) -> Any:
    return sandbox.control("POST", "/load", {"path": str(path), "force": force})


def names(sandbox: SandboxProcess) -> set[str]:
    return {server["name"] for server in sandbox.settled()}


def test_a_state_comes_back_with_its_address_and_logins(
    sandbox: SandboxProcess, tmp_path: Path
) -> None:
    boot(sandbox, "first")
    sandbox.settled()
    description = save(sandbox, tmp_path / "saved")
    assert (description["servers"], description["images"]) == (1, 1)
    boot(sandbox, "second")
    sandbox.settled()
    assert load(sandbox, tmp_path / "saved") == {"url": sandbox.url, "servers": 1}
    assert names(sandbox) == {"first"}, "the token of before is as good as before"
    sandbox.login()
    sandbox.login("demo")


def test_builds_of_the_saved_moment_go_on(tmp_path: Path) -> None:
    with SandboxProcess(tmp_path / "state", "--pace", "0.5") as sandbox:
        boot(sandbox, "building")
        save(sandbox, tmp_path / "saved")
        sandbox.settled()
        load(sandbox, tmp_path / "saved")
        assert [server["status"] for server in sandbox.servers()] == ["BUILD"]
        assert [server["status"] for server in sandbox.settled()] == ["ACTIVE"]


def test_servers_are_lost_by_force_only(sandbox: SandboxProcess, tmp_path: Path) -> None:
    save(sandbox, tmp_path / "saved")
    boot(sandbox, "kept")
    headers = {"Authorization": f"Bearer {sandbox.password('control')}"}
    body = {"path": str(tmp_path / "saved")}
    answer = sandbox.session.post(
        f"{sandbox.url}/sandbox/load", json=body, headers=headers, timeout=60
    )
    assert answer.status_code == 412
    assert answer.json()["error"]["message"].startswith("1 server would be lost")
    assert names(sandbox) == {"kept"}


def test_a_state_of_another_sandbox_takes_the_passwords_of_this_one(
    sandbox: SandboxProcess, tmp_path: Path
) -> None:
    with SandboxProcess(tmp_path / "other", "--pace", "0") as other:
        boot(other, "moved")
        other.settled()
        save(other, tmp_path / "saved")
        other_password = other.password("admin")
    load(sandbox, tmp_path / "saved")
    sandbox.session.headers.pop("X-Auth-Token")
    sandbox.login()
    assert names(sandbox) == {"moved"}
    assert sandbox.password("admin") != other_password


def test_saved_files_are_private_and_hold_no_password(
    sandbox: SandboxProcess, tmp_path: Path
) -> None:
    save(sandbox, tmp_path / "saved")
    content = b""
    for path in [tmp_path / "saved", *(tmp_path / "saved").rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path
        content += path.read_bytes() if path.is_file() else b""
    for name in ("admin", "demo", "control"):
        assert sandbox.password(name).encode() not in content
    assert str(sandbox.session.headers["X-Auth-Token"]).encode() not in content


def test_a_saved_state_does_not_change_with_the_sandbox(
    sandbox: SandboxProcess, tmp_path: Path
) -> None:
    server = boot(sandbox, "vm")
    sandbox.settled()
    save(sandbox, tmp_path / "saved")
    before = _contents(tmp_path / "saved")
    sandbox.compute("POST", f"/servers/{server}/action", {"os-stop": None})
    sandbox.settled()
    sandbox.session.delete(f"{sandbox.url}/image/v2/images/{IMAGE}", timeout=60)
    load(sandbox, tmp_path / "saved")
    sandbox.compute("POST", f"/servers/{server}/action", {"os-stop": None})
    sandbox.settled()
    assert _contents(tmp_path / "saved") == before


def test_a_second_save_replaces_the_first(sandbox: SandboxProcess, tmp_path: Path) -> None:
    save(sandbox, tmp_path / "saved")
    boot(sandbox, "vm")
    sandbox.settled()
    save(sandbox, tmp_path / "saved")
    assert len(list((tmp_path / "saved").glob("data-*"))) == 1
    load(sandbox, tmp_path / "saved")
    assert names(sandbox) == {"vm"}


def test_a_directory_without_a_description_is_no_state(
    sandbox: SandboxProcess, tmp_path: Path
) -> None:
    save(sandbox, tmp_path / "saved")
    (tmp_path / "saved" / "saved.json").write_text(json.dumps({"format": "other"}))
    headers = {"Authorization": f"Bearer {sandbox.password('control')}"}
    answer = sandbox.session.post(
        f"{sandbox.url}/sandbox/load",
        json={"path": str(tmp_path / "saved")},
        headers=headers,
        timeout=60,
    )
    assert answer.status_code == 400
    assert "is no saved state" in answer.json()["error"]["message"]


def _contents(folder: Path) -> dict[str, bytes]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path): path.read_bytes() for path in files}
