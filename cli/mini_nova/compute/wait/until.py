"""Polling servers until they have a status: one request a round for all, early at first."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, suppress
from functools import partial
from typing import Any

from mini_nova.compute.api import Compute
from mini_nova.compute.names import exact_pattern
from mini_nova.compute.resources import instance_actions, migrations, servers
from mini_nova.compute.resources.images import Images
from mini_nova.compute.wait.action_watch import ActionWatch
from mini_nova.compute.wait.departures import Departures
from mini_nova.compute.wait.goal import Goal, Receipt
from mini_nova.compute.wait.records import (
    FINISHED,
    LIVE_MIGRATION,
    UNDER_WAY,
    ActionRecord,
    migration_record,
    record_of,
)
from mini_nova.compute.wait.snapshot_watch import SnapshotWatch
from mini_nova.compute.wait.states import Progress
from mini_nova.compute.wait.watch import MISSING_PATIENCE, Watch
from mini_nova.errors import NotFound, ServiceError
from mini_nova_auth import lenient
from mini_nova_auth.errors import ProtocolError, Unavailable
from mini_nova_auth.session import Session
from mini_nova_auth.wire.message import CONTENT_TOO_LARGE, INTERNAL_SERVER_ERROR
from mini_nova_auth.wire.retry import PASSING_STATUSES

SHORTEST_PAUSE, LONGEST_PAUSE = 0.2, 5.0  # seconds
SHARE_OF_ELAPSED = 0.1  # of the time waited so far: never much late, never many requests
LONGEST_OBEYED = 60.0  # seconds of Retry-After between two looks
CLOCKS_DIFFER = 60.0  # seconds, at most, among the machines of a cloud
OUT_OF_TOUCH = 300.0  # seconds without an answer after which the wait ends

Server = dict[str, Any]
Items = dict[str, dict[str, Any] | None]  # by id; None for what is missing
Read = Callable[[Sequence[str]], Items]


def until_status(
    compute: Compute,
    ids: Sequence[str],
    *,
    goal: Sequence[str] = ("ACTIVE",),
    prefix: str = "",
    timeout: float | None = None,
    on_progress: Callable[[Progress], None] = lambda progress: None,
    warn: Callable[[str], None] = lambda text: None,
    sleep: Callable[[float], None] = time.sleep,
    out_of_touch: float = OUT_OF_TOUCH,
    missing_patience: float = MISSING_PATIENCE,
) -> list[Server]:
    """Return the servers' JSON once each has a status of the goal, waiting for all even if one fails.

    ``prefix`` is how their names begin, to ask for several at once; ``timeout``, ``out_of_touch``
    and ``missing_patience`` are seconds. Raises BuildFailed, DeletedWhileWaiting or WrongStatus
    after the last server has settled, TimedOut, and what a read raises once nothing has answered
    for ``out_of_touch``. A server that is missing for ``missing_patience`` is gone.
    """
    watch = Watch(ids, goal, patience=missing_patience)
    deadline = _deadline(timeout)
    read = partial(_read_servers, compute, _names_with(prefix))
    poller = _Poller(compute.session, read, warn, deadline, out_of_touch)
    return _follow(watch, poller, timeout, on_progress, sleep)


def until_done(
    compute: Compute,
    receipts: Sequence[Receipt],
    goal: Goal,
    *,
    timeout: float | None = None,
    on_progress: Callable[[Progress], None] = lambda progress: None,
    warn: Callable[[str], None] = lambda text: None,
    sleep: Callable[[float], None] = time.sleep,
) -> list[Server]:
    """Return the servers' JSON once the action that each has accepted is over.

    Raises BuildFailed with the cloud's reason if one failed, by the server's state or by Nova's
    record of the action; otherwise what ``until_status`` raises.
    """
    watch = ActionWatch(receipts, goal, partial(_read_record, compute))
    read = partial(_read_servers, compute, _changes_since(compute))
    poller = _Poller(compute.session, read, warn, _deadline(timeout))
    return _follow(watch, poller, timeout, on_progress, sleep)


def until_stored(
    compute: Compute,
    receipt: Receipt,
    image_id: str,
    *,
    timeout: float | None = None,
    on_progress: Callable[[Progress], None] = lambda progress: None,
    warn: Callable[[str], None] = lambda text: None,
    sleep: Callable[[float], None] = time.sleep,
) -> dict[str, Any]:
    """Return the image of a snapshot once it is active and its server is at no task of it.

    Raises ActionFailed with the cloud's reason, and otherwise what ``until_status`` raises.
    """
    watch = SnapshotWatch(receipt, image_id, partial(_read_record, compute))
    read = partial(_read_snapshot, compute, image_id, receipt.server_id)
    poller = _Poller(compute.session, read, warn, _deadline(timeout))
    (image,) = _follow(watch, poller, timeout, on_progress, sleep)
    return image


def until_gone(
    compute: Compute,
    ids: Sequence[str],
    *,
    timeout: float | None = None,
    on_progress: Callable[[Progress], None] = lambda progress: None,
    warn: Callable[[str], None] = lambda text: None,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Wait until servers whose deletion was accepted are gone, as Nova answers 404 or DELETED.

    Raises BuildFailed if one is in ERROR instead, and otherwise what ``until_status`` raises.
    """
    read = partial(_read_servers, compute, _changes_since(compute))
    poller = _Poller(compute.session, read, warn, _deadline(timeout))
    _follow(Departures(ids), poller, timeout, on_progress, sleep)


def _names_with(prefix: str) -> servers.Query:
    """Return a query for servers whose names begin so; for all if it is ''."""
    if not prefix:
        return ()
    return (("name", exact_pattern(prefix, numbered=True)),)


def _changes_since(compute: Compute) -> servers.Query:
    """Return a query for servers that have changed since this command began, the deleted, too.

    All servers that have accepted an action are among them.
    """
    seconds = compute.session.server_time_at(compute.start) - CLOCKS_DIFFER
    moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))
    return (("changes-since", moment),)


def _deadline(timeout: float | None) -> float | None:
    return None if timeout is None else time.monotonic() + timeout


def _follow(
    watch: Watch | Departures | SnapshotWatch,
    poller: _Poller,
    timeout: float | None,
    on_progress: Callable[[Progress], None],
    sleep: Callable[[float], None],
) -> list[Server]:
    """Look at the servers of a watch until none is pending. Raises TimedOut."""
    started = time.monotonic()
    with poller.answers_by_deadline():
        while watch.pending:
            watch.update(poller.look(watch.pending))
            elapsed = time.monotonic() - started
            on_progress(Progress(watch.states, elapsed))
            if not watch.pending:
                break
            if timeout is not None and elapsed >= timeout:
                raise watch.time_limit_error(timeout)
            pause = max(pause_after(elapsed), poller.retry_after)
            if timeout is not None:
                pause = min(pause, timeout - elapsed)
            sleep(pause)
    return watch.result()


def pause_after(elapsed: float) -> float:
    """Return the seconds to the next look, by the seconds waited so far."""
    pause = max(SHORTEST_PAUSE, elapsed * SHARE_OF_ELAPSED)
    return min(pause, LONGEST_PAUSE)


class _Poller:
    """Reads servers and images, bearing with failures that may pass.

    ``retry_after`` is the seconds that the cloud asked for in answer to the last look.
    """

    def __init__(
        self,
        session: Session,
        read: Read,
        warn: Callable[[str], None],
        deadline: float | None,
        out_of_touch: float = OUT_OF_TOUCH,
    ) -> None:
        self._session = session
        self._read = read
        self._warn = warn
        self._deadline = deadline
        self._out_of_touch = out_of_touch
        self._last_answer = time.monotonic()
        self.retry_after = 0.0

    def answers_by_deadline(self) -> AbstractContextManager[None]:
        """Return a context in which no answer takes longer than the wait may."""
        return self._session.answers_by(self._deadline)

    def look(self, ids: Sequence[str]) -> dict[str, Server | None]:
        """Return them by id, None if missing; nothing after a failure that may pass."""
        self.retry_after = 0.0
        try:
            result = self._read(ids)
        except (Unavailable, ProtocolError, ServiceError) as problem:
            self._bear(problem)
            return {}
        self._last_answer = time.monotonic()
        return result

    def _bear(self, problem: Unavailable | ProtocolError | ServiceError) -> None:
        moment = time.monotonic()
        silence = moment - self._last_answer
        if _is_final(problem) or silence > self._out_of_touch:
            raise problem
        seconds = getattr(problem, "retry_after", None) or 0.0
        self.retry_after = min(seconds, LONGEST_OBEYED)
        if self._deadline is None or moment < self._deadline:
            self._warn(f"{problem}; still waiting")


def _read_servers(compute: Compute, query: servers.Query, ids: Sequence[str]) -> Items:
    """Read one server by its id, several in one list and by id if the list omits them.

    ``query`` makes the list short.
    """
    if len(ids) == 1:
        (server_id,) = ids
        return {server_id: _get(compute, server_id)}
    path = servers.path("/servers/detail", query)
    listing = {}
    for server in compute.read_all(path, "servers", patience=0):
        listing[lenient.text_at(server, "id")] = server
    result: Items = {}
    for server_id in ids:
        result[server_id] = listing.get(server_id) or _get(compute, server_id)
    return result


def _read_snapshot(compute: Compute, image_id: str, server_id: str, _: Sequence[str]) -> Items:
    """Read the image of a snapshot, and its server."""
    image = None
    with suppress(NotFound):
        image = Images(compute).show(image_id)
    return {image_id: image, server_id: _get(compute, server_id)}


def _get(compute: Compute, server_id: str) -> Server | None:
    try:
        return servers.get(compute, server_id, patience=0)
    except NotFound:
        return None


def _read_record(compute: Compute, receipt: Receipt) -> ActionRecord:
    """Return Nova's record of an action; FINISHED if this user or this cloud has none."""
    if not receipt.request_id:
        return FINISHED
    try:
        action = instance_actions.get(compute, *receipt, patience=0)
        record = record_of(action)
        if action.get("action") == LIVE_MIGRATION and record == FINISHED:
            record = _read_migration(compute, receipt.server_id)
    except (Unavailable, ProtocolError, ServiceError) as problem:
        return FINISHED if _is_final(problem) else UNDER_WAY
    return record


def _read_migration(compute: Compute, server_id: str) -> ActionRecord:
    query = {"instance_uuid": server_id, "migration_type": LIVE_MIGRATION}
    return migration_record(migrations.list_all(compute, query))


def _is_final(problem: Exception) -> bool:
    """Return whether asking again cannot help: the problem is a refusal that does not pass."""
    if not isinstance(problem, ServiceError) or problem.status is None:
        return False
    is_rate_limit = problem.status == CONTENT_TOO_LARGE and problem.retry_after is not None
    if is_rate_limit or problem.status in PASSING_STATUSES:
        return False
    return problem.status < INTERNAL_SERVER_ERROR
