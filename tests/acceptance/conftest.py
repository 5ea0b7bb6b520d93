"""The acceptance tests run against a sandbox; ``tests/cloud`` runs the same ones against a real
OpenStack.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from mini_nova.sandbox import exports
from tests.acceptance.black_box import Nova, Variables, runner


@pytest.fixture(scope="session")
def given(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Variables]:
    """The variables of a sandbox, as ``mini-nova sandbox env`` exports them."""
    pytest.importorskip("uvicorn", reason="the sandbox is an extra: pip install '.[sandbox]'")
    from tests.sandbox.process import SandboxProcess

    with SandboxProcess(tmp_path_factory.mktemp("sandbox") / "state", "--pace", "0.1") as running:
        yield exports.variables(running.url, "admin", running.password("admin"), 3)


@pytest.fixture
def nova(given: Variables, tmp_path: Path) -> Nova:
    """Runs mini-nova in a process of its own, with a home of its own, against the cloud."""
    return runner(given, tmp_path)


@pytest.fixture
def name(nova: Nova, request: pytest.FixtureRequest) -> Iterator[str]:
    """A name for this test's servers, which are deleted after it."""
    name = f"mini-nova-test-{os.getpid()}-{request.node.name.partition('[')[0][-30:]}"
    yield name
    for server_id in nova("list", "--name", name, "-f", "value", "-c", "ID").lines:
        nova("delete", server_id)
