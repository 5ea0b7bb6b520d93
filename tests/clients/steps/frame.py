"""Steps of a Python program: each passes or fails by itself, and reports one line of JSON.

It runs in the Python of a client, so it needs nothing but the standard library.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

PREFIX = os.environ.get("STEPS_PREFIX", "steps")
NETWORK = os.environ.get("STEPS_NETWORK", "private")  # every cloud's own; most steps make one
IMAGE = "cirros-0.3.0-x86_64"
FLAVOR = "m1.tiny"
BIGGER_FLAVOR = "m1.small"
EXTERNAL_NETWORK = "public"
LIMIT = 180.0  # seconds to wait for a state
PAUSE = 0.5  # seconds between two looks at it
MESSAGE_LENGTH = 400


@contextmanager
def step(name: str) -> Iterator[None]:
    """Run a step: it passes if its block ends without an error."""
    try:
        yield
    except (Exception, SystemExit) as error:
        report(name, f"{type(error).__name__}: {error}")
    else:
        report(name)


def report(name: str, problem: str = "") -> None:
    """Report a step on the process's own stdout; it has passed if there is no problem."""
    message = " ".join(problem.split())[:MESSAGE_LENGTH]
    line = json.dumps({"step": name, "passed": not problem, "message": message})
    print(line, file=sys.__stdout__, flush=True)


def own(name: str) -> str:
    """Return a name that belongs to this run."""
    return f"{PREFIX}-{name}"


def wait_until(condition: Callable[[], Any], limit: float = LIMIT) -> None:
    """Wait until a condition is true. Raises TimeoutError after ``limit`` seconds."""
    end = time.monotonic() + limit
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(f"not within {limit:.0f} s")
        time.sleep(PAUSE)


def require(condition: Any, problem: Any) -> None:
    """Raise ValueError with the problem unless the condition is true."""
    if not condition:
        raise ValueError(str(problem))
