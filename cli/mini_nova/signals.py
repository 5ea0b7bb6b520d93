"""The signals that end a command: SIGINT (Ctrl-C), SIGTERM and SIGHUP are treated alike.

While modules load, and after the command's last word, they end the process at once. In between they
raise KeyboardInterrupt, so that a command can name its servers and clean up. Nothing here acts
before ``install``: a program that imports mini-nova keeps its own handlers.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from types import FrameType

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
SAME = 1.0  # seconds; timeout(1) signals the process and its group, which is one wish to end
LAST_WORDS = "... terminating mini-nova"
_SOON = 0.01  # seconds
_SIGNAL_CODES = 128  # a shell's exit code for a signal: this and its number

Handler = Callable[[int, FrameType | None], None]


class _Signals:
    """The last signal of this process, and the seconds that it may be postponed."""

    def __init__(self) -> None:
        self.installed = False
        self.last_line: Callable[[], str] = str
        self.number = 0
        self.moment = -SAME
        self.patience = 0.0
        self.is_postponed = False


_signals = _Signals()


def install(last_line: Callable[[], str] = str) -> None:
    """Take over the signals, except those that the parent process ignores (nohup, ``&``).

    If a signal ends the process at once, ``last_line`` is written after the last words.
    """
    _signals.installed = True
    _signals.last_line = last_line
    signal.signal(signal.SIGALRM, _end_of_patience)
    sys.unraisablehook = _raise_again
    _handle(_leave)


def listen() -> None:
    """Raise KeyboardInterrupt for a signal from now on."""
    _handle(_interrupt)


def finish() -> None:
    """End the process at once for a signal from now on: what had to be said is being said."""
    if _signals.installed:
        signal.setitimer(signal.ITIMER_REAL, 0)
        _signals.is_postponed = False
    _handle(_leave)


def exit_code(default: int) -> int:
    """Return the exit code for the last signal; ``default`` if there was none."""
    return _SIGNAL_CODES + _signals.number if _signals.number else default


@contextlib.contextmanager
def postponed(seconds: float) -> Iterator[None]:
    """Let a signal raise KeyboardInterrupt at the end of this block, or after so many seconds.

    A second signal raises at once.
    """
    if not _signals.installed:
        yield
        return
    _signals.patience = seconds
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        _signals.patience = 0.0
        if _signals.is_postponed:
            _signals.is_postponed = False
            raise KeyboardInterrupt


def _handle(handler: Handler) -> None:
    if not _signals.installed:
        return
    for number in ENDING:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, handler)


def _interrupt(number: int, _frame: FrameType | None) -> None:
    if _is_repetition():
        return
    _signals.number = number
    if _signals.patience and not _signals.is_postponed:
        _signals.is_postponed = True
        signal.setitimer(signal.ITIMER_REAL, _signals.patience)
        return
    _signals.is_postponed = False
    raise KeyboardInterrupt


def _end_of_patience(_number: int, _frame: FrameType | None) -> None:
    if _signals.is_postponed:
        _signals.is_postponed = False
        raise KeyboardInterrupt


def _raise_again(unraisable: sys.UnraisableHookArgs) -> None:
    """Raise a KeyboardInterrupt again soon that came where none can be raised.

    The import system has such places, and would show a traceback and go on.
    """
    if issubclass(unraisable.exc_type, KeyboardInterrupt):
        _signals.is_postponed = True
        signal.setitimer(signal.ITIMER_REAL, _SOON)
    else:
        sys.__unraisablehook__(unraisable)


def _leave(number: int, _frame: FrameType | None) -> None:
    if _is_repetition():
        return
    with contextlib.suppress(OSError):
        os.write(2, f"{LAST_WORDS}\n".encode())
    with contextlib.suppress(Exception):  # what it needs may be half loaded at this moment
        os.write(2, _signals.last_line().encode())
    os._exit(_SIGNAL_CODES + number)


def _is_repetition() -> bool:
    """Return whether this signal came with the last one."""
    moment = time.monotonic()
    is_repetition = moment - _signals.moment < SAME
    _signals.moment = moment
    return is_repetition
