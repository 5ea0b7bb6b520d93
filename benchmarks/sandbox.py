"""The sandbox's speed: ``python -m benchmarks.sandbox`` prints each figure beside its goal.

It starts its own sandboxes in a temporary directory, with the fake driver at full speed, and sends
requests over one kept-alive connection, so it measures the sandbox and not the start of a client.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

from benchmarks.sandbox_process import Sandbox, multiply, sandbox

MANY = 20_000
PAGE = 1000
RUNS = 5
IDLE_SECONDS = 5.0


class Figure(NamedTuple):
    """What was measured, and the goal, which is a maximum."""

    name: str
    value: float
    goal: float
    unit: str

    @property
    def is_met(self) -> bool:
        """Whether the goal is met."""
        return self.value <= self.goal


def main() -> int:
    """Measure, print a table, and return whether a goal was missed."""
    with tempfile.TemporaryDirectory() as folder:
        figures = list(measure(Path(folder)))
    for name, value, goal, unit in figures:
        verdict = "met" if value <= goal else "NOT MET"
        print(f"{name:<62} {value:8.2f} {unit:<4} goal {goal:g} {unit:<4} {verdict}")
    return int(not all(figure.is_met for figure in figures))


def measure(folder: Path) -> Iterator[Figure]:
    """Measure everything, with the sandboxes' states in a folder."""
    yield first_answer(folder)
    state = folder / "state"
    with sandbox(state) as running:
        yield from builds(running)
        yield idle(running)
        running.boot_one()
    multiply(state, MANY)
    with sandbox(state) as running:
        seconds = running.seconds_to_answer
        yield Figure(f"from its start to the first answer, {MANY:,} servers", seconds, 1, "s")
        running.come_to_rest()
        yield from pages(running)
        yield memory(running)


def first_answer(folder: Path) -> Figure:
    """Measure the start of new sandboxes."""
    starts = []
    for number in range(3):
        with sandbox(folder / f"start{number}") as running:
            starts.append(running.seconds_to_answer)
    seconds = statistics.median(starts)
    return Figure("from its start to the first answer, empty state", seconds, 1, "s")


def builds(running: Sandbox) -> Iterator[Figure]:
    """Measure servers from their requests to ACTIVE."""
    milliseconds = median(lambda: running.boot(1)) * 1000
    yield Figure("boot to ACTIVE", milliseconds, 150, "ms")
    seconds = median(lambda: running.boot(100))
    yield Figure("100 servers by one request, ACTIVE", seconds, 3, "s")
    seconds = running.boot_at_once(200)
    yield Figure("200 servers by 200 requests, all ACTIVE", seconds, 10, "s")


def idle(running: Sandbox) -> Figure:
    """Measure the processor time of a sandbox that has nothing to do."""
    running.come_to_rest()
    time.sleep(0.5)
    before = running.processor_seconds
    time.sleep(IDLE_SECONDS)
    share = (running.processor_seconds - before) / IDLE_SECONDS
    return Figure("idle, processor", share * 100, 0.2, "%")


def pages(running: Sandbox) -> Iterator[Figure]:
    """Measure pages of a list of many servers."""
    queries = {
        f"a page of {PAGE:,} of {MANY:,} servers": f"/servers?limit={PAGE}",
        f"a page of 100 of {MANY:,} servers, detailed": "/servers/detail?limit=100",
        f"a page of {PAGE:,} of {MANY:,} servers, detailed": f"/servers/detail?limit={PAGE}",
    }
    for name, path in queries.items():
        read = partial(time_of_read, running, path)
        yield Figure(name, median(read) * 1000, 50, "ms")


def memory(running: Sandbox) -> Figure:
    """Measure the memory that a walk through all servers takes."""
    before = running.resident_mib
    path = f"/servers/detail?limit={PAGE}"
    marker = ""
    while True:
        servers = running("GET", path + marker)["servers"]
        if len(servers) < PAGE:
            break
        last_id = servers[-1]["id"]
        marker = f"&marker={last_id}"
    added = running.resident_mib - before
    return Figure(f"memory added by walking through all {MANY:,}, detailed", added, 8, "MiB")


def median(run: Callable[[], float]) -> float:
    """Return the median of some runs."""
    return statistics.median(run() for _ in range(RUNS))


def time_of_read(running: Sandbox, path: str) -> float:
    """Return the seconds until a whole answer is there."""
    started = time.perf_counter()
    running.read(path)
    return time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main())
