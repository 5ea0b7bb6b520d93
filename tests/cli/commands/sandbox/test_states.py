"""``sandbox save``, ``saved``, ``load``, ``fork``, and whom the other commands mean."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mini_nova.sandbox import launch, state
from tests.runner import environment, nova

pytest.importorskip("uvicorn", reason="the sandbox is an extra: pip install '.[sandbox]'")
CLOUD = ("--os-cloud", "sandbox")
BOOT = ("--flavor", "testflav", "--image", "cirros-0.3.0-x86_64", "--poll")


@pytest.fixture(autouse=True)
def _sandbox_of_this_tree(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("PYTHONPATH", environment()["PYTHONPATH"])
    yield
    launch.stop(state.default_directory(os.environ))
    launch.stop(state.standard_directory(os.environ))


@pytest.fixture
def url() -> str:
    """The address of a sandbox at full speed."""
    return str(nova("sandbox", "up", "--pace", "0", "-f", "json").json["url"])


def servers() -> list[str]:
    return [server["name"] for server in nova(*CLOUD, "list", "-f", "json").json]


def boot(name: str) -> None:
    run = nova(*CLOUD, "boot", name, *BOOT)
    assert run.exit_code == 0, run.stderr


def test_a_state_is_saved_listed_loaded_and_deleted(url: str) -> None:
    boot("one")
    saved = nova("sandbox", "save", "base", "-f", "json").json
    assert (saved["name"], saved["servers"], saved["images"]) == ("base", 1, 1)
    boot("two")
    assert nova("sandbox", "saved", "-f", "json").json == [saved]
    run = nova("sandbox", "load", "base")
    assert run.exit_code == 1
    assert "1 server would be lost" in run.errors[0]
    run = nova("sandbox", "load", "base", "--force", "-f", "json")
    assert run.json == {"url": url, "servers": 1}
    assert servers() == ["one"]
    assert nova("sandbox", "saved", "--delete", "base").exit_code == 0
    assert nova("sandbox", "saved", "-f", "json").json == []
    assert nova("sandbox", "saved", "--delete", "base").exit_code == 4


@pytest.mark.usefixtures("url")
def test_cached_logins_of_the_old_state_are_forgotten(tmp_path: Path) -> None:
    nova("sandbox", "save", "base")
    recording = str(tmp_path / "recording.json")
    assert nova("sandbox", "record", *CLOUD, recording).exit_code == 0
    assert nova(*CLOUD, "quota-show").exit_code == 0  # it has the project's id in its path
    for source in (recording, "base"):
        assert nova("sandbox", "load", source, "--force").exit_code == 0
        run = nova(*CLOUD, "quota-show")
        assert run.exit_code == 0, run.stderr


def test_a_second_one_in_the_foreground_names_the_first(url: str) -> None:
    run = nova("sandbox", "up", "--foreground")
    assert (run.exit_code, run.stdout) == (1, "")
    assert f"at {url}" in run.errors[0]
    assert run.errors[1] == "End it first: mini-nova sandbox down"


def test_down_removes_no_files_of_somebody_else(tmp_path: Path) -> None:
    for name in ("fork", "lock", "sandbox.sqlite", "thesis.txt"):
        (tmp_path / name).touch()
    assert nova("sandbox", "down", "--state-dir", str(tmp_path)).exit_code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


@pytest.mark.usefixtures("url")
def test_a_fault_that_is_left_once_says_so() -> None:
    nova("sandbox", "fault", "add", "status", "--path", "/compute/*", "--count", "1")
    assert "| once (id 1)" in nova("sandbox", "fault", "list").stdout


@pytest.mark.usefixtures("url")
def test_a_name_is_replaced_by_force_only() -> None:
    nova("sandbox", "save", "base")
    run = nova("sandbox", "save", "base")
    assert run.exit_code == 1
    assert "--force" in run.errors[1]
    boot("one")
    assert nova("sandbox", "save", "base", "--force", "-f", "json").json["servers"] == 1


@pytest.mark.parametrize("name", ["", ".", "..", "../x", "a/b", ".hidden", "x" * 65, "a\nb"])
def test_a_name_that_is_none_is_refused(name: str) -> None:
    run = nova("sandbox", "save", name)
    assert run.exit_code == 2
    assert "cannot be called" in run.errors[0]


def test_what_cannot_be_loaded_is_named(url: str, tmp_path: Path) -> None:
    for name in ("nothing", ""):
        assert nova("sandbox", "load", name).exit_code == 4
    (tmp_path / "file").write_text("x")
    run = nova("sandbox", "load", "file")
    assert run.exit_code == 2
    assert str(tmp_path / "file") in run.errors[0]
    assert nova("sandbox", "status", "-f", "json").json["url"] == url


def test_a_half_written_state_is_not_listed(tmp_path: Path) -> None:
    saved = tmp_path / "state" / "mini-nova" / "saved"
    (saved / "half" / "data-1").mkdir(parents=True)
    (saved / "torn").mkdir()
    (saved / "torn" / "saved.json").write_text('{"format": ')
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
        assert nova("sandbox", "saved", "-f", "json").json == []


def test_saved_states_belong_to_every_state_directory(url: str, tmp_path: Path) -> None:
    boot("one")
    nova("sandbox", "save", "base")
    other = str(tmp_path / "other")
    answer = nova("sandbox", "load", "base", "--state-dir", other, "-f", "json").json
    assert answer["servers"] == 1
    assert answer["url"] != url
    launch.stop(Path(other))


def test_a_fork_is_used_and_removed(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    boot("one")
    run = nova("sandbox", "fork", "-f", "json")
    fork = run.json
    assert fork["url"] != url
    assert f"env --state-dir {fork['state_dir']}" in run.stderr
    with monkeypatch.context() as patch:
        for name, value in variables(fork["state_dir"]).items():
            patch.setenv(name, value)
        assert [server["name"] for server in nova("list", "-f", "json").json] == ["one"]
        assert nova("delete", "one", "--wait").exit_code == 0
    assert servers() == ["one"]
    run = nova("sandbox", "down", "--state-dir", fork["state_dir"])
    assert run.stdout == "fork stopped, its state is removed\n"
    assert not Path(fork["state_dir"]).exists()
    assert nova("sandbox", "status", "-f", "json").json["url"] == url


def variables(directory: str) -> dict[str, str]:
    """The variables of a sandbox's env."""
    values = {}
    for line in nova("sandbox", "env", "--state-dir", directory).lines:
        word, _, rest = line.partition(" ")
        if word == "export":
            name, _, value = rest.partition("=")
            values[name] = value.strip("'")
    return values


def test_other_commands_mean_the_sandbox_of_the_last_up(url: str, tmp_path: Path) -> None:
    directory = tmp_path / "elsewhere"
    other: Any = nova("sandbox", "up", "--state-dir", str(directory), "-f", "json").json
    assert other["url"] != url
    assert other["url"] in nova("sandbox", "env").stdout
    assert nova("sandbox", "status", "-f", "json").json["url"] == other["url"]
    catalog = nova(*CLOUD, "catalog", "endpoint", "compute").stdout
    assert catalog.startswith(other["url"])
    nova("sandbox", "down")
    assert state.running(directory) is None
    assert url in nova("sandbox", "up").stdout
    assert nova("sandbox", "status", "-f", "json").json["url"] == url


def test_a_directory_that_is_gone_is_meant_no_more(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "lock").touch()
    state.choose(os.environ, elsewhere)
    assert state.default_directory(os.environ) == elsewhere
    (elsewhere / "lock").unlink()
    assert state.default_directory(os.environ) == state.standard_directory(os.environ)
