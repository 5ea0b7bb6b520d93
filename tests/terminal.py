"""A command on a terminal of its own, which the test watches and types on."""

import fcntl
import os
import pty
import signal
import struct
import subprocess
import sys
import termios
from types import TracebackType
from typing import Any

from tests.runner import LIMIT, environment, read

# The terminal is made the process's own, so that its keys are signals.
COMMAND = (
    sys.executable,
    "-c",
    "import fcntl, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); "
    "from mini_nova.main import main; main()",
)


class Terminal:
    """A window of so many columns and lines in which mini-nova runs."""

    def __init__(self, *arguments: str, columns: int = 100, lines: int = 20) -> None:
        self._ours, theirs = pty.openpty()
        self.resize(columns, lines)
        self.mode = self._mode()
        self.shown = b""
        self._position = 0
        self._process = subprocess.Popen(
            [*COMMAND, *arguments],
            env=environment(),
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
        )
        # It stays open on this side, too: the terminal's mode is compared at the end.
        self._theirs = theirs

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._process.kill()
        self._process.wait()
        for descriptor in (self._ours, self._theirs):
            os.close(descriptor)

    def until(self, text: str) -> str:
        """Wait until a text is shown that was not shown before; returns all up to its end."""
        words = text.encode()
        while words not in self.shown[self._position :]:
            self.shown += read(self._ours)
        start = self._position
        self._position = self.shown.index(words, start) + len(words)
        return self.shown[start : self._position].decode()

    def type(self, keys: str) -> None:
        """Type on its keyboard."""
        os.write(self._ours, keys.encode())

    def send(self, number: signal.Signals) -> None:
        """Send the process a signal."""
        self._process.send_signal(number)

    def resize(self, columns: int, lines: int) -> None:
        """Change the size of the window."""
        fcntl.ioctl(self._ours, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def exit_code(self) -> int:
        """Wait for the process to end."""
        return self._process.wait(LIMIT)

    def is_as_before(self) -> bool:
        """Whether the terminal is in the mode that it was in before the command."""
        return self._mode() == self.mode

    def _mode(self) -> list[Any]:
        return termios.tcgetattr(self._ours)
