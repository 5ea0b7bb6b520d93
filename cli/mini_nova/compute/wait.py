"""Following servers to ACTIVE: one request a round for all of them, early at first, then at an operator's pace."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from mini_nova.compute.api import Compute
from mini_nova.compute.names import exact_pattern
from mini_nova.compute.resources import servers
from mini_nova.errors import (
    BuildFailed,
    CommandError,
    DeletedWhileWaiting,
    NotFound,
    ServiceError,
    TimedOut,
)
from mini_nova_auth import lenient
from mini_nova_auth.errors import ProtocolError, Unavailable

SHORTEST_PAUSE, LONGEST_PAUSE = 0.2, 5.0  # seconds
SHARE_OF_ELAPSED = (
    0.1  # a pause is a tenth of the time waited so far: never much late, never many requests
)
LONGEST_OBEYED = 60.0  # seconds of Retry-After between two looks
OUT_OF_TOUCH = 300.0  # seconds without any answer after which waiting ends
STILL_BUILDING = ("BUILD", "REBUILD", "UNKNOWN", "")
GONE = ("DELETED", "SOFT_DELETED")


class State(NamedTuple):
    """What a server is doing: its status, and the task on the way there ('' for none)."""

    status: str
    task: str

    def __str__(self) -> str:
        return f"{self.status} {self.task}".strip()


class Waiting(NamedTuple):
    """How things stand: server name and state by id, and the seconds since the wait began."""

    states: Mapping[str, tuple[str, State]]
    seconds: float


def pause_after(elapsed: float) -> float:
    """The seconds to the next look, by the seconds waited so far."""
    return min(max(SHORTEST_PAUSE, elapsed * SHARE_OF_ELAPSED), LONGEST_PAUSE)


def state_of(server: Mapping[str, Any]) -> State:
    """The state in a server's JSON. Nova leaves the task out for those who may not see it."""
    return State(
        lenient.text(server.get("status")).upper(), lenient.text(server.get(servers.TASK_STATE))
    )


class _Watched:
    """The servers of a wait: those still building, those that have left it, and what was last seen of each."""

    def __init__(self, ids: Sequence[str]) -> None:
        self.ids = ids
        self.building = list(ids)
        self.seen: dict[str, tuple[str, State]] = {}
        self._left: dict[str, dict[str, Any]] = {}
        self._missing: set[str] = set()

    def take(self, found: Mapping[str, dict[str, Any] | None]) -> None:
        """Notes what a look found. A server that is not there counts as deleted when it is missing twice."""
        for server_id, server in found.items():
            if server is None and server_id not in self._missing:
                self._missing.add(server_id)
                continue
            now = {"id": server_id, "status": GONE[0]} if server is None else server
            name, state = lenient.text(now.get("name")), state_of(now)
            self.seen[server_id] = (name or self.seen.get(server_id, (name, state))[0], state)
            if state.status not in STILL_BUILDING:
                self._left[server_id] = now
                self.building.remove(server_id)

    def all_active(self) -> list[dict[str, Any]]:
        """The servers' JSON, in the order of their ids. Raises BuildFailed or DeletedWhileWaiting."""
        ended = [self._left[server_id] for server_id in self.ids]
        failures = [sentence for server in ended if (sentence := _failure(server))]
        if not failures:
            return ended
        gone = [server for server in ended if state_of(server).status in GONE]
        if len(gone) == len(failures):
            raise DeletedWhileWaiting("; ".join(failures))
        if not any(state_of(server).status == "ERROR" for server in ended):
            raise CommandError(
                "; ".join(failures), hint="'mini-nova show' tells what became of it."
            )
        raise BuildFailed(
            "; ".join(failures), hint="'mini-nova show' has more, 'mini-nova delete' removes it."
        )

    def gave_up(self, timeout: float) -> TimedOut:
        """The error for a time limit that has passed."""
        stand = ", ".join(
            f"{self.seen[i][0]} ({i}) is {self.seen[i][1]}"
            if i in self.seen
            else f"{i} was not seen"
            for i in self.building
        )
        return TimedOut(
            f"gave up waiting after {timeout:g} s: {stand}",
            hint=f"It may still get there. To go on waiting: mini-nova wait {' '.join(self.building)}",
        )


def until_active(
    compute: Compute,
    ids: Sequence[str],
    *,
    name: str = "",
    timeout: float | None = None,
    tell: Callable[[Waiting], None] = lambda waiting: None,
    warn: Callable[[str], None] = lambda text: None,
    sleep: Callable[[float], None] = time.sleep,
) -> list[dict[str, Any]]:
    """The servers' JSON once all of them are ACTIVE. Every one is waited for, also when another has failed.

    ``name`` is what their names begin with, for asking for several at once; ``timeout`` is in seconds. Raises
    BuildFailed or DeletedWhileWaiting (after the last one has ended), TimedOut, and what a read raises once nothing
    has answered for five minutes.
    """
    watched = _Watched(ids)
    started = in_touch = time.monotonic()
    with compute.session.answers_by(None if timeout is None else started + timeout):
        while watched.building:
            asked_to_pause = 0.0
            try:
                watched.take(_look(compute, watched.building, name))
                in_touch = time.monotonic()
            except (Unavailable, ProtocolError, ServiceError) as problem:
                if _is_final(problem) or time.monotonic() - in_touch > OUT_OF_TOUCH:
                    raise
                asked_to_pause = min(getattr(problem, "retry_after", None) or 0.0, LONGEST_OBEYED)
                if timeout is None or time.monotonic() - started < timeout:
                    warn(f"{problem}; still waiting")
            elapsed = time.monotonic() - started
            tell(Waiting(watched.seen, elapsed))
            if watched.building:
                left = float("inf") if timeout is None else timeout - elapsed
                if timeout is not None and left <= 0:
                    raise watched.gave_up(timeout)
                sleep(min(max(pause_after(elapsed), asked_to_pause), left))
    return watched.all_active()


def _look(compute: Compute, ids: Sequence[str], name: str) -> dict[str, dict[str, Any] | None]:
    """The servers of these ids, in one request (a page more where there are very many); None for one that is gone."""
    if len(ids) == 1:
        return {ids[0]: _get(compute, ids[0])}
    path = servers.path(
        "/servers/detail", [("name", exact_pattern(name, numbered=True))] if name else []
    )
    listed = {lenient.text(s.get("id")): s for s in compute.read_all(path, "servers", patience=0)}
    return {server_id: listed.get(server_id) or _get(compute, server_id) for server_id in ids}


def _get(compute: Compute, server_id: str) -> dict[str, Any] | None:
    try:
        return servers.get(compute, server_id, patience=0)
    except NotFound:
        return None


def _is_final(problem: Exception) -> bool:
    """Whether asking again cannot help: a refusal that is not in passing."""
    return (
        isinstance(problem, ServiceError)
        and problem.status is not None
        and problem.status < 500
        and problem.status != 429
    )


def _failure(server: Mapping[str, Any]) -> str:
    """In words why a server that has left its building is not ACTIVE; '' where it is."""
    status, name = state_of(server).status, lenient.text(server.get("name")) or "server"
    which = f"{name} ({server.get('id')})"
    if status == "ACTIVE":
        return ""
    if status in GONE:
        return f"server {server.get('id')} was deleted while it was waited for"
    if status == "ERROR":
        fault = lenient.mapping(server.get("fault"))
        said = " ".join(lenient.text(fault.get("message")).split())
        return f"{which} went to ERROR: {said or 'the cloud gives no reason'}"
    return f"{which} is {status} and not ACTIVE: somebody changed it while it was waited for"
