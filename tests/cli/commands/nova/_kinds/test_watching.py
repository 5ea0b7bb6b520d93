"""``--watch``: round after round on a true terminal, which is left as it was."""

import json
import signal
from collections.abc import Iterator

import pytest

from tests.local_cloud import Fault, LocalCloud
from tests.runner import finish, nova, start
from tests.terminal import Terminal

ENTER, LEAVE = "\x1b[?1049h", "\x1b[?1049l"
HOME = "\x1b[H"  # begins a frame
LIST = ("list", "--watch", "0.1")


@pytest.fixture
def watching(cloud: LocalCloud) -> Iterator[Terminal]:
    """A list that has shown its first server."""
    cloud.add_server(name="first")
    with Terminal(*LIST) as terminal:
        terminal.until(ENTER)
        terminal.until("| first ")
        yield terminal


def test_rounds_on_an_alternate_screen(cloud: LocalCloud, watching: Terminal) -> None:
    assert not watching.is_as_before()
    cloud.add_server(name="second")
    watching.until("| second ")
    watching.type("xq")
    watching.until(LEAVE)
    assert watching.exit_code() == 0
    assert watching.is_as_before()
    assert cloud.logins == 1


def test_the_head_says_what_is_shown(watching: Terminal) -> None:
    frame = watching.until("first")
    assert "Every 0.1 s: mini-nova list --watch 0.1" in frame


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_a_signal_ends_it(watching: Terminal, number: signal.Signals, code: int) -> None:
    watching.send(number)
    watching.until(LEAVE)
    watching.until("... terminating mini-nova")
    assert watching.exit_code() == code
    assert watching.is_as_before()


def test_ctrl_c_ends_it(watching: Terminal) -> None:
    watching.type("\x03")
    watching.until(LEAVE)
    assert watching.exit_code() == 130
    assert watching.is_as_before()


def test_ctrl_z_gives_the_terminal_back_until_it_goes_on(
    cloud: LocalCloud, watching: Terminal
) -> None:
    watching.send(signal.SIGTSTP)
    watching.until(LEAVE)
    watching.send(signal.SIGCONT)
    watching.until(ENTER)
    cloud.add_server(name="second")
    watching.until("| second ")
    watching.type("q")
    assert watching.exit_code() == 0
    assert watching.is_as_before()


def test_a_smaller_window(cloud: LocalCloud, watching: Terminal) -> None:
    for number in range(9):
        cloud.add_server(name=f"more-{number}")
    watching.until("| more-8 ")
    watching.resize(60, 8)
    watching.until("more lines")
    watching.resize(100, 20)
    watching.until("| more-8 ")


def test_an_error_is_shown_and_the_next_round_comes(cloud: LocalCloud, watching: Terminal) -> None:
    cloud.faults.add(Fault("GET", "/servers", "status", status=403))
    watching.until("ERROR (Forbidden)")
    cloud.add_server(name="second")
    *_, last_frame = watching.until("| second ").split(HOME)
    assert "ERROR" not in last_frame


def test_a_refused_login_ends_it(cloud: LocalCloud, watching: Terminal) -> None:
    cloud.password = "another"
    cloud.revoke_tokens()
    watching.until(LEAVE)
    watching.until("ERROR (Unauthorized)")
    assert watching.exit_code() == 3
    assert watching.is_as_before()


def test_notes_stay_below_the_title(cloud: LocalCloud) -> None:
    cloud.page_size = 1
    for name in ("web", "db"):
        cloud.add_server(name=name)
    with Terminal(*LIST) as terminal:
        terminal.until(ENTER)
        terminal.until("Every 0.1 s")
        terminal.until("There are more servers than these 1")


def test_the_first_error_is_an_error_as_ever(cloud: LocalCloud) -> None:
    with Terminal("show", "nosuch", "--watch", "0.1") as terminal:
        terminal.until("ERROR (CommandError): No server with a name or ID of 'nosuch' exists.")
        assert terminal.exit_code() == 4
        assert ENTER.encode() not in terminal.shown


def test_lines_of_json_round_after_round(cloud: LocalCloud) -> None:
    cloud.add_server(name="first")
    process = start(*LIST, "-f", "jsonl")
    assert process.stdout is not None
    names = [json.loads(process.stdout.readline())["name"] for _ in range(3)]
    assert names == ["first"] * 3
    cloud.faults.add(Fault("GET", "/servers", "status", status=403))
    cloud.add_server(name="second")
    while json.loads(process.stdout.readline())["name"] != "second":
        pass
    process.terminate()
    run = finish(process)
    assert run.exit_code == 143
    assert run.errors[0].startswith("ERROR (Forbidden)")


@pytest.mark.parametrize("output_format", ["json", "yaml", "csv", "value", "env"])
def test_formats_that_are_whole_only_once(cloud: LocalCloud, output_format: str) -> None:
    run = nova(*LIST, "-f", output_format, tty=True)
    assert run.exit_code == 2
    assert run.errors[0].endswith(f"--watch shows tables or jsonl, not {output_format}")
    assert not cloud.requests


@pytest.mark.parametrize("seconds", ["0", "-1", "nan", "inf", "soon"])
def test_intervals_that_are_none(cloud: LocalCloud, seconds: str) -> None:
    assert nova("list", "--watch", seconds, tty=True).exit_code == 2
    assert not cloud.requests


def test_a_table_needs_a_terminal(cloud: LocalCloud) -> None:
    run = nova(*LIST)
    assert run.exit_code == 2
    assert run.errors[0] == "ERROR (CommandError): --watch needs a terminal"
    assert not cloud.requests
