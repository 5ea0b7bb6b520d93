"""``mini-nova sandbox ...`` and ``--os-cloud sandbox``, with a real sandbox in the state directory of the test."""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from mini_nova.sandbox import launch, state
from tests.runner import nova, nova_process

pytest.importorskip("uvicorn", reason="the sandbox is an extra: pip install 'mini-nova[sandbox]'")
CLOUD = ("--os-cloud", "sandbox")
BOOT = ("--flavor", "testflav", "--image", "cirros-0.3.0-x86_64", "--poll")


@pytest.fixture(autouse=True)
def _stopped_afterwards() -> Iterator[None]:
    yield
    launch.stop(state.default_directory(os.environ))


def up(*options: str) -> dict[str, object]:
    done = nova("sandbox", "up", "--pace", "0", *options, "-f", "json")
    assert done.exit_code == 0, done.stderr
    told: dict[str, object] = done.json
    return told


def test_up_status_down() -> None:
    assert nova("sandbox", "status").exit_code == 1
    told = up()
    assert told["driver"] == "fake"
    status = nova("sandbox", "status", "-f", "json").json
    assert {"pid", "url", "state_dir", "driver", "servers"} <= set(status)
    assert (status["pid"], status["servers"]) == (told["pid"], 0)
    again = nova("sandbox", "up", "--pace", "3", "-f", "json")
    assert again.json["pid"] == told["pid"]
    assert "up already" in again.errors[0]
    assert "pace" in again.errors[1]
    assert nova("sandbox", "down").stdout == "sandbox stopped\n"
    assert nova("sandbox", "down").stdout == "sandbox is not running\n"


def test_the_cloud_sandbox_starts_by_itself_and_says_so_once() -> None:
    done = nova(*CLOUD, "boot", "vm", *BOOT, "-f", "json")
    assert done.exit_code == 0, done.stderr
    assert done.json["status"] == "ACTIVE"
    assert done.errors[0].startswith("sandbox started at http://127.0.0.1:")
    assert [line for line in done.errors if "BUILD" in line]
    again = nova(*CLOUD, "list", "-f", "json")
    assert [one["name"] for one in again.json] == ["vm"]
    assert again.stderr == ""


def test_two_started_at_once_are_one() -> None:
    with ThreadPoolExecutor(4) as starters:
        done = list(starters.map(lambda _: nova_process("sandbox", "up", "-f", "json"), range(4)))
    assert [one.exit_code for one in done] == [0] * 4, [one.stderr for one in done]
    assert len({one.json["pid"] for one in done}) == 1


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


def test_a_sandbox_of_clouds_yaml_wins(tmp_path: Path) -> None:
    (tmp_path / "clouds.yaml").write_text(
        "clouds: {sandbox: {auth: {auth_url: 'http://127.0.0.1:1/v3', username: u, password: p}}}"
    )
    done = nova(*CLOUD, "list")
    assert done.exit_code == 1
    assert "127.0.0.1:1" in done.stderr
    assert state.running(state.default_directory(os.environ)) is None


def test_variables_of_another_cloud_do_not_reach_it(monkeypatch: pytest.MonkeyPatch) -> None:
    up()
    for name, value in {
        "OS_AUTH_URL": "http://127.0.0.1:1/v3",
        "OS_USERNAME": "other",
        "OS_PASSWORD": "x",
        "OS_PROJECT_NAME": "y",
    }.items():
        monkeypatch.setenv(name, value)
    assert nova(*CLOUD, "token", "issue", "-f", "json").json["user_name"] == "admin"


def test_env_is_what_a_shell_needs() -> None:
    up()
    for identity, path in (("1", "v1.1"), ("2", "v2.0"), ("3", "v3")):
        lines = nova("sandbox", "env", "--identity", identity, "--as", "demo").stdout
        script = f"{lines}\nprintenv OS_AUTH_URL OS_USERNAME"
        shown = subprocess.run(
            ["sh", "-c", script], capture_output=True, text=True, check=True, timeout=20
        ).stdout.split()
        assert shown[0].endswith(f"/identity/{path}")
        assert shown[1] == "demo"


@pytest.mark.parametrize("identity", ["1", "2", "3"])
def test_the_client_itself_speaks_every_protocol_to_it(
    identity: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    up()
    for line in nova("sandbox", "env", "--identity", identity).stdout.splitlines():
        word, _, rest = line.partition(" ")
        if word == "export":
            name, _, value = rest.partition("=")
            monkeypatch.setenv(name, value.strip("'"))
    image = "e540ef5b-baf0-417e-b6c2-3a0364af25d5"
    done = nova("boot", "vm", "--flavor", "6", "--image", image, "--poll", "-f", "json")
    assert done.exit_code == 0, done.stderr
    assert done.json["status"] == "ACTIVE"


def test_trace_shows_the_way() -> None:
    nova(*CLOUD, "boot", "vm", *BOOT)
    done = nova("sandbox", "trace", "vm")
    steps = [row[0] for row in done.cells[1:]]
    assert steps[:2] == ["_create_instance", "_schedule_run_instance"]
    assert steps[-1] == "done"
    assert nova("sandbox", "trace", "other").exit_code == 4


@pytest.mark.parametrize(
    ("fault", "code", "words"),
    [
        ("no-valid-host", 5, "No valid host was found"),
        ("network", 5, "sandbox:fault=network"),
        ("spawn", 5, "sandbox:fault=spawn"),
        ("stuck", 6, "BUILD"),
        ("slow:0.5", 0, ""),
    ],
)
def test_what_boot_makes_of_each_fault(fault: str, code: int, words: str) -> None:
    up()
    done = nova(*CLOUD, "boot", "vm", *BOOT, "--meta", f"sandbox:fault={fault}", "--timeout", "3")
    assert done.exit_code == code, done.stderr
    assert words in done.stderr


def test_faults_are_planned_listed_and_cleared() -> None:
    up()
    assert nova("sandbox", "fault", "add", "catalog.region-case").exit_code == 0
    wrong = nova(*CLOUD, "--no-cache", "list")
    assert wrong.exit_code == 3
    assert "regionOne" in wrong.stderr
    assert nova("sandbox", "fault", "clear", "catalog.region-case").exit_code == 0
    assert (
        nova(
            "sandbox",
            "fault",
            "add",
            "status",
            "--status",
            "503",
            "--path",
            "/compute/*/servers/detail",
            "--count",
            "1",
        ).exit_code
        == 0
    )
    planned = [one for one in nova("sandbox", "fault", "list", "-f", "json").json if one["fault"]]
    assert planned[0]["fault"]["status"] == 503
    assert nova(*CLOUD, "list").exit_code == 0  # a read is asked again
    assert nova("sandbox", "fault", "add", "nonsense").exit_code == 1
    assert nova("sandbox", "fault", "add", "catalog.template", "--count", "2").exit_code == 2


def test_a_lost_answer_books_no_second_server() -> None:
    up()
    nova("sandbox", "fault", "add", "lose", "--method", "post", "--path", "/compute/*/servers")
    done = nova(*CLOUD, "boot", "vm", *BOOT, "-f", "json")
    assert done.exit_code == 0, done.stderr
    assert [one["id"] for one in nova(*CLOUD, "list", "-f", "json").json] == [done.json["id"]]


def test_it_comes_up_as_it_was_last_until_it_is_reset() -> None:
    up("--token-lifetime", "77")
    assert nova("sandbox", "down").exit_code == 0
    assert nova(*CLOUD, "list").exit_code == 0
    assert nova("sandbox", "status", "-f", "json").json["token_lifetime"] == 77
    nova("sandbox", "reset")
    assert nova("sandbox", "status", "-f", "json").json["token_lifetime"] == 3600


def test_reset_makes_it_new() -> None:
    told = up()
    nova(*CLOUD, "boot", "vm", *BOOT)
    done = nova("sandbox", "reset")
    assert str(told["url"]) in done.stdout
    assert nova(*CLOUD, "list", "-f", "json").json == []


def test_tokens_are_renewed_as_they_expire() -> None:
    up("--token-lifetime", "2")
    for _ in range(3):
        assert nova(*CLOUD, "list").exit_code == 0
        time.sleep(0.9)


def test_logs_are_the_last_lines() -> None:
    up()
    nova(*CLOUD, "list")
    done = nova("sandbox", "logs", "-n", "2")
    assert len(done.lines) == 2
    assert "INFO" in done.stdout


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
    done = nova("sandbox", "up")
    assert done.exit_code == 1
    assert "did not start" in done.errors[0]
    assert "sandbox.log" in done.errors[1]


def test_a_directory_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "holiday.png").write_text("x")
    done = nova("sandbox", "up", "--state-dir", str(tmp_path))
    assert done.exit_code == 1
    assert "has to be empty" in done.errors[0]
    assert "no sandbox" in nova("sandbox", "reset", "--state-dir", str(tmp_path)).stdout
    assert (tmp_path / "images" / "holiday.png").exists()


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(launch, "find_spec", lambda name: None if name == "uvicorn" else object())
    done = nova(*CLOUD, "list")
    assert done.exit_code == 1
    assert "uvicorn is not installed" in done.errors[0]
    assert "pip install 'mini-nova[sandbox]'" in done.errors[1]


def test_status_in_json_is_what_the_sandbox_says() -> None:
    up()
    status = json.loads(nova("sandbox", "status", "-f", "json").stdout)
    assert Path(str(status["state_dir"])) == state.default_directory(os.environ)
