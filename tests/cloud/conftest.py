"""A real OpenStack, given by OS_* variables; without one these tests are skipped, and say so.

What it needs: flavor testflav (id 6), image cirros-0.3.0-x86_64 with the contract's id, a network to boot on.
"""

import os
import subprocess
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.runner import COMMAND, ROOT, Run

GIVEN = {name: value for name, value in os.environ.items() if name.startswith("OS_")}
LIMIT = 120.0  # seconds for one command

Nova = Callable[..., Run]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skips this folder where there is no cloud."""
    reason = _missing()
    if reason:
        for item in items:
            if Path(__file__).parent in item.path.parents:
                item.add_marker(pytest.mark.skip(reason=reason))


def _missing() -> str:
    url = GIVEN.get("OS_AUTH_URL")
    if not url:
        return "no cloud: OS_AUTH_URL is not set"
    try:
        urllib.request.urlopen(url, timeout=10).close()
    except OSError as problem:
        return f"no cloud: OS_AUTH_URL does not answer ({problem})"
    return ""


@pytest.fixture
def nova(tmp_path: Path) -> Nova:
    """Runs mini-nova in a process of its own, with a home of its own, against the cloud."""

    def run(*arguments: str, **variables: str) -> Run:
        environment = {
            **{name: value for name, value in os.environ.items() if name in ("PATH", "LANG", "LC_ALL")},
            **GIVEN,
            "HOME": str(tmp_path),
            "PYTHONPATH": os.pathsep.join((str(ROOT / "cli"), str(ROOT / "auth"))),
            **variables,
        }
        done = subprocess.run(
            [*COMMAND, *arguments], env=environment, capture_output=True, text=True, timeout=LIMIT, check=False
        )
        return Run(done.stdout, done.stderr, done.returncode)

    return run


@pytest.fixture
def name(nova: Nova, request: pytest.FixtureRequest) -> Iterator[str]:
    """A name for this test's servers, which are deleted after it."""
    name = f"mini-nova-test-{os.getpid()}-{request.node.name.partition('[')[0][-30:]}"
    yield name
    for server_id in nova("list", "--name", name, "-f", "value", "-c", "ID").lines:
        nova("delete", server_id)
