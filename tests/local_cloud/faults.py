"""Misbehaviour, ordered in advance: each fault waits for the request it matches."""

import re
import threading
from typing import Any

NEEDS: dict[str, tuple[str, ...]] = {
    "pass": (),
    "refuse-before": (),
    "lose-answer": (),
    "reset-answer": (),
    "cut-answer": (),
    "html": (),
    "bad-json": (),
    "empty": (),
    "status": ("status",),
    "status-after": ("status",),
    "delay": ("seconds",),
    "delay-answer": ("seconds",),
    "hang": (),
    "late": ("seconds",),
    "redirect": ("location",),
    "drip": ("seconds",),
    "endless": (),
    "bomb": ("size",),
}


class Fault:
    """One piece of misbehaviour for the next `times` requests of this method whose path the
    expression finds.

    The actions, with the details each takes:

    - `pass`: behave; lets a number of requests through before the next fault has its turn
    - `refuse-before`: close the connection, the work undone
    - `lose-answer`, `reset-answer`: do the work, then close without an answer, by FIN or by RST
    - `cut-answer`: do the work, send the head of the answer and half of its body, close
    - `html`: do the work, answer with a web page (`status`, 200 if not given)
    - `bad-json`: do the work, answer with the first half of its body, the length being right for that half
    - `empty`: do the work, answer its status without a body
    - `status`: leave the work undone and answer `status` as the service would (`message`, `body`, `headers`)
    - `status-after`: do the work, then answer as `status` does
    - `delay`, `delay-answer`: wait `seconds` (or `until` an event) before the work, or between it and its answer
    - `hang`: do the work and never answer
    - `late`: close the connection at once and do the work `seconds` later (or once `until` is set)
    - `redirect`: leave the work undone and answer `status` (302 if not given) with `location`
    - `drip`: do the work and send the answer, head and all, a byte each `seconds`
    - `endless`: send the head of a 200 and a body of blanks that never ends
    - `bomb`: answer 200 with `size` blanks, packed with gzip

    A method of `*` matches any method.
    """

    def __init__(self, method: str, path: str, action: str, times: int = 1, **details: Any) -> None:
        if action not in NEEDS:
            raise ValueError(f"no fault is called {action!r}; there are {', '.join(NEEDS)}")
        missing = [name for name in NEEDS[action] if name not in details and "until" not in details]
        if missing:
            raise ValueError(f"the fault {action!r} needs {', '.join(missing)}")
        self.method = method
        self.path = path
        self.action = action
        self.times = times
        self.details = details

    def matches(self, method: str, path: str) -> bool:
        """Whether this fault is meant for a request."""
        return self.method in ("*", method) and re.search(self.path, path) is not None

    def __repr__(self) -> str:
        return f"Fault({self.method!r}, {self.path!r}, {self.action!r}, times={self.times}, **{self.details!r})"


class Faults:
    """The faults still to come, in the order they were added."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[tuple[Fault, int]] = []

    def add(self, *faults: Fault) -> None:
        """Queue faults behind those that wait already."""
        with self._lock:
            self._waiting.extend((fault, fault.times) for fault in faults)

    def take(self, method: str, path: str) -> Fault | None:
        """The first fault meant for this request, used up by one."""
        with self._lock:
            for index, (fault, left) in enumerate(self._waiting):
                if left > 0 and fault.matches(method, path):
                    self._waiting[index] = (fault, left - 1)
                    self._waiting = [entry for entry in self._waiting if entry[1] > 0]
                    return fault
        return None

    def clear(self) -> None:
        """Forget every fault that waits."""
        with self._lock:
            self._waiting.clear()

    @property
    def pending(self) -> list[Fault]:
        """The faults no request has met yet, or not often enough."""
        with self._lock:
            return [fault for fault, _ in self._waiting]
