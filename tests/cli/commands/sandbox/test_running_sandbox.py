"""What a running sandbox can do: one sandbox serves all tests of this module."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from mini_nova.sandbox import launch, state
from tests.runner import LIMIT, nova

pytest.importorskip("uvicorn", reason="the sandbox is an extra: pip install '.[sandbox]'")
CLOUD = ("--os-cloud", "sandbox")
BOOT = ("--flavor", "testflav", "--image", "cirros-0.3.0-x86_64", "--poll")


@pytest.fixture(scope="module")
def state_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The XDG_STATE_HOME of a sandbox that runs for all tests of this module."""
    home = tmp_path_factory.mktemp("state")
    directory = state.default_directory({"XDG_STATE_HOME": str(home)})
    launch.start(directory, ["--pace", "0"])
    yield home
    launch.stop(directory)


@pytest.fixture(autouse=True)
def _sandbox(state_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(state_home))


def test_variables_of_another_cloud_do_not_reach_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "OS_AUTH_URL": "http://127.0.0.1:1/v3",
        "OS_USERNAME": "other",
        "OS_PASSWORD": "x",
        "OS_PROJECT_NAME": "y",
    }.items():
        monkeypatch.setenv(name, value)
    assert nova(*CLOUD, "token", "issue", "-f", "json").json["user_name"] == "admin"


def test_env_is_what_a_shell_needs() -> None:
    for identity, path in (("1", "v1.1"), ("2", "v2.0"), ("3", "v3")):
        lines = nova("sandbox", "env", "--identity", identity, "--as", "demo").stdout
        script = f"{lines}\nprintenv OS_AUTH_URL OS_USERNAME"
        values = subprocess.run(
            ["sh", "-c", script], capture_output=True, text=True, check=True, timeout=LIMIT
        ).stdout.split()
        assert values[0].endswith(f"/identity/{path}")
        assert values[1] == "demo"


@pytest.mark.parametrize("identity", ["1", "2", "3"])
def test_the_client_itself_speaks_every_protocol_to_it(
    identity: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for line in nova("sandbox", "env", "--identity", identity).stdout.splitlines():
        word, _, rest = line.partition(" ")
        if word == "export":
            name, _, value = rest.partition("=")
            monkeypatch.setenv(name, value.strip("'"))
    image = "e540ef5b-baf0-417e-b6c2-3a0364af25d5"
    run = nova("boot", "vm", "--flavor", "6", "--image", image, "--poll", "-f", "json")
    assert run.exit_code == 0, run.stderr
    assert run.json["status"] == "ACTIVE"


def test_trace_shows_the_way() -> None:
    nova(*CLOUD, "boot", "traced", *BOOT)
    run = nova("sandbox", "trace", "traced")
    steps = [row[0] for row in run.cells[1:]]
    assert steps[:2] == ["_create_instance", "_schedule_run_instance"]
    assert steps[-1] == "done"
    assert nova("sandbox", "trace", "other").exit_code == 4


@pytest.mark.parametrize(
    ("fault", "code", "words"),
    [
        ("no-valid-host", 5, "No valid host was found"),
        ("network", 5, "sandbox:fault=network"),
        ("spawn", 5, "Exhausted all hosts available for retrying build failures"),
        ("stuck", 6, "BUILD"),
        ("slow:0.2", 0, ""),
    ],
)
def test_what_boot_makes_of_each_fault(fault: str, code: int, words: str) -> None:
    limit = "3" if fault == "stuck" else "120"
    meta = f"sandbox:fault={fault}"
    run = nova(*CLOUD, "boot", "vm", *BOOT, "--meta", meta, "--timeout", limit)
    assert run.exit_code == code, run.stderr
    assert words in run.stderr


@pytest.mark.parametrize(
    ("option", "value", "current"),
    [
        ("--port", "1", "PORT"),
        ("--driver", "libvirt", "fake"),
        ("--pace", "3.0", "0.0"),
        ("--token-lifetime", "9.0", "3600.0"),
        ("--idle", "9.0", "3600.0"),
        ("--hosts", "5", "2"),
        ("--host-memory-mb", "512", "131072"),
        ("--log-level", "debug", "info"),
    ],
)
def test_options_of_a_sandbox_that_is_up_do_not_count(
    option: str, value: str, current: str
) -> None:
    port = nova("sandbox", "status", "-f", "json").json["port"]
    again = nova("sandbox", "up", option, value)
    current = current.replace("PORT", str(port))
    assert again.exit_code == 0
    assert f"{option} {value} does not count until mini-nova sandbox down" in again.errors[1]
    assert f"it runs with {option} {current}" in again.errors[1]


def test_clouds_are_listed_with_its_url() -> None:
    url = nova("sandbox", "status", "-f", "json").json["url"]
    (row,) = nova("cloud", "list", "-f", "json").json
    assert (row["name"], row["auth_url"]) == ("sandbox", f"{url}/identity/v3")


@pytest.mark.parametrize("user", ["admin", "demo"])
def test_clouds_yaml_is_written_for_it(user: str) -> None:
    yaml = nova("sandbox", "env", "--shell", "clouds.yaml", "--as", user).stdout
    Path("clouds.yaml").write_text(yaml)
    cloud = "sandbox" if user == "admin" else "sandbox-demo"
    run = nova("--os-cloud", cloud, "token", "issue", "-f", "json")
    assert run.json["user_name"] == user


def test_faults_are_planned_listed_and_cleared() -> None:
    assert nova("sandbox", "fault", "add", "catalog.region-case").exit_code == 0
    wrong = nova(*CLOUD, "--no-cache", "list")
    assert wrong.exit_code == 3
    assert "regionOne" in wrong.stderr
    assert nova("sandbox", "fault", "clear", "catalog.region-case").exit_code == 0
    options = ("--status", "503", "--path", "/compute/*/servers/detail", "--count", "1")
    assert nova("sandbox", "fault", "add", "status", *options).exit_code == 0
    rows = nova("sandbox", "fault", "list", "-f", "json").json
    planned = [row for row in rows if row["fault"]]
    assert planned[0]["fault"]["status"] == 503
    assert nova(*CLOUD, "list").exit_code == 0  # a read is asked again
    assert nova("sandbox", "fault", "add", "nonsense").exit_code == 2


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("lose", "--status", "503"), "status means nothing for lose"),
        (("lose", "--seconds", "3"), "seconds means nothing for lose"),
        (("status", "--seconds", "3"), "seconds means nothing for status"),
        (("hang", "--status", "500"), "status means nothing for hang"),
        (("catalog.template", "--count", "2"), "takes no options"),
    ],
)
def test_options_that_mean_nothing_for_a_fault_are_refused(
    options: tuple[str, ...], words: str
) -> None:
    run = nova("sandbox", "fault", "add", *options)
    assert run.exit_code == 2
    assert words in run.stderr
    rows = nova("sandbox", "fault", "list", "-f", "json").json
    assert not [row for row in rows if row["planned"]]


@pytest.mark.parametrize(
    ("name", "members"),
    [
        ("status", {"id", "kind", "method", "path", "remaining", "status"}),
        ("hang", {"id", "kind", "method", "path", "remaining", "seconds"}),
        ("lose", {"id", "kind", "method", "path", "remaining"}),
        ("catalog.empty", {"id", "kind", "name"}),
    ],
)
def test_a_fault_shows_what_it_has(name: str, members: set[str]) -> None:
    fault = nova("sandbox", "fault", "add", name, "-f", "json").json
    nova("sandbox", "fault", "clear")
    assert set(fault) == members


def test_the_trace_of_several_servers_of_a_name_is_ambiguous() -> None:
    for _ in range(2):
        assert nova(*CLOUD, "boot", "twin", *BOOT).exit_code == 0
    run = nova("sandbox", "trace", "twin")
    assert run.exit_code == 4
    assert "use an id" in run.stderr
    assert nova("sandbox", "trace", "nosuch").exit_code == 4


def test_a_lost_answer_books_no_second_server() -> None:
    nova("sandbox", "fault", "add", "lose", "--method", "post", "--path", "/compute/*/servers")
    run = nova(*CLOUD, "boot", "lost", *BOOT, "-f", "json")
    assert run.exit_code == 0, run.stderr
    servers = nova(*CLOUD, "list", "--name", "^lost$", "-f", "json").json
    assert [server["id"] for server in servers] == [run.json["id"]]


def test_logs_are_the_last_lines() -> None:
    nova(*CLOUD, "list")
    run = nova("sandbox", "logs", "-n", "2")
    assert len(run.lines) == 2
    assert "INFO" in run.stdout


def test_status_in_json_is_what_the_sandbox_says() -> None:
    status = nova("sandbox", "status", "-f", "json").json
    assert Path(status["state_dir"]) == state.default_directory(os.environ)
