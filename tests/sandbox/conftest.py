"""A cloud of the sandbox without a server, and sandboxes in processes of their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("uvicorn", reason="the sandbox is an extra: pip install '.[sandbox]'")

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.server import content
from mini_nova_sandbox.state.database import Database
from mini_nova_sandbox.state.queue import Queue
from mini_nova_sandbox.state.settings import Settings
from mini_nova_sandbox.state.trace import Trace
from mini_nova_sandbox.virt.fake import FakeDriver
from tests.sandbox.asgi_client import PASSWORDS, Api
from tests.sandbox.process import SandboxProcess

PASSWORD_ROUNDS = 4  # bcrypt's minimum, because tests log in often


@pytest.fixture
def sandbox_cloud(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cloud]:
    """A new cloud with the fake driver at full speed; nobody consumes its queue."""
    monkeypatch.setattr("mini_nova_sandbox.identity.passwords.ROUNDS", PASSWORD_ROUNDS)
    settings = Settings(state_dir=tmp_path, pace=0)
    settings.images.mkdir()
    settings.instances.mkdir()
    database = Database(settings.database)
    driver = FakeDriver(settings.instances, 0)
    cloud = Cloud(
        settings, database, Queue(database), Trace(database), driver, "http://127.0.0.1:8700"
    )
    content.create(cloud, PASSWORDS)
    yield cloud
    database.close()


@pytest.fixture
def api(sandbox_cloud: Cloud) -> Api:
    """A client of that cloud's application, without a socket."""
    return Api(sandbox_cloud)


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[SandboxProcess]:
    """A sandbox in a process of its own, at full speed."""
    with SandboxProcess(tmp_path / "state", "--pace", "0") as process:
        yield process


@pytest.fixture(scope="module")
def shared_sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxProcess]:
    """A sandbox for all tests of a module, for those that leave it as it was."""
    with SandboxProcess(tmp_path_factory.mktemp("shared") / "state", "--pace", "0") as process:
        yield process
