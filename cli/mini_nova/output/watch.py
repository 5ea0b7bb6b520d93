"""Read something again and again, and show the last result on a screen."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Thread

from mini_nova.output.cells import cells, shorten
from mini_nova.output.screen import HANG_UP, Screen

Drawing = Callable[[int], str]  # a result as text for a window of so many columns
Read = Callable[[], Drawing]
Explain = Callable[[Exception], str]
_ENDING_KEYS = frozenset(("q", "Q", HANG_UP))
_GAP = 2  # cells between the two sides of the head


class Watch:
    """Draws a head and the result of each round, until somebody types q.

    The head has the title, the interval in seconds, the time of the last good result, and below
    that the last error or note. ``explain`` returns the sentence of an error after which the next
    round may do better; it raises any other.
    """

    def __init__(
        self, screen: Screen, title: str, interval: float, read: Read, explain: Explain
    ) -> None:
        self._screen = screen
        self._title = title
        self._interval = interval
        self._read = read
        self._explain = explain
        self._drawing: Drawing = _empty
        self._clock = ""
        self._remark = ""
        self._last_note = ""  # of this round
        self._round: _Round | None = None
        self._next_round = 0.0  # on the monotonic clock, in seconds

    def run(self, drawing: Drawing) -> None:
        """Show a first result, then those of further rounds. Raises what ``explain`` raises."""
        self._take(drawing)
        keys = ""
        with self._screen:
            while _ENDING_KEYS.isdisjoint(keys):
                self._go_on()
                self._draw()
                keys = self._screen.wait(self._patience())

    def note(self, sentence: str) -> None:
        """Show a note of this round below the title. Any thread may call it."""
        self._last_note = sentence
        self._remark = sentence
        self._screen.wake()

    def _go_on(self) -> None:
        """Take the result of a round that is over, or begin one if it is time."""
        if self._round is None:
            if time.monotonic() >= self._next_round:
                self._last_note = ""
                self._round = _Round(self._read, self._screen.wake)
        elif self._round.is_over:
            outcome = self._round.outcome
            self._round = None
            if isinstance(outcome, Exception):
                self._remark = self._explain(outcome)
                self._next_round = time.monotonic() + self._interval
            else:
                self._take(outcome)

    def _take(self, drawing: Drawing) -> None:
        """Take a good result."""
        self._drawing = drawing
        self._remark = self._last_note
        self._clock = time.strftime("%H:%M:%S")
        self._next_round = time.monotonic() + self._interval

    def _patience(self) -> float | None:
        if self._round is not None:
            return None
        return max(self._next_round - time.monotonic(), 0)

    def _draw(self) -> None:
        columns, height = self._screen.size
        head = [self._head(columns), shorten(self._remark, columns)]
        lines = self._drawing(columns).splitlines()
        available = max(height - len(head), 1)
        if len(lines) > available:
            hidden = len(lines) - available + 1
            lines[available - 1 :] = [f"... {hidden} more lines"]
        self._screen.draw([*head, *lines])

    def _head(self, columns: int) -> str:
        left = f"Every {self._interval:g} s: {self._title}"
        available = columns - cells(self._clock) - _GAP
        left = shorten(left, max(available, 0))
        gap = columns - cells(left) - cells(self._clock)
        return left + " " * gap + self._clock


class _Round:
    """One reading, in a thread of its own: keys and signals are obeyed meanwhile."""

    def __init__(self, read: Read, wake: Callable[[], None]) -> None:
        self._read = read
        self._wake = wake
        self.is_over = False
        self.outcome: Drawing | Exception = _empty
        Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        try:
            self.outcome = self._read()
        except Exception as problem:
            self.outcome = problem
        self.is_over = True
        self._wake()


def _empty(_columns: int) -> str:
    return ""
