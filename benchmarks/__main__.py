"""``python -m benchmarks``: tables of ratios measured in one run, and the goals they are held to."""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from tabulate import tabulate

from benchmarks.cloud import OWN_TIME
from benchmarks.contestants import HERE, Run, jobs, prepare


class Figures(NamedTuple):
    """Medians of one contestant in one job: wall and CPU seconds, peak MiB, and requests."""

    wall: float
    cpu: float
    memory: float
    requests: float


Results = Mapping[str, Mapping[str, Figures]]
Verdict = tuple[str, str, str]  # the goal, what was measured, and "met" or "NOT met"
Goal = Callable[[Results], Verdict | None]


def main() -> int:
    """Measure and print; with --strict, exit 1 if a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--runs", type=int, default=9, help="counted runs of each command")
    parser.add_argument("--only", help="measure this job only")
    parser.add_argument(
        "--peers", type=Path, default=HERE / ".peers", help="the folder of the peers' virtualenvs"
    )
    parser.add_argument("--strict", action="store_true", help="exit 1 if a goal is missed")
    options = parser.parse_args()
    programs = prepare(options.peers.resolve())
    results = measure(programs, options.runs, options.only)
    for job, figures in results.items():
        print(f"\n{job}\n{table(figures)}")
    verdicts = [verdict for goal in GOALS if (verdict := goal(results)) is not None]
    print("\n" + tabulate(verdicts, headers=["goal", "measured", ""]))
    missed = any(verdict != "met" for _, _, verdict in verdicts)
    return 1 if options.strict and missed else 0


def measure(programs: Mapping[str, Path], runs: int, only: str | None) -> Results:
    """Return the figures by job and contestant. Contestants take turns, after a warm-up run each."""
    command = [sys.executable, "-m", "benchmarks.cloud"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=HERE.parent
    ) as cloud:
        about = json.loads(_line(cloud))
        with tempfile.TemporaryDirectory() as home:
            environment = _environment(about, Path(home), programs["mini-nova"])
            return {
                job: _job(contestants, runs, environment, lambda: _count(cloud))
                for job, contestants in jobs(programs, about["server"]).items()
                if only in (None, job)
            }


def _job(
    contestants: list[Run], runs: int, environment: dict[str, str], count: Callable[[], int]
) -> dict[str, Figures]:
    samples: dict[str, list[Figures]] = {run.name: [] for run in contestants}
    for turn in range(runs + 1):
        for run in contestants:
            before = count()
            figures = _timed(run, environment)
            if turn:
                samples[run.name].append(figures._replace(requests=count() - before))
    return {name: _medians(figures) for name, figures in samples.items()}


def _medians(figures: list[Figures]) -> Figures:
    columns = zip(*figures, strict=True)
    return Figures(*(statistics.median(column) for column in columns))


def _timed(run: Run, environment: dict[str, str]) -> Figures:
    """Time one run of a command. Raises SystemExit if the command fails: a failure is not fast."""
    if run.name == "orca":  # it adds the version itself
        environment = {**environment, "OS_AUTH_URL": environment["OS_AUTH_URL"].removesuffix("/v3")}
    with tempfile.TemporaryFile() as output:
        started = time.monotonic()
        process = subprocess.Popen(
            run.command, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            output.seek(0)
            raise SystemExit(f"{' '.join(run.command)} failed:\n{output.read().decode()[-2000:]}")
    return Figures(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, 0)


def _environment(about: dict[str, Any], home: Path, program: Path) -> dict[str, str]:
    """Return everybody's variables: the login, a home of their own, and a token for the floor."""
    login = {"PATH": os.environ["PATH"], "HOME": str(home), "COLUMNS": "120", **about["openrc"]}
    (home / "clouds.yaml").write_text(json.dumps({"clouds": {"bench": _cloud(about["openrc"])}}))
    issue = [str(program), "token", "issue", "-f", "value", "-c", "id"]
    token = subprocess.run(issue, env=login, capture_output=True, text=True, check=True)
    files = {"OS_CLIENT_CONFIG_FILE": str(home / "clouds.yaml"), "OS_CLOUD": "bench"}
    return {**login, **files, "FLOOR_TOKEN": token.stdout.strip(), "FLOOR_URL": about["url"]}


def _cloud(openrc: Mapping[str, str]) -> dict[str, Any]:
    """Return the same login as an entry of clouds.yaml, for clients that read nothing else."""
    names = (
        "AUTH_URL",
        "USERNAME",
        "PASSWORD",
        "PROJECT_NAME",
        "USER_DOMAIN_NAME",
        "PROJECT_DOMAIN_NAME",
    )
    auth = {name.lower(): openrc[f"OS_{name}"] for name in names if f"OS_{name}" in openrc}
    return {
        "auth": auth,
        "region_name": openrc.get("OS_REGION_NAME", ""),
        "identity_api_version": 3,
    }


def _line(cloud: subprocess.Popen[str]) -> str:
    assert cloud.stdout is not None
    return cloud.stdout.readline()


def _count(cloud: subprocess.Popen[str]) -> int:
    assert cloud.stdin is not None
    cloud.stdin.write("\n")
    cloud.stdin.flush()
    return int(json.loads(_line(cloud)))


def table(figures: Mapping[str, Figures]) -> str:
    """Draw a job's figures, with their ratio to mini-nova's in brackets."""
    ours = figures["mini-nova"]
    rows = []
    for name, row in figures.items():
        pairs = zip(row[:3], ours[:3], strict=True)
        cells = [f"{value:.3f} ({value / base:.2f}x)" for value, base in pairs]
        rows.append([name, *cells, int(row.requests)])
    return tabulate(rows, headers=["", "wall s", "CPU s", "peak MiB", "requests"])


def _ratio(job: str, other: str, field: str, limit: float) -> Goal:
    """Return a goal: mini-nova's figure is at most ``limit`` times another contestant's."""

    def check(results: Results) -> Verdict | None:
        if other not in results.get(job, {}):
            return None
        ours = getattr(results[job]["mini-nova"], field)
        ratio = ours / getattr(results[job][other], field)
        sentence = f"{job}: {field} at most {limit:.2f} times that of {other}"
        return sentence, f"{ratio:.2f}", "met" if ratio <= limit else "NOT met"

    return check


def _added(results: Results) -> Verdict | None:
    if "boot --poll" not in results:
        return None
    added = results["boot --poll"]["mini-nova"].wall - OWN_TIME
    sentence = f"boot --poll: at most 0.5 s more than the cloud's own {OWN_TIME:g} s"
    return sentence, f"{added:.2f} s", "met" if added <= 0.5 else "NOT met"


GOALS: tuple[Goal, ...] = (
    _ratio("--help", "bare click", "wall", 1.2),
    _ratio("cloud status --short", "bare click", "wall", 1.2),
    _ratio("TAB", "bare click", "wall", 1.2),
    _ratio("list", "floor", "wall", 1.25),
    _ratio("list", "floor", "memory", 1.2),
    _ratio("list", "openstack", "wall", 1 / 6),
    _ratio("show", "floor", "wall", 1.25),
    _added,
)

if __name__ == "__main__":
    sys.exit(main())
