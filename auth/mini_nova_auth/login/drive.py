"""Run a login method: do the I/O that its flow asks for."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from mini_nova_auth.access.access import Access
from mini_nova_auth.errors import ConfigurationError
from mini_nova_auth.methods.method import Method
from mini_nova_auth.wire.message import Request, Response

_log = logging.getLogger(__name__)


def log(notice: str) -> None:
    """Show the user a notice by logging a warning, which by default goes to stderr.

    Raises ConfigurationError if stderr is not a terminal: nobody would read the notice, and the
    login would wait in vain.
    """
    from mini_nova_auth.secrets import prompt

    if not prompt.is_read():
        raise no_terminal()
    _log.warning("%s", notice)


def no_terminal() -> ConfigurationError:
    """Return the error for a login that needs its user, if there is no terminal to reach them."""
    return ConfigurationError(
        "this login needs somebody to open a page, and there is no terminal to say so on",
        hint="Log in at a terminal first ('mini-nova login'): other commands then use its token.",
    )


def drive(
    method: Method,
    send: Callable[[Request], Response],
    tell: Callable[[str], None] = log,
) -> Access:
    """Send the requests of a method's flow, with its pauses and its notices to the user.

    Raises what the flow, ``send`` and ``tell`` raise.
    """
    flow = method.flow()
    try:
        request = next(flow)
        while True:
            if request.notice:
                tell(request.notice)
            if request.wait:
                time.sleep(request.wait)
            request = flow.send(send(request))
    except StopIteration as end:
        access: Access = end.value
        return access
