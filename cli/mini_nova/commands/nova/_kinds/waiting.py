"""Waiting for servers to reach a status, with their states shown on stderr."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any

import click

from mini_nova.compute.wait.goal import Goal, Receipt
from mini_nova.context import Context
from mini_nova.errors import BadUsage, Interrupted, TimedOut
from mini_nova_auth.errors import Unavailable

if TYPE_CHECKING:
    from mini_nova.compute.resources.servers import Acceptance

GONE = Goal(("DELETED",))
NOT_FOR_ONE_ANSWER = "(Before the command, --timeout is for one answer.)"


def timeout_option(text: str) -> Callable[..., Any]:
    """Return a decorator that adds ``--timeout SECONDS``, a finite number above 0."""
    return click.option(
        "--timeout",
        type=click.FloatRange(min=0, min_open=True),
        metavar="SECONDS",
        callback=_finite,
        help=text,
    )


def wait_for(
    context: Context,
    ids: Sequence[str],
    label: str,
    *,
    goal: Sequence[str] = ("ACTIVE",),
    prefix: str = "",
    timeout: float | None = None,
) -> list[dict[str, Any]]:
    """Return the servers once each has a status of ``goal``, following them under ``label``.

    A server whose id is repeated is waited for once.
    ``prefix`` is how their names begin, if that is known. Raises what ``until_status`` raises.
    """
    from mini_nova.commands.nova._kinds.follower import Follower
    from mini_nova.compute.wait.until import until_status

    distinct_ids = list(dict.fromkeys(ids))
    with Follower(context.io, distinct_ids, label) as follower:
        return until_status(
            context.compute,
            distinct_ids,
            goal=goal,
            prefix=prefix,
            timeout=timeout,
            on_progress=follower.show,
            warn=context.io.warn,
            sleep=sleep,
        )


def poll_options(goal: Goal) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return a decorator that adds ``--poll``, to wait for the goal, and ``--timeout``."""
    if goal == GONE:
        text = "Wait until they are gone, showing their states."
    else:
        text = f"Wait until they are {goal}, showing their states."
    poll = click.option("--poll", is_flag=True, help=text)
    timeout = timeout_option(f"With --poll: wait no longer. {NOT_FOR_ONE_ANSWER}")

    def add(command: Callable[..., Any]) -> Callable[..., Any]:
        with_timeout = timeout(command)
        with_poll: Callable[..., Any] = poll(with_timeout)
        return with_poll

    return add


def check_timeout(poll: bool, timeout: float | None) -> None:
    """Raise BadUsage for ``--timeout`` without ``--poll``."""
    if timeout is not None and not poll:
        raise BadUsage("--timeout needs --poll")


def poll_action(
    context: Context,
    acceptances: Sequence[Acceptance],
    label: str,
    *,
    goal: Goal,
    timeout: float | None,
) -> None:
    """Wait until the action that each server has accepted is over, following them.

    Raises what ``until_done`` raises, and Interrupted, which says that the action goes on.
    """
    receipts = [Receipt(item.server_id, item.answer.request_id) for item in acceptances]
    ids = list(dict.fromkeys(receipt.server_id for receipt in receipts))
    try:
        if goal == GONE:
            wait_until_gone(context, ids, label, timeout)
        else:
            _follow_action(context, receipts, label, goal, timeout)
    except KeyboardInterrupt:
        listing = " ".join(ids)
        raise Interrupted("interrupted; the action goes on", hint=f"They are: {listing}") from None


def _follow_action(
    context: Context, receipts: Sequence[Receipt], label: str, goal: Goal, timeout: float | None
) -> None:
    from mini_nova.commands.nova._kinds.follower import Follower
    from mini_nova.compute.wait.until import until_done

    with Follower(context.io, [receipt.server_id for receipt in receipts], label) as follower:
        until_done(
            context.compute,
            receipts,
            goal,
            timeout=timeout,
            on_progress=follower.show,
            warn=context.io.warn,
            sleep=sleep,
        )


@contextmanager
def looking_up(context: Context, timeout: float | None) -> Iterator[None]:
    """Limit a wait's lookups, and the login before them, to ``timeout`` seconds; None is no limit.

    Raises TimedOut if an answer does not come in that time.
    """
    deadline = None if timeout is None else monotonic() + timeout
    session = context.compute.session
    try:
        with session.answers_by(deadline):
            yield
    except Unavailable as problem:
        if deadline is None or monotonic() < deadline:
            raise
        raise TimedOut(f"gave up after {timeout:g} s: {problem}", hint=problem.hint) from problem


def wait_until_gone(
    context: Context, ids: Sequence[str], label: str, timeout: float | None
) -> None:
    """Wait until servers are gone, following them under ``label``. Raises as ``until_gone``."""
    from mini_nova.commands.nova._kinds.follower import Follower
    from mini_nova.compute.wait.until import until_gone

    with Follower(context.io, ids, label) as follower:
        until_gone(
            context.compute,
            ids,
            timeout=timeout,
            on_progress=follower.show,
            warn=context.io.warn,
            sleep=sleep,
        )


def _finite(_ctx: click.Context, _param: click.Parameter, seconds: float | None) -> float | None:
    if seconds is not None and not math.isfinite(seconds):
        raise BadUsage("--timeout needs a number of seconds")
    return seconds
