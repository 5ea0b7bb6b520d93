"""``mini-nova sandbox up``, ``down`` and ``reset``: each test has a sandbox of its own."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from mini_nova.sandbox import launch, state
from tests.runner import nova, nova_process

pytest.importorskip("uvicorn", reason="the sandbox is an extra: pip install '.[sandbox]'")
CLOUD = ("--os-cloud", "sandbox")
BOOT = ("--flavor", "testflav", "--image", "cirros-0.3.0-x86_64", "--poll")


@pytest.fixture(autouse=True)
def _stop() -> Iterator[None]:
    yield
    launch.stop(state.default_directory(os.environ))


def up(*options: str) -> dict[str, object]:
    run = nova("sandbox", "up", "--pace", "0", *options, "-f", "json")
    assert run.exit_code == 0, run.stderr
    status: dict[str, object] = run.json
    return status


def test_up_status_down() -> None:
    assert nova("sandbox", "status").exit_code == 1
    started = up()
    assert started["driver"] == "fake"
    status = nova("sandbox", "status", "-f", "json").json
    assert {"pid", "url", "state_dir", "driver", "servers"} <= set(status)
    assert (status["pid"], status["servers"]) == (started["pid"], 0)
    again = nova("sandbox", "up", "--pace", "0", "--port", "0", "-f", "json")
    assert again.json["pid"] == started["pid"]
    assert "up already" in again.errors[0]
    assert len(again.errors) == 1
    assert nova("sandbox", "down").stdout == "sandbox stopped\n"
    assert nova("sandbox", "down").stdout == "sandbox is not running\n"


def test_variables_of_another_cloud_do_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    up()
    monkeypatch.setenv("OS_CLOUD", "sandbox")
    monkeypatch.setenv("OS_PROJECT_NAME", "nosuch")
    monkeypatch.setenv("OS_AUTH_TYPE", "v3token")
    monkeypatch.setenv("OS_ENDPOINT_OVERRIDE", "http://127.0.0.1:9/v2.1")
    run = nova("list")
    assert run.exit_code == 0
    [line] = run.errors
    assert "OS_AUTH_TYPE, OS_ENDPOINT_OVERRIDE, OS_PROJECT_NAME do not count" in line
    report = nova("doctor")
    assert report.exit_code == 0
    assert "! settings: with the sandbox OS_AUTH_TYPE" in report.stdout
    assert nova("doctor", "--os-project-name", "nosuch").exit_code == 1


def test_the_cloud_sandbox_starts_by_itself_and_says_so_once() -> None:
    run = nova(*CLOUD, "boot", "vm", *BOOT, "-f", "json")
    assert run.exit_code == 0, run.stderr
    assert run.json["status"] == "ACTIVE"
    assert run.errors[0].startswith("sandbox started at http://127.0.0.1:")
    assert [line for line in run.errors if "BUILD" in line]
    again = nova(*CLOUD, "list", "-f", "json")
    assert [row["name"] for row in again.json] == ["vm"]
    assert again.stderr == ""


def test_two_started_at_once_are_one() -> None:
    with ThreadPoolExecutor(4) as starters:
        runs = list(starters.map(lambda _: nova_process("sandbox", "up", "-f", "json"), range(4)))
    assert [run.exit_code for run in runs] == [0] * 4, [run.stderr for run in runs]
    assert len({run.json["pid"] for run in runs}) == 1


def test_a_start_while_another_sandbox_is_leaving_waits_and_starts_anew() -> None:
    directory = state.default_directory(os.environ)
    directory.mkdir(parents=True)
    with (directory / "lock").open("w") as lock, ThreadPoolExecutor(1) as starter:
        fcntl.flock(lock, fcntl.LOCK_EX)  # it runs, but it does not answer any more
        start = starter.submit(launch.start, directory)
        log = directory / "sandbox.log"
        while not log.exists() or "already runs" not in log.read_text():
            assert not start.done()
            time.sleep(0.02)
        lock.close()
        running, started = start.result(timeout=launch.LIMIT)
    assert started
    assert state.running(directory) == running


def test_there_is_nothing_to_log_in_to(monkeypatch: pytest.MonkeyPatch) -> None:
    for arguments in ((*CLOUD, "login"), (*CLOUD, "login", "--password-stdin")):
        run = nova(*arguments, stdin="secret\n")
        assert run.exit_code == 2
        assert "nothing to log in to" in run.errors[0]
    monkeypatch.setenv("OS_CLOUD", "sandbox")
    assert nova("login").exit_code == 2
    assert not state.default_directory(os.environ).exists()


def test_a_sandbox_of_clouds_yaml_wins(tmp_path: Path) -> None:
    (tmp_path / "clouds.yaml").write_text(
        "clouds: {sandbox: {auth: {auth_url: 'http://127.0.0.1:1/v3', username: u, password: p}}}"
    )
    run = nova(*CLOUD, "list")
    assert run.exit_code == 1
    assert "127.0.0.1:1" in run.stderr
    assert state.running(state.default_directory(os.environ)) is None


def test_it_comes_up_as_it_was_last_until_it_is_reset() -> None:
    up("--token-lifetime", "77")
    assert nova("sandbox", "down").exit_code == 0
    assert nova(*CLOUD, "list").exit_code == 0
    assert nova("sandbox", "status", "-f", "json").json["token_lifetime"] == 77
    nova("sandbox", "reset")
    assert nova("sandbox", "status", "-f", "json").json["token_lifetime"] == 3600


def test_reset_makes_it_new() -> None:
    status = up()
    nova(*CLOUD, "boot", "vm", *BOOT)
    run = nova("sandbox", "reset")
    assert str(status["url"]) in run.stdout
    assert nova(*CLOUD, "list", "-f", "json").json == []


@pytest.mark.slow
def test_tokens_are_renewed_as_they_expire() -> None:
    up("--token-lifetime", "10")
    for _ in range(3):
        assert nova(*CLOUD, "list").exit_code == 0
        time.sleep(4.5)


def test_a_long_log_is_put_aside_by_the_next_start(monkeypatch: pytest.MonkeyPatch) -> None:
    up()
    nova("sandbox", "down")
    monkeypatch.setattr(launch, "LARGEST_LOG", 10)
    up()
    directory = state.default_directory(os.environ)
    assert "listening" in (directory / "sandbox.log.1").read_text()
    assert len((directory / "sandbox.log").read_text().splitlines()) < 5


def test_a_sandbox_that_cannot_start_says_why(tmp_path: Path) -> None:
    directory = state.default_directory(os.environ)
    directory.mkdir(parents=True)
    (directory / "lock").touch()
    (directory / "sandbox.sqlite").mkdir()
    run = nova("sandbox", "up")
    assert run.exit_code == 1
    assert "did not start" in run.errors[0]
    assert "sandbox.log" in run.errors[1]


def test_a_directory_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "holiday.png").write_text("x")
    run = nova("sandbox", "up", "--state-dir", str(tmp_path))
    assert run.exit_code == 1
    assert "has to be empty" in run.errors[0]
    assert "no sandbox" in nova("sandbox", "reset", "--state-dir", str(tmp_path)).stdout
    assert (tmp_path / "images" / "holiday.png").exists()


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(launch, "find_spec", lambda name: None if name == "uvicorn" else object())
    run = nova(*CLOUD, "list")
    assert run.exit_code == 1
    assert "uvicorn is not installed" in run.errors[0]
    assert "pip install '.[sandbox]'" in run.errors[1]
