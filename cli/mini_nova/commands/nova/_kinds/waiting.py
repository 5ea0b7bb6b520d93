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
Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]
NOT_FOR_ONE_ANSWER = "(Before the command, --timeout is for one answer.)"
POLL_LIMIT = f"With --poll: wait no longer. {NOT_FOR_ONE_ANSWER}"


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

    A server whose id is repeated is waited for once. ``prefix`` is how their names begin, if that is
    known. Raises what ``until_status`` raises.
    """
    from mini_nova.compute.wait.until import until_status

    distinct_ids = list(dict.fromkeys(ids))
    with _following(context, distinct_ids, label, timeout) as options:
        return until_status(context.compute, distinct_ids, goal=goal, prefix=prefix, **options)


def poll_options(goal: Goal) -> Decorator:
    """Return a decorator that adds ``--poll``, to wait for the goal, and ``--timeout``."""
    statuses = "gone" if goal == GONE else str(goal)
    return _poll_options(f"Wait until they are {statuses}, showing their states.")


def _poll_options(text: str) -> Decorator:
    poll = click.option("--poll", is_flag=True, help=text)
    timeout = timeout_option(POLL_LIMIT)

    def add(command: Callable[..., Any]) -> Callable[..., Any]:
        with_timeout = timeout(command)
        with_poll: Callable[..., Any] = poll(with_timeout)
        return with_poll

    return add


def snapshot_poll_options() -> Decorator:
    """Return a decorator that adds ``--poll``, to wait for an image, and ``--timeout``."""
    return _poll_options("Wait until the image is active, showing its states.")


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
    receipts = [receipt_of(acceptance) for acceptance in acceptances]
    ids = list(dict.fromkeys(receipt.server_id for receipt in receipts))
    with _going_on(ids):
        if goal == GONE:
            wait_until_gone(context, ids, label, timeout)
            return
        from mini_nova.compute.wait.until import until_done

        with _following(context, ids, label, timeout) as options:
            until_done(context.compute, receipts, goal, **options)


def poll_snapshot(
    context: Context, acceptance: Acceptance, image_id: str, label: str, timeout: float | None
) -> dict[str, Any]:
    """Return the image of a snapshot once it is stored, following it and its server.

    Raises what ``until_stored`` raises, and Interrupted.
    """
    from mini_nova.compute.wait.until import until_stored

    receipt = receipt_of(acceptance)
    ids = [image_id, receipt.server_id]
    with _going_on(ids), _following(context, ids, label, timeout) as options:
        return until_stored(context.compute, receipt, image_id, **options)


def receipt_of(acceptance: Acceptance) -> Receipt:
    """Return what leads to Nova's record of an action that a server has accepted."""
    return Receipt(acceptance.server_id, acceptance.answer.request_id)


@contextmanager
def _going_on(ids: Sequence[str]) -> Iterator[None]:
    """Turn Ctrl-C into Interrupted: the action on the things of these ids goes on."""
    try:
        yield
    except KeyboardInterrupt:
        listing = " ".join(ids)
        raise Interrupted("interrupted; the action goes on", hint=f"They are: {listing}") from None


@contextmanager
def _following(
    context: Context, ids: Sequence[str], label: str, timeout: float | None
) -> Iterator[dict[str, Any]]:
    """Yield the options with which a wait shows its states, and sleeps."""
    from mini_nova.commands.nova._kinds.follower import Follower

    with Follower(context.io, ids, label) as follower:
        yield {
            "timeout": timeout,
            "on_progress": follower.show,
            "warn": context.io.warn,
            "sleep": sleep,
        }


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
    from mini_nova.compute.wait.until import until_gone

    with _following(context, ids, label, timeout) as options:
        until_gone(context.compute, ids, **options)


def _finite(_ctx: click.Context, _param: click.Parameter, seconds: float | None) -> float | None:
    if seconds is not None and not math.isfinite(seconds):
        raise BadUsage("--timeout needs a number of seconds")
    return seconds
