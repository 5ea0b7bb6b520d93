"""The streams and the terminal: no other module writes to stdout or stderr, or asks how wide
they are.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import time
from collections.abc import Callable, Iterator
from io import StringIO, TextIOWrapper
from typing import TYPE_CHECKING, TextIO

from mini_nova import program
from mini_nova.output.terminal import safe

if TYPE_CHECKING:
    from mini_nova.output.screen import Screen

CLEAR_LINE = "\r\x1b[2K"
DEFAULT_WIDTH = 80  # columns, if nothing says how many there are
NARROWEST = 40  # columns; text for people is not wrapped to fewer
WIDEST_PAGE = 100  # columns
_REDRAW = 0.1  # seconds between two drawings of the live line
_INDENT = 2  # of every line of a note but the first


class IO:
    """Results go to ``out``; notes, progress and errors to ``err``, made safe for a terminal."""

    def __init__(self, out: TextIO | None = None, err: TextIO | None = None) -> None:
        # A stream that was closed before the start is None.
        self.out = out or sys.stdout or _ClosedStream()
        self.err = err or sys.stderr or _devnull()
        self._live = ""
        self._last_drawing = 0.0
        self._note_reader: Callable[[str], None] | None = None
        for stream in (self.out, self.err):
            if isinstance(stream, TextIOWrapper):
                # A locale that lacks a letter must not stop a command.
                stream.reconfigure(errors="backslashreplace")

    @property
    def live(self) -> bool:
        """Whether a line that redraws itself can be shown."""
        return self.err.isatty()

    @property
    def result_width(self) -> int | None:
        """The columns that a result has to fit in; None if it goes to no terminal."""
        return width_of(self.out) if self.out.isatty() else None

    @property
    def note_width(self) -> int | None:
        """The columns that a table on stderr has to fit in; None if it goes to no terminal."""
        return width_of(self.err) if self.err.isatty() else None

    def screen(self) -> Screen:
        """Return the alternate screen of the terminal that results go to."""
        from mini_nova.output.screen import Screen

        is_typed = sys.stdin is not None and sys.stdin.isatty()
        keyboard = sys.stdin.fileno() if is_typed else None
        return Screen(self.out, keyboard)

    @contextlib.contextmanager
    def notes_to(self, reader: Callable[[str], None]) -> Iterator[None]:
        """Hand notes to ``reader`` in this block, if they would go to a terminal."""
        self._note_reader = reader if self.err.isatty() else None
        try:
            yield
        finally:
            self._note_reader = None

    def result(self, text: str) -> None:
        """Write a part of the result, unchanged."""
        self.clear()
        self.out.write(text)

    def result_table(self, text: str) -> None:
        """Write a drawn table, with colours on a terminal."""
        if self.out.isatty():
            from mini_nova.output.colour import paint_cells

            text = paint_cells(text, self.out, os.environ)
        self.result(text)

    def result_line(self, line: str) -> None:
        """Write a line of foreign text, made safe, and flush it."""
        text = safe(line.rstrip("\n"))
        self.result(f"{text}\n")
        self.out.flush()

    def report(self, line: str, indent: int = _INDENT) -> None:
        """Write a line of a report to stdout: wrapped on a terminal, with its mark in colour."""
        text = self._for_people(safe(line), self.out, indent)
        self.result(f"{text}\n")
        self.out.flush()

    def result_bytes(self, content: bytes) -> None:
        """Write foreign bytes: unchanged into a pipe or file, as safe text on a terminal."""
        if self.out.isatty() or not hasattr(self.out, "buffer"):
            text = content.decode(errors="replace")
            self.result(safe(text, lines=True))
            return
        self.clear()
        self.out.flush()
        self.out.buffer.write(content)

    def note(self, text: str, *, lines: bool = False, wrap: bool = True) -> None:
        """Write a line for people to stderr, without any secret of the login.

        With ``lines`` the text may have several, and they stay as they are. Without ``wrap`` the line
        stays whole, so that it can be copied from a terminal.
        """
        self.clear()
        text = program.by_name(_without_secrets(text))
        text = safe(text, lines=lines)
        if self._note_reader is not None:
            self._note_reader(safe(text))
            return
        if wrap and not lines:
            text = self._for_people(text, self.err, _INDENT)
        self._write_error(f"{text}\n")

    def failure(self, line: str) -> None:
        """Write the object of a failure to stderr, unchanged: a program reads it, and it is safe."""
        self.clear()
        self._write_error(f"{line}\n")

    def warn(self, text: str) -> None:
        """Write a note that begins with WARNING."""
        self.note(f"WARNING: {text}")

    def show_warnings_of(self, package: str) -> None:
        """Write what a package logs from now on as warnings."""
        import logging

        warn = self.warn

        class WarningHandler(logging.Handler):
            def emit(self, record: logging.LogRecord) -> None:
                warn(record.getMessage())

        logger = logging.getLogger(package)
        logger.handlers[:] = [WarningHandler()]
        logger.propagate = False

    def progress(self, line: str) -> None:
        """Redraw the live line. Call it only if ``live`` is true."""
        time_of_drawing = time.monotonic()
        is_too_soon = time_of_drawing - self._last_drawing < _REDRAW
        width = width_of(self.err) - 1
        from mini_nova.output.cells import cut

        line = cut(safe(_without_secrets(line)), width)
        if is_too_soon or line == self._live:
            return
        from mini_nova.output.colour import paint_progress

        drawing = paint_progress(line, self.err, os.environ)
        self._write_error(CLEAR_LINE + drawing)
        self._live = line
        self._last_drawing = time_of_drawing

    def clear(self) -> None:
        """Remove the live line."""
        if self._live:
            self._write_error(CLEAR_LINE)
            self._live = ""
            self._last_drawing = 0.0

    def _for_people(self, line: str, stream: TextIO, indent: int) -> str:
        """Wrap and colour a line if the stream is a terminal."""
        if not stream.isatty():
            return line
        from mini_nova.output.colour import paint_label
        from mini_nova.output.wrapping import hang

        text = hang(line, width_of(stream), indent)
        return paint_label(text, stream, os.environ)

    def _write_error(self, text: str) -> None:
        """Write to stderr. If nobody reads it any more, the command goes on all the same."""
        with contextlib.suppress(OSError, ValueError):
            self.err.write(text)
            self.err.flush()


def page_width() -> int:
    """Return the columns of a help page: those of the terminal, but at most 100."""
    return min(width_of(sys.stdout), WIDEST_PAGE)


def width_of(stream: TextIO) -> int:
    """Return the columns of a terminal, at least 40: $COLUMNS, else its own answer, else 80."""
    columns = _columns_variable() or _columns_of(stream) or DEFAULT_WIDTH
    return max(columns, NARROWEST)


def _columns_variable() -> int:
    """Return the number in $COLUMNS, 0 if there is none."""
    text = os.environ.get("COLUMNS", "")
    return int(text) if text.isdecimal() else 0


def _columns_of(stream: TextIO) -> int:
    """Ask a terminal for its columns; 0 if the stream is none."""
    try:
        return os.get_terminal_size(stream.fileno()).columns
    except (OSError, ValueError):
        return 0


def _without_secrets(text: str) -> str:
    from mini_nova_auth import redact  # help does not need it

    return redact.text(text)


class _ClosedStream(StringIO):
    """A stdout that was closed before the start: no result gets lost in silence."""

    def write(self, _text: str) -> int:
        raise OSError(errno.EBADF, "stdout is closed, so the result cannot be shown")


def _devnull() -> TextIO:
    return open(os.devnull, "w", encoding="utf-8")
