"""Colours: on a terminal only, and never if NO_COLOR or TERM=dumb says so."""

import pytest

from mini_nova.output import colour
from tests.local_cloud import LocalCloud
from tests.runner import Stream, nova

RED_ERROR = "\x1b[31mERROR\x1b[0m"


@pytest.fixture
def colours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR")


@pytest.mark.parametrize(
    ("tty", "environ", "welcome"),
    [
        (True, {}, True),
        (True, {"NO_COLOR": "", "TERM": "xterm"}, True),
        (True, {"NO_COLOR": "1"}, False),
        (True, {"TERM": "dumb"}, False),
        (False, {"TERM": "xterm"}, False),
    ],
)
def test_who_gets_colours(tty: bool, environ: dict[str, str], welcome: bool) -> None:
    assert colour.is_welcome(Stream(tty=tty), environ) is welcome


@pytest.mark.parametrize(
    ("line", "painted"),
    [
        ("ERROR (NotFound): ERROR", f"{RED_ERROR} (NotFound): ERROR"),
        ("WARNING: odd", "\x1b[33mWARNING\x1b[0m: odd"),
        ("✓ settings: fine.", "\x1b[32m✓\x1b[0m settings: fine."),
        ("✗ login: refused.", "\x1b[31m✗\x1b[0m login: refused."),
        ("no ERROR", "no ERROR"),
        ("ERRORS", "ERRORS"),
        ("", ""),
    ],
)
def test_labels(line: str, painted: str) -> None:
    assert colour.paint_label(line, Stream(tty=True), {}) == painted


def test_only_whole_cells_are_states() -> None:
    table = "| ACTIVE | my ERROR | BUILD  |"
    assert colour.paint_cells(table, Stream(), {}) == table
    assert colour.paint_cells(table, Stream(tty=True), {}) == (
        "| \x1b[32mACTIVE\x1b[0m | my ERROR | \x1b[33mBUILD\x1b[0m  |"
    )


@pytest.mark.usefixtures("colours")
def test_states_and_errors_of_commands(cloud: LocalCloud) -> None:
    cloud.add_server(name="vm")
    assert "| \x1b[32mACTIVE\x1b[0m |" in nova("list", "-c", "Status", tty=True).stdout
    assert nova("show", "nosuch", tty=True).stderr.startswith(f"{RED_ERROR} (CommandError): No ser")


@pytest.mark.usefixtures("colours")
@pytest.mark.parametrize("arguments", [("list",), ("show", "nosuch"), ("doctor",), ("lst",)])
def test_no_escape_off_a_terminal(cloud: LocalCloud, arguments: tuple[str, ...]) -> None:
    cloud.add_server(name="vm")
    run = nova(*arguments)
    assert "\x1b" not in run.stdout + run.stderr


@pytest.mark.usefixtures("colours")
def test_no_escape_in_a_format_for_programs(cloud: LocalCloud) -> None:
    cloud.add_server(name="vm")
    for output_format in ("json", "jsonl", "yaml", "csv", "value", "env"):
        assert "\x1b" not in nova("list", "-f", output_format, tty=True).stdout
