"""Print what each dependency costs: the time to import it on top of what is loaded before it.

``python -m benchmarks.imports``; docs/dependencies.md has its result. Each figure is the median of
processes of their own, so a busy machine disturbs it little.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
from typing import NamedTuple

PROCESSES = 9


class Cost(NamedTuple):
    """A dependency: its package, the module that is imported, and those that are loaded before."""

    package: str
    module: str
    before: str = "click"


COSTS = (
    Cost("click", "click", before="sys"),
    Cost("requests", "requests"),
    Cost("tabulate", "tabulate"),
    Cost("jmespath", "jmespath"),
    Cost("PyYAML", "yaml"),
    Cost("keyring", "keyring"),
    Cost("starlette", "starlette.applications", before="sys"),
    Cost("uvicorn", "uvicorn", before="starlette.applications"),
    Cost("jsonschema", "jsonschema", before="starlette.applications"),
    Cost("bcrypt", "bcrypt", before="starlette.applications"),
    Cost("cryptography", "cryptography.hazmat.primitives.asymmetric.rsa", before="bcrypt"),
)


def milliseconds(cost: Cost) -> float:
    """Return the median time to import a dependency, in milliseconds, at least 1."""
    program = (
        f"import time, {cost.before}; start = time.perf_counter(); "
        f"import {cost.module}; print(time.perf_counter() - start)"
    )
    command = [sys.executable, "-c", program]
    seconds = []
    for _ in range(PROCESSES):
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        seconds.append(float(done.stdout))
    return max(1.0, statistics.median(seconds) * 1000)


def main() -> None:
    """Print a line for each dependency."""
    for cost in COSTS:
        print(f"{cost.package:14} {milliseconds(cost):6.0f} ms")


if __name__ == "__main__":
    main()
