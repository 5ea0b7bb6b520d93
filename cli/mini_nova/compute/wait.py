"""Following servers to ACTIVE: one request a round for all of them, early at first, then at an operator's pace."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from mini_nova.compute import servers
from mini_nova.compute.api import Compute
from mini_nova.compute.names import name_filter
from mini_nova.errors import BuildFailed, DeletedWhileWaiting, NotFound, ServiceError, TimedOut
from mini_nova_auth import untrusted
from mini_nova_auth.errors import ProtocolError, Unavailable

SHORTEST_PAUSE, LONGEST_PAUSE = 0.2, 5.0  # seconds
SHARE_OF_ELAPSED = 0.1  # a pause is a tenth of the time waited so far: never much late, never many requests
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
    return State(untrusted.text(server.get("status")).upper(), untrusted.text(server.get(servers.TASK_STATE)))


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

    ``name`` is what their names begin with, for asking for several at once. Raises BuildFailed (after the last one
    has ended), DeletedWhileWaiting, TimedOut, and what a read raises once nothing has answered for five minutes.
    """
    started = in_touch = time.monotonic()
    waiting = dict.fromkeys(ids)
    ended: dict[str, dict[str, Any]] = {}
    known: dict[str, tuple[str, State]] = {}
    while True:
        try:
            found = _look(compute, list(waiting), name)
            in_touch = time.monotonic()
        except (Unavailable, ProtocolError, ServiceError) as problem:
            if time.monotonic() - in_touch > OUT_OF_TOUCH or _is_final(problem):
                raise
            warn(f"{problem}; still waiting")
            found = {}
        elapsed = time.monotonic() - started
        for server_id, server in found.items():
            known[server_id] = (untrusted.text(server.get("name")), state_of(server))
            if known[server_id][1].status not in STILL_BUILDING:
                ended[server_id] = server
                waiting.pop(server_id, None)
        tell(Waiting(known, elapsed))
        if not waiting:
            return _all_active([ended[server_id] for server_id in ids])
        pause = pause_after(elapsed)
        if timeout is not None and elapsed + pause > timeout:
            if elapsed >= timeout:
                raise TimedOut(
                    f"gave up waiting after {timeout:g} s: {_listed(list(waiting), known)}",
                    hint=f"It may still get there. To go on waiting: mini-nova wait {' '.join(waiting)}",
                )
            pause = max(timeout - elapsed, 0.0)
        sleep(pause)


def _look(compute: Compute, ids: list[str], name: str) -> dict[str, dict[str, Any]]:
    """The servers of these ids, in one request (a page more where there are very many); a deleted one as DELETED."""
    if len(ids) == 1:
        return {ids[0]: _get(compute, ids[0])}
    path = "/servers/detail" + (f"?name={name_filter(name, numbered=True)}" if name else "")
    listed = {untrusted.text(server.get("id")): server for server in compute.read_all(path, "servers")}
    return {server_id: listed.get(server_id) or _get(compute, server_id) for server_id in ids}


def _get(compute: Compute, server_id: str) -> dict[str, Any]:
    try:
        return servers.get(compute, server_id)
    except NotFound:
        return {"id": server_id, "status": GONE[0]}


def _is_final(problem: Exception) -> bool:
    """Whether asking again cannot help: a refusal that is not in passing."""
    return (
        isinstance(problem, ServiceError)
        and problem.status is not None
        and problem.status < 500
        and problem.status != 429
    )


def _all_active(ended: list[dict[str, Any]]) -> list[dict[str, Any]]:
    failures = [sentence for server in ended if (sentence := _failure(server))]
    if not failures:
        return ended
    gone = [server for server in ended if state_of(server).status in GONE]
    kind = DeletedWhileWaiting if len(gone) == len(failures) else BuildFailed
    raise kind("; ".join(failures), hint="'mini-nova show' has more, 'mini-nova delete' removes what is left.")


def _failure(server: Mapping[str, Any]) -> str:
    """In words why a server that has left its building is not ACTIVE; '' where it is."""
    status, name = state_of(server).status, untrusted.text(server.get("name")) or "server"
    which = f"{name} ({server.get('id')})"
    if status == "ACTIVE":
        return ""
    if status in GONE:
        return f"server {server.get('id')} was deleted while it was waited for"
    if status == "ERROR":
        fault = untrusted.mapping(server.get("fault"))
        said = " ".join(untrusted.text(fault.get("message")).split())
        return f"{which} went to ERROR: {said or 'the cloud gives no reason'}"
    return f"{which} is {status} and not ACTIVE: somebody changed it while it was waited for"


def _listed(ids: Sequence[str], known: Mapping[str, tuple[str, State]]) -> str:
    return ", ".join(f"{known[i][0]} ({i}) is {known[i][1]}" if i in known else f"{i} was not seen" for i in ids)
