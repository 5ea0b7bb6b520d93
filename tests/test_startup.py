"""What a command may load: every command is a process, and what it does not need it does not
wait for.
"""

import subprocess
import sys

import pytest

from tests.local_cloud import LocalCloud
from tests.runner import LIMIT, environment, modules_of, nova_process

HEAVY = ("jmespath", "requests", "urllib3", "keyring", "tabulate", "yaml", "dataclasses", "ssl")
SHOW = "import sys; from mini_nova.main import run; code = run({arguments!r}); print(code, *sys.modules, file=sys.stderr)"


def modules(*arguments: str) -> set[str]:
    """The modules that are loaded when a command has run."""
    program = SHOW.format(arguments=list(arguments))
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
        timeout=LIMIT,
    )
    code, *names = done.stderr.splitlines()[-1].split()
    assert code == "0", done.stderr
    return set(names)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["--version"],
        ["boot", "--help"],
        ["list", "-h"],
        ["token", "--help"],
        ["help", "options"],
        ["help", "servers"],
        ["help", "token", "issue"],
    ],
)
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    assert modules(*arguments).isdisjoint(HEAVY)


def test_a_completion_script_takes_no_http_and_no_keyring() -> None:
    loaded = modules("completion", "zsh")
    assert loaded.isdisjoint({"requests", "urllib3", "keyring", "tabulate", "yaml", "ssl"})


def test_help_of_all_loads_no_command() -> None:
    assert not [name for name in modules("--help") if name.startswith("mini_nova.commands.")]


@pytest.mark.parametrize("command", ["boot", "list", "show", "wait", "delete", "flavor-list"])
def test_help_of_a_command_loads_nothing_that_sends(command: str) -> None:
    senders = {
        "mini_nova.compute.api",
        "mini_nova.compute.boot.boot",
        "mini_nova.compute.boot.create_request",
        "mini_nova.compute.wait.until",
        "mini_nova_auth.login.plan",
        "mini_nova_auth.session",
    }
    assert modules(command, "--help").isdisjoint(senders)


def test_a_warm_list_loads_what_it_needs(cloud: LocalCloud) -> None:
    nova_process("list")
    loaded = modules("list", "-f", "json")
    assert loaded.isdisjoint({"keyring", "tabulate", "yaml", "dataclasses"})
    assert not [name for name in loaded if name.startswith("mini_nova_auth.methods.v")]
    assert "mini_nova.commands.nova.servers.boot" not in loaded
    assert "mini_nova_auth.secrets.keyring_store" not in loaded
    assert "mini_nova_auth.login.cold" not in loaded
    unused = {"images", "flavors", "networks"}
    assert loaded.isdisjoint(f"mini_nova.compute.resources.{name}" for name in unused)


@pytest.mark.parametrize(
    "arguments",
    [
        ["catalog", "list", "-f", "json"],
        ["catalog", "show", "compute", "-f", "json"],
        ["catalog", "endpoint", "compute"],
        ["catalog", "endpoint", "image", "--why", "-f", "json"],
        ["whoami", "-f", "json"],
        ["token", "issue", "-f", "json"],
        ["cloud", "status", "-f", "json"],
        ["cloud", "status", "--short"],
        ["cache", "list", "-f", "json"],
    ],
    ids=" ".join,
)
def test_a_warm_command_that_sends_nothing_loads_nothing_heavy(
    cloud: LocalCloud, arguments: list[str]
) -> None:
    nova_process("list")
    cloud.requests.clear()
    loaded = modules(*arguments)
    assert loaded.isdisjoint({*HEAVY, "http.client", "email"})
    assert "mini_nova_auth.login.cold" not in loaded
    assert cloud.requests == []


def test_whether_a_failure_is_for_a_program_needs_no_other_module() -> None:
    """A signal may come while any of them is half loaded."""
    loaded = modules_of("mini_nova.error_format")
    assert loaded <= {"mini_nova", "mini_nova.error_format", "__future__"}


def test_success_loads_nothing_for_failures(cloud: LocalCloud) -> None:
    loaded = modules("list", "-f", "json")
    names = ("error_format", "failure_codes", "failure_object", "explain", "compute.changes")
    assert loaded.isdisjoint(f"mini_nova.{name}" for name in names)


def test_a_command_that_sends_loads_the_http_library_first(cloud: LocalCloud) -> None:
    """From deep inside a command, to load it takes 50 ms longer."""
    nova_process("list")
    program = "import sys; from mini_nova import main; main._load(['list']); print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
        timeout=LIMIT,
    )
    loaded = done.stdout.split()
    assert "requests" in loaded
    assert "mini_nova_auth.session" not in loaded


def test_a_warm_list_sends_one_request(cloud: LocalCloud) -> None:
    nova_process("list")
    before = len(cloud.requests)
    nova_process("list")
    assert len(cloud.requests) == before + 1
