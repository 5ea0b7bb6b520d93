"""Save and load: the whole state, or none of it."""

from __future__ import annotations

import errno
import fcntl
import json
import sqlite3
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import requests

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.server import load_state, saved_state
from mini_nova_sandbox.state.settings import Settings
from tests.sandbox.asgi_client import PASSWORDS, Api, Reply
from tests.sandbox.process import SandboxProcess, log_in

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


def test_builds_of_the_saved_moment_go_on(sandbox: SandboxProcess, tmp_path: Path) -> None:
    with SandboxProcess(tmp_path / "slow", "--pace", "600") as slow:
        boot(slow, "building")
        save(slow, tmp_path / "saved")
        load(slow, tmp_path / "saved")
        assert [server["status"] for server in slow.servers()] == ["BUILD"]
    load(sandbox, tmp_path / "saved")
    sandbox.login()  # the users are the other sandbox's
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


@pytest.mark.parametrize(
    ("description", "words"),
    [
        ({"format": "other", "data": "data-1"}, "is no saved state"),
        ({"format": "mini-nova-saved"}, "is no saved state"),
        ({"format": "mini-nova-saved", "data": "../elsewhere"}, "is no saved state"),
        ({"format": "mini-nova-saved", "data": "data-1"}, "cannot be used"),
    ],
)
def test_what_is_no_state_changes_nothing(
    sandbox_cloud: Cloud, tmp_path: Path, description: dict[str, str], words: str
) -> None:
    for data in (tmp_path / "saved" / "data-1", tmp_path / "elsewhere"):
        data.mkdir(parents=True)
        for folder in ("images", "instances"):
            (data / folder).mkdir()
        (data / "sandbox.sqlite").write_text("no database, but long enough to be one" * 99)
    (tmp_path / "saved" / "saved.json").write_text(json.dumps(description))
    before = sandbox_cloud.database.rows("SELECT * FROM users")
    answer = control(sandbox_cloud, "/load", {"path": str(tmp_path / "saved"), "force": True})
    assert answer.status == 400
    assert words in answer.json["error"]["message"]
    assert sandbox_cloud.database.rows("SELECT * FROM users") == before


def test_only_plain_files_are_shared(sandbox_cloud: Cloud, tmp_path: Path) -> None:
    control(sandbox_cloud, "/save", {"path": str(tmp_path / "saved")})
    (data,) = (tmp_path / "saved").glob("data-*")
    (data / "images" / "link").symlink_to("/etc/passwd")
    assert control(sandbox_cloud, "/load", {"path": str(tmp_path / "saved")}).status == 200
    assert not (sandbox_cloud.settings.images / "link").is_symlink()


@pytest.mark.parametrize("name", ["", "sandbox.sqlite", "images", "instances"])
def test_a_state_of_links_is_refused(sandbox_cloud: Cloud, tmp_path: Path, name: str) -> None:
    control(sandbox_cloud, "/save", {"path": str(tmp_path / "saved")})
    (data,) = (tmp_path / "saved").glob("data-*")
    part = data / name
    part.rename(tmp_path / "elsewhere")
    part.symlink_to(tmp_path / "elsewhere")
    answer = control(sandbox_cloud, "/load", {"path": str(tmp_path / "saved")})
    assert answer.status == 400
    assert "is a link" in answer.json["error"]["message"]


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE images SET id = '../../credentials.json'", "ids that are paths"),
        ("CREATE TRIGGER t AFTER DELETE ON tokens BEGIN SELECT 1; END", "has triggers"),
    ],
)
def test_a_database_made_to_do_harm_is_refused(
    sandbox_cloud: Cloud, tmp_path: Path, statement: str, words: str
) -> None:
    control(sandbox_cloud, "/save", {"path": str(tmp_path / "saved")})
    (data,) = (tmp_path / "saved").glob("data-*")
    with closing(sqlite3.connect(data / "sandbox.sqlite")) as database, database:
        database.execute(statement)
    answer = control(sandbox_cloud, "/load", {"path": str(tmp_path / "saved")})
    assert answer.status == 400
    assert words in answer.json["error"]["message"]


def test_a_state_of_a_newer_version_is_refused(sandbox_cloud: Cloud, tmp_path: Path) -> None:
    control(sandbox_cloud, "/save", {"path": str(tmp_path / "saved")})
    (data,) = (tmp_path / "saved").glob("data-*")
    with closing(sqlite3.connect(data / "sandbox.sqlite")) as database:
        database.execute("PRAGMA user_version = 9999")
    answer = control(sandbox_cloud, "/load", {"path": str(tmp_path / "saved")})
    assert answer.status == 412
    assert "newer mini-nova" in answer.json["error"]["message"]


def test_a_state_that_is_being_saved_waits_for_nobody(sandbox_cloud: Cloud, tmp_path: Path) -> None:
    control(sandbox_cloud, "/save", {"path": str(tmp_path / "saved")})
    with (tmp_path / "saved" / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for path in ("/save", "/load"):
            answer = control(sandbox_cloud, path, {"path": str(tmp_path / "saved")})
            assert answer.status == 412
            assert "is being saved or loaded" in answer.json["error"]["message"]


def test_no_request_begins_with_one_state_and_ends_with_another(
    sandbox: SandboxProcess, tmp_path: Path
) -> None:
    with SandboxProcess(tmp_path / "other", "--pace", "0") as other:
        save(other, tmp_path / "other-users")
    save(sandbox, tmp_path / "own-users")
    over = threading.Event()

    def log_in_again() -> int:
        with requests.Session() as session:
            logins = 0
            while not over.is_set():
                log_in(session, sandbox)
                logins += 1
        return logins

    with ThreadPoolExecutor(2) as pool:
        clients = [pool.submit(log_in_again) for _ in range(2)]
        try:
            for _ in range(5):
                load(sandbox, tmp_path / "other-users")
                load(sandbox, tmp_path / "own-users")
        finally:
            over.set()
        assert all(client.result() for client in clients)
    assert "Traceback" not in sandbox.log.read_text()


def control(cloud: Cloud, path: str, body: dict[str, Any]) -> Reply:
    """Send a request to the sandbox's own endpoints, without a process."""
    headers = {"Authorization": f"Bearer {PASSWORDS['control']}"}
    return Api(cloud)("POST", f"/sandbox{path}", body, user="", headers=headers)


def _contents(folder: Path) -> dict[str, bytes]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path): path.read_bytes() for path in files}


def test_loads_at_once_come_one_after_the_other(sandbox: SandboxProcess, tmp_path: Path) -> None:
    for name in ("first", "second"):
        boot(sandbox, name)
        save(sandbox, tmp_path / name)
    with ThreadPoolExecutor(4) as pool:
        paths = [tmp_path / name for name in ("first", "second") * 4]
        counts = [answer["servers"] for answer in pool.map(partial(load, sandbox), paths)]
    assert counts == [1, 2] * 4
    server = boot(sandbox, "after")
    sandbox.settled()
    steps = [step["step"] for step in sandbox.control("GET", f"/trace/{server}")["steps"]]
    assert len(steps) == len(set(steps)), "each queue has one consumer"


def test_a_disk_that_fails_too_late_leaves_the_rest_to_the_next_start(
    sandbox_cloud: Cloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved_state.save(sandbox_cloud, tmp_path / "saved")

    def fail(_settings: Settings) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(load_state, "finish", fail)
    answer = control(sandbox_cloud, "/load", {"path": str(tmp_path / "saved"), "force": True})
    assert answer.status == 500
    assert "Input/output error): end the sandbox" in answer.json["error"]["message"]
    assert (sandbox_cloud.settings.state_dir / load_state.DECIDED).is_dir()
    monkeypatch.undo()
    load_state.finish(sandbox_cloud.settings)
    assert not (sandbox_cloud.settings.state_dir / load_state.DECIDED).exists()
