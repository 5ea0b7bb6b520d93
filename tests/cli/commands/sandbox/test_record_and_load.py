"""``mini-nova sandbox record`` of one sandbox, ``load`` into another: the same cloud but for ids."""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mini_nova.sandbox import launch, state
from tests.runner import Run, environment, nova

pytest.importorskip("uvicorn", reason="the sandbox is an extra: pip install '.[sandbox]'")
CLOUD = ("--os-cloud", "sandbox")
SECRET = "Tr0ub4dor-record"
IMAGE = "cirros-0.3.0-x86_64"
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b[0-9a-f]{32}\b")


@pytest.fixture(scope="module", autouse=True)
def _same_sources() -> Iterator[None]:
    """Let the sandboxes that are started run on the sources that are tested."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("PYTHONPATH", environment()["PYTHONPATH"])
        yield


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The XDG_STATE_HOME of a sandbox with something of most things."""
    home = tmp_path_factory.mktemp("source")
    directory = state.default_directory({"XDG_STATE_HOME": str(home)})
    launch.start(directory, ["--pace", "0"])
    yield home
    launch.stop(directory)


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The XDG_STATE_HOME of a sandbox to load into."""
    home = tmp_path_factory.mktemp("target")
    yield home
    launch.stop(state.default_directory({"XDG_STATE_HOME": str(home)}))


def _done(*words: str) -> Run:
    run = nova(*words)
    assert run.exit_code == 0, run.stderr
    return run


@pytest.fixture
def _furnished(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(source))
    if "web" in nova(*CLOUD, "list").stdout:
        return
    _done(*CLOUD, "aggregate-create", "east", "east")
    _done(*CLOUD, "aggregate-add-host", "east", "compute2")
    _done(*CLOUD, "flavor-create", "hidden", "auto", "64", "0", "1", "--is-public", "false")
    _done(*CLOUD, "keypair-add", "mine")
    _done(*CLOUD, "server-group-create", "pair", "soft-affinity")
    boot = ("boot", "--flavor", "1", "--image", IMAGE, "--poll", "--key-name", "mine")
    meta = ("--meta", f"db_password={SECRET}", "--meta", "role=web")
    _done(*CLOUD, *boot, *meta, "--admin-pass", SECRET, "web")
    _done(*CLOUD, *boot, "--availability-zone", "east", "stopped")
    _done(*CLOUD, "stop", "stopped")
    _done(*CLOUD, "wait", "stopped", "--until", "SHUTOFF")
    _done(*CLOUD, "lock", "web", "--reason", "mine")


def record(file: Path, *options: str) -> Any:
    """Record the sandbox of the environment, and return the document."""
    _done(*CLOUD, "sandbox", "record", str(file), *options)
    return json.loads(file.read_text())


def without_ids(section: Any) -> list[str]:
    """Return the records of a section as texts with a word in place of each id, sorted."""
    records = section if isinstance(section, list) else [section]
    return sorted(UUID.sub("ID", json.dumps(record, sort_keys=True)) for record in records)


@pytest.mark.usefixtures("_furnished")
def test_the_loaded_cloud_is_recorded_alike(
    target: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = record(tmp_path / "first.json")
    monkeypatch.setenv("XDG_STATE_HOME", str(target))
    run = _done("sandbox", "load", str(tmp_path / "first.json"), "--force", "-f", "json")
    assert run.json["servers"] == 2
    second = record(tmp_path / "second.json")
    for section in first:
        assert without_ids(second[section]) == without_ids(first[section]), section


@pytest.mark.usefixtures("_furnished")
def test_the_file_is_for_git_and_for_its_owner(tmp_path: Path) -> None:
    file = tmp_path / "cloud.json"
    tmp_path.chmod(0o755)
    record(file)
    text = file.read_text()
    assert text.startswith('{\n "format": "mini-nova-cloud",\n "version": 1,\n')
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755, "the directory is the user's"
    record(file)
    assert file.read_text() == text, "the same cloud is the same file"


@pytest.mark.usefixtures("_furnished")
def test_reads_alone_and_fewer_than_60(tmp_path: Path) -> None:
    run = _done(*CLOUD, "--timings", "sandbox", "record", str(tmp_path / "cloud.json"))
    requests = [line for line in run.stderr.splitlines() if "http://" in line]
    methods = {line.split()[1] for line in requests if "/auth/tokens" not in line}
    assert methods == {"GET"}
    assert len(requests) < 60


@pytest.mark.usefixtures("_furnished")
def test_no_secret_is_in_the_file(tmp_path: Path, source: Path) -> None:
    file = tmp_path / "cloud.json"
    record(file)
    text = file.read_text()
    token = _done(*CLOUD, "token", "issue", "-f", "value", "-c", "id").stdout.strip()
    passwords = state.credentials(state.default_directory({"XDG_STATE_HOME": str(source)}))
    for secret in (SECRET, token, *passwords.values(), "ssh-rsa", "BEGIN", "user_data"):
        assert secret not in text
    ids = _done(*CLOUD, "list", "-f", "value", "-c", "ID").stdout.split()
    for identifier in ids:
        assert identifier not in text


@pytest.mark.usefixtures("_furnished")
def test_a_user_records_what_the_cloud_shows_it(
    source: Path, target: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    passwords = state.credentials(state.default_directory({"XDG_STATE_HOME": str(source)}))
    login = {"username": "demo", "password": passwords["demo"], "project_name": "demo"}
    for name, value in login.items():
        monkeypatch.setenv(f"OS_{name.upper()}", value)
    options = [f"--os-{name.replace('_', '-')}={value}" for name, value in login.items()]
    file = tmp_path / "cloud.json"
    run = _done(*CLOUD, *options, "sandbox", "record", str(file))
    assert "the cloud does not show this login: " in run.stderr
    assert "hypervisors" in run.stderr
    document = json.loads(file.read_text())
    assert [project["name"] for project in document["projects"]] == ["demo"]
    monkeypatch.setenv("XDG_STATE_HOME", str(target))
    _done("sandbox", "load", str(file), "--force")
    zones = _done(*CLOUD, "availability-zone-list", "-f", "value").stdout
    assert "east" in zones


def test_a_file_in_no_directory_is_refused_before_anything_is_sent(tmp_path: Path) -> None:
    run = nova(*CLOUD, "sandbox", "record", str(tmp_path / "none" / "cloud.json"))
    assert run.exit_code == 2
    assert "there is no directory" in run.stderr


@pytest.mark.parametrize("name", ["-", "pipe"])
def test_what_is_no_plain_file_is_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    run = nova(*CLOUD, "sandbox", "record", name)
    assert run.exit_code == 2
    assert "is not a plain file" in run.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["pipe"]
    assert (tmp_path / "pipe").is_fifo()
