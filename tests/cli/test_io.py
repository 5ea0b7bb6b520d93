"""The streams: results and notes apart, and the live line gone before anything else is written."""

import pytest

from mini_nova import io
from mini_nova.io import CLEAR_LINE, IO
from tests.runner import Stream


@pytest.fixture
def err() -> Stream:
    return Stream(tty=True)


def test_results_and_notes_go_different_ways() -> None:
    out, err = Stream(), Stream()
    streams = IO(out, err)
    streams.result("result\n")
    streams.note("note\x1b[31m")
    streams.warn("careful")
    assert out.getvalue() == "result\n"
    assert err.getvalue() == "note[31m\nWARNING: careful\n"


def test_the_live_line_is_cleared_first(err: Stream) -> None:
    streams = IO(Stream(), err)
    streams.progress("BUILD")
    streams.note("note")
    assert err.getvalue() == f"{CLEAR_LINE}BUILD{CLEAR_LINE}note\n"
    streams.clear()
    assert err.getvalue().endswith("note\n")


def test_the_live_line_is_drawn_when_it_changes_but_not_too_often(
    err: Stream, monkeypatch: pytest.MonkeyPatch
) -> None:
    streams = IO(Stream(), err)
    for line in ("one", "two", "three"):
        streams.progress(line)
    assert err.getvalue() == f"{CLEAR_LINE}one"
    monkeypatch.setattr(io, "_REDRAW", -1.0)
    for line in ("four", "four"):
        streams.progress(line)
    assert err.getvalue() == f"{CLEAR_LINE}one{CLEAR_LINE}four"


def test_the_live_line_fits_the_terminal_and_cannot_drive_it(
    err: Stream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    IO(Stream(), err).progress("a\x1b[2J\n" + "b" * 100)
    line = err.getvalue().removeprefix(CLEAR_LINE)
    assert len(line) == 39
    assert line.isprintable()


@pytest.mark.parametrize("out_tty", [True, False])
@pytest.mark.parametrize("err_tty", [True, False])
def test_only_stderr_decides_whether_a_line_can_live(out_tty: bool, err_tty: bool) -> None:
    assert IO(Stream(tty=out_tty), Stream(tty=err_tty)).live is err_tty
