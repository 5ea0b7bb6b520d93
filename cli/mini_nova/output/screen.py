"""The alternate screen of a terminal: what was there before comes back, whatever ends the use."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import termios
from collections.abc import Sequence
from types import FrameType
from typing import Any, TextIO

from mini_nova.output.cells import cut, pad
from mini_nova.output.colour import paint_cells

# The alternate screen, without a cursor, and with long lines cut off.
_ENTER = "\x1b[?1049h\x1b[?25l\x1b[?7l"
_LEAVE = "\x1b[?7h\x1b[?25h\x1b[?1049l"
_HOME = "\x1b[H"
_DEFAULT_SIZE = (80, 24)  # columns and lines, if the terminal does not tell
_LOCAL_MODES, _CHARACTERS = 3, 6  # of the list that termios has for a terminal
_NO_CHARACTER = b"\0"
_MOST_KEYS = 64  # read at once
HANG_UP = "\x04"  # in place of keys, if the terminal has gone


class Screen:
    """Draws lines over the whole window, and waits for keys. A context manager.

    The screen appears with the first drawing. Ctrl-Z gives the terminal back until the process goes
    on. Use it in the main thread; any thread may call ``wake``.
    """

    def __init__(self, out: TextIO, keyboard: int | None) -> None:
        self._out = out
        self._keyboard = keyboard  # a descriptor, if there is one
        self._mode: list[Any] | None = None  # of the keyboard, before the screen appeared
        self._is_shown = False
        self._is_stale = False  # somebody else may have used the terminal since
        self._is_to_stop = False
        self._handlers: dict[int, Any] = {}
        self._receiver, self._sender = socket.socketpair()

    def __enter__(self) -> Screen:
        for end in (self._receiver, self._sender):
            end.setblocking(False)
        signal.set_wakeup_fd(self._sender.fileno(), warn_on_full_buffer=False)
        handlers = {
            signal.SIGWINCH: _go_on,
            signal.SIGCONT: self._show_again,
            signal.SIGTSTP: self._stop_soon,
        }
        for number, handler in handlers.items():
            self._handlers[number] = signal.signal(number, handler)
        return self

    def __exit__(self, *_: object) -> None:
        self._hide()
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(-1)
        self._receiver.close()
        self._sender.close()

    @property
    def size(self) -> tuple[int, int]:
        """The columns and lines of the window."""
        try:
            columns, lines = os.get_terminal_size(self._out.fileno())
        except (OSError, ValueError):
            return _DEFAULT_SIZE
        if not columns or not lines:
            return _DEFAULT_SIZE
        return columns, lines

    def draw(self, lines: Sequence[str]) -> None:
        """Write lines over the window, cut to its size, with nothing erased before: no flicker."""
        columns, height = self.size
        rows = [*lines, *[""] * height][:height]
        padded_rows = [_padded(row, columns) for row in rows]
        frame = "\r\n".join(padded_rows)
        self._show()
        self._out.write(_HOME + paint_cells(frame, self._out, os.environ))
        self._out.flush()

    def wait(self, seconds: float | None) -> str:
        """Wait until keys are typed, the window changes, ``wake`` is called or the time has passed.

        Returns the keys. None is no limit.
        """
        sources: list[Any] = [self._receiver]
        if self._keyboard is not None:
            sources.append(self._keyboard)
        ready, _, _ = select.select(sources, [], [], seconds)
        if self._receiver in ready:
            self._receiver.recv(4096)
        if self._is_to_stop:
            self._stop()
        if self._keyboard is not None and self._keyboard in ready:
            return _keys(self._keyboard)
        return ""

    def wake(self) -> None:
        """End the current or next ``wait``."""
        with contextlib.suppress(OSError):  # full, or closed at the end
            self._sender.send(b"\0")

    def _show(self) -> None:
        if self._is_shown and not self._is_stale:
            return
        self._is_stale = False
        self._set_mode()
        self._is_shown = True
        self._out.write(_ENTER)

    def _set_mode(self) -> None:
        """Have keys come as they are typed, unseen; Ctrl-C and Ctrl-Z are signals as before.

        A process in the background stops here. Ctrl-\\ would end the process with the screen left
        behind, so it is a key like any other.
        """
        if self._keyboard is None:
            return
        if self._mode is None:
            self._mode = termios.tcgetattr(self._keyboard)
        mode = list(self._mode)
        characters = list(mode[_CHARACTERS])
        characters[termios.VQUIT] = _NO_CHARACTER
        characters[termios.VMIN], characters[termios.VTIME] = 1, 0
        mode[_CHARACTERS] = characters
        mode[_LOCAL_MODES] &= ~(termios.ICANON | termios.ECHO)
        termios.tcsetattr(self._keyboard, termios.TCSANOW, mode)

    def _hide(self) -> None:
        """Give the terminal back as it was. If it has gone, there is nothing to give back."""
        with contextlib.suppress(OSError, termios.error):
            if self._is_shown:
                self._is_shown = False
                self._out.write(_LEAVE)
                self._out.flush()
            if self._mode is not None and self._keyboard is not None:
                ignore = signal.signal(signal.SIGTTOU, signal.SIG_IGN)  # even from the background
                termios.tcsetattr(self._keyboard, termios.TCSADRAIN, self._mode)
                signal.signal(signal.SIGTTOU, ignore)
        self._mode = None

    def _stop(self) -> None:
        """Stop this process, with the terminal as it was, until somebody continues it."""
        self._is_to_stop = False
        self._hide()
        signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGTSTP)
        signal.signal(signal.SIGTSTP, self._stop_soon)

    def _stop_soon(self, _number: int, _frame: FrameType | None) -> None:
        self._is_to_stop = True

    def _show_again(self, _number: int, _frame: FrameType | None) -> None:
        """Let the next drawing set up the screen: a shell may have had the terminal meanwhile."""
        self._is_stale = True


def _go_on(_number: int, _frame: FrameType | None) -> None:
    """Do nothing: that the signal has come ends the wait."""


def _keys(keyboard: int) -> str:
    try:
        content = os.read(keyboard, _MOST_KEYS)
    except OSError:
        return HANG_UP
    return content.decode(errors="replace") or HANG_UP


def _padded(row: str, columns: int) -> str:
    text = cut(row.expandtabs(), columns)
    return pad(text, columns)
