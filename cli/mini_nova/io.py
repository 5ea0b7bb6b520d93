"""The one owner of the streams and of what is known about the terminal."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from io import TextIOWrapper
from typing import TextIO

from mini_nova.output.terminal import safe

CLEAR_LINE = "\r\x1b[2K"
_REDRAW = 0.1  # seconds between two drawings of the live line


class IO:
    """Results to ``out``; notes, progress and errors to ``err``. Text for people is made safe for a terminal here."""

    def __init__(self, out: TextIO | None = None, err: TextIO | None = None) -> None:
        self.out = (
            out or sys.stdout or _nowhere()
        )  # a stream that was closed before the start is None
        self.err = err or sys.stderr or _nowhere()
        self._live = ""
        self._drawn = 0.0
        for stream in (self.out, self.err):
            if isinstance(stream, TextIOWrapper):
                stream.reconfigure(
                    errors="backslashreplace"
                )  # a locale that lacks a letter stops nothing

    @property
    def live(self) -> bool:
        """Whether a line that redraws itself can be shown."""
        return self.err.isatty()

    def result(self, text: str) -> None:
        """A part of the result, as it stands."""
        self.clear()
        self.out.write(text)

    def result_line(self, line: str) -> None:
        """A line of text that others wrote, made safe, and at once where somebody watches."""
        self.result(safe(line.rstrip("\n")) + "\n")
        self.out.flush()

    def result_bytes(self, content: bytes) -> None:
        """A part of the result that is no text of ours: bytes as they are, made safe where a terminal would show them."""
        if self.out.isatty() or not hasattr(self.out, "buffer"):
            self.result(safe(content.decode(errors="replace"), lines=True))
            return
        self.clear()
        self.out.flush()
        self.out.buffer.write(content)

    def note(self, text: str, *, lines: bool = False) -> None:
        """A line for people, on stderr; with ``lines`` several. No secret of the login is in it, whoever wrote it."""
        self.clear()
        self._tell(safe(_without_secrets(text), lines=lines) + "\n")

    def warn(self, text: str) -> None:
        """A line that begins with WARNING."""
        self.note(f"WARNING: {text}")

    def progress(self, line: str) -> None:
        """Draws the live line anew; only where ``live`` is true."""
        now = time.monotonic()
        line = safe(_without_secrets(line))[: max(_width() - 1, 20)]
        if line != self._live and now - self._drawn >= _REDRAW:
            self._tell(CLEAR_LINE + line)
            self._live, self._drawn = line, now

    def clear(self) -> None:
        """Takes the live line away."""
        if self._live:
            self._tell(CLEAR_LINE)
            self._live, self._drawn = "", 0.0

    def _tell(self, text: str) -> None:
        """To stderr, if anybody listens: that nobody does must not end what is under way."""
        with contextlib.suppress(OSError, ValueError):
            self.err.write(text)
            self.err.flush()


def _without_secrets(text: str) -> str:
    from mini_nova_auth import redact  # help needs none of it

    return redact.text(text)


def _nowhere() -> TextIO:
    return open(os.devnull, "w", encoding="utf-8")


def _width() -> int:
    import shutil

    return shutil.get_terminal_size().columns
