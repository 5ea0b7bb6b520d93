"""The command as a whole: help, version, what is loaded for them, and streams that end early."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from mini_nova import __version__
from tests.cli.compute.boot.test_create_request import IMAGE
from tests.local_cloud import Fault, LocalCloud
from tests.runner import (
    COMMAND,
    LIMIT,
    environment,
    finish,
    nova,
    nova_on_terminal,
    nova_process,
    start,
    wait_until,
)

BOOT = ("boot", "vm", "--flavor", "6", "--image", IMAGE)


@pytest.mark.parametrize("tty", [False, True])
def test_the_version(tty: bool) -> None:
    assert nova("--version", tty=tty) == (f"mini-nova {__version__}\n", "", 0)


@pytest.mark.parametrize("arguments", [("boot",), ("list",), ("token",), ("token", "issue")])
def test_help_of_a_command_needs_no_settings(arguments: tuple[str, ...]) -> None:
    run = nova(*arguments, "--help")
    assert (run.exit_code, run.stderr) == (0, "")
    assert run.lines[0].startswith(f"Usage: mini-nova {' '.join(arguments)} [OPTIONS]")


def test_help_says_what_the_arguments_are_and_lists_no_bare_names(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    run = nova("catalog", "diff", "--help")
    assert (
        "  A and B are each a cloud of clouds.yaml, a file that 'catalog list -f json'" in run.lines
    )
    assert not any(line.strip() in ("A", "B") for line in run.lines)


@pytest.mark.parametrize("arguments", [(), ("token",)])
def test_a_group_alone_shows_its_help_on_lines_of_their_own(arguments: tuple[str, ...]) -> None:
    run = nova(*arguments)
    shown = run.lines + run.errors
    assert shown[0].startswith("Usage: mini-nova ")
    assert "Options:" in shown


def test_a_command_loads_its_own_module_only(cloud: LocalCloud) -> None:
    program = (
        sys.executable,
        "-c",
        "import sys\nfrom mini_nova.main import run\nrun(sys.argv[1:])\n"
        "loaded = {name for name in sys.modules if name.startswith('mini_nova.commands.')}\n"
        "print(*sorted(name for name in loaded if hasattr(sys.modules[name], 'command')))",
    )
    assert (
        finish(start("list", "-f", "json", program=program)).lines[-1]
        == "mini_nova.commands.nova.servers.list"
    )


def test_a_command_in_a_process_of_its_own(cloud: LocalCloud) -> None:
    cloud.add_server(name="vm")
    run = nova_process("list", "-f", "value", "-c", "Name")
    assert run == ("vm\n", "", 0)


def test_a_command_on_a_true_terminal(cloud: LocalCloud) -> None:
    cloud.add_server(name="vm")
    run = nova_on_terminal("list", "-c", "Name")
    assert run.stdout == "+------+\r\n| Name |\r\n+------+\r\n| vm   |\r\n+------+\r\n"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("nosuch",), "No such command 'nosuch'"),
        (("list", "--colour"), "No such option"),
        (("list", "extra"), "Got unexpected extra argument (extra)"),
        (("show",), "Missing argument 'SERVER'."),
        (("token", "nosuch"), "No such command 'nosuch'"),
        (("--colour", "list"), "No such option"),
        (("list", "-c"), "Option '-c' requires an argument."),
    ],
)
def test_usage_errors(cloud: LocalCloud, arguments: tuple[str, ...], sentence: str) -> None:
    run = nova(*arguments)
    assert (run.exit_code, run.stdout, cloud.requests) == (2, "", [])
    assert run.errors[0].startswith(f"ERROR (CommandError): {sentence}")
    assert run.errors[1].startswith(("Try 'mini-nova", "Did you mean '"))


@pytest.mark.parametrize(
    ("arguments", "sentence", "code"),
    [
        (("list",), "there is no password, and no terminal to ask for it", 3),
        (("login",), "there is no secret to keep, and no terminal to ask for it", 2),
        (
            ("login", "--password-stdin"),
            "there is no secret to keep, and no terminal to ask for it",
            2,
        ),
        (
            ("token", "show", "-"),
            "that is no token: it has to be one word of printable characters",
            2,
        ),
        (("api", "POST", "/servers", "--data", "@-"), "the data is not JSON", 2),
    ],
)
def test_a_closed_stdin_is_an_empty_one(
    cloud: LocalCloud,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    sentence: str,
    code: int,
) -> None:
    monkeypatch.delenv("OS_PASSWORD")
    closed = ("sh", "-c", 'exec "$@" <&-', "sh", *COMMAND)
    run = finish(start(*arguments, program=closed))
    assert (run.errors[0], run.exit_code) == (f"ERROR (CommandError): {sentence}", code)


@pytest.mark.parametrize("arguments", [("list", "-f", "jsonl"), ("--help",), ("list",)])
def test_a_reader_that_goes_away_is_no_trouble(
    cloud: LocalCloud, arguments: tuple[str, ...]
) -> None:
    for number in range(300):
        cloud.add_server(name=f"vm{number}" * 20)
    process = start(*arguments)
    assert process.stdout is not None
    process.stdout.close()
    process.stdout = None
    assert finish(process).stderr == ""


LONG = tuple(word for number in range(20) for word in ("--meta", f"k{number}={'v' * 250}"))
CLOSED_STDOUT = ("sh", "-c", 'exec "$@" >&-', "sh", *COMMAND)


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("output_format", ["table", "json", "value"])
@pytest.mark.parametrize("options", [(), ("--poll",), LONG])
def test_a_reader_that_goes_away_does_not_take_the_id_of_a_new_server(
    cloud: LocalCloud,
    monkeypatch: pytest.MonkeyPatch,
    options: tuple[str, ...],
    output_format: str,
    unbuffered: str,
) -> None:
    monkeypatch.setenv("PYTHONUNBUFFERED", unbuffered)
    cloud.pace = []
    process = start(*BOOT, *options, "-f", output_format)
    assert process.stdout is not None
    process.stdout.close()
    process.stdout = None
    run = finish(process)
    (server_id,) = cloud.servers
    assert run.exit_code == 1
    assert f"The server is booked all the same: {server_id}" in run.errors


@pytest.mark.parametrize("options", [(), ("--poll",), LONG])
def test_a_closed_stdout_does_not_take_the_id_of_a_new_server(
    cloud: LocalCloud, options: tuple[str, ...]
) -> None:
    cloud.pace = []
    run = finish(start(*BOOT, *options, program=CLOSED_STDOUT))
    (server_id,) = cloud.servers
    assert run.exit_code == 1
    assert "stdout is closed" in run.stderr
    assert f"The server is booked all the same: {server_id}" in run.errors


def test_a_closed_stdout_is_no_matter_to_a_command_without_a_result(cloud: LocalCloud) -> None:
    cloud.add_server(name="vm")
    assert finish(start("pause", "vm", program=CLOSED_STDOUT)) == ("", "", 0)


def test_the_first_line_can_be_had_alone(cloud: LocalCloud) -> None:
    for number in range(3000):
        cloud.add_server(name=f"vm{number}", created="2026-01-01T00:00:00Z")
    cloud.page_size = 5000
    process = start("list", "-f", "value", "-c", "Name")
    assert process.stdout is not None
    assert process.stdout.readline() == "vm2999\n"
    process.stdout.close()
    process.stdout = None
    assert finish(process).stderr == ""


def test_a_disk_that_is_full_is_an_error(cloud: LocalCloud) -> None:
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            [*COMMAND, "list"],
            env=environment(),
            stdout=full,
            stderr=subprocess.PIPE,
            timeout=LIMIT,
            check=False,
        )
    assert (ended.returncode, ended.stderr) == (
        1,
        b"ERROR (CommandError): No space left on device\n",
    )


def test_an_interrupt_ends_quietly(cloud: LocalCloud) -> None:
    cloud.faults.add(Fault("GET", "/servers", "hang"))
    process = start("list")
    wait_until(lambda: cloud.count("GET", "/servers"))
    process.send_signal(signal.SIGINT)
    run = finish(process)
    assert (run.stdout, run.stderr.strip(), run.exit_code) == ("", "... terminating mini-nova", 130)


@pytest.mark.parametrize("output_format", ["table", "json", "value"])
def test_a_terminal_that_knows_only_ascii(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch, output_format: str
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    cloud.add_server(name="Zürich")
    run = nova_process("list", "-f", output_format, "-c", "Name")
    assert (run.exit_code, run.stderr) == (0, "")
    assert "Z\\xfcrich" in run.stdout


def test_the_oldest_click_that_is_allowed_has_fewer_errors_of_its_own(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr("click.exceptions.NoArgsIsHelpError", raising=False)
    assert nova("list", "--colour").exit_code == 2
    assert nova("show", "nosuch").exit_code == 4
