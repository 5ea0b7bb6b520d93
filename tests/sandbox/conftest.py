"""A cloud of the sandbox without a server, and sandboxes as processes of their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("uvicorn", reason="the sandbox is an extra: pip install 'mini-nova[sandbox]'")

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.server import content
from mini_nova_sandbox.state.database import Database
from mini_nova_sandbox.state.queue import Queue
from mini_nova_sandbox.state.settings import Settings
from mini_nova_sandbox.state.trace import Trace
from mini_nova_sandbox.virt.fake import FakeDriver
from tests.sandbox.asgi_client import PASSWORDS, Api
from tests.sandbox.process import SandboxProcess

PASSWORD_ROUNDS = 4  # the least that bcrypt takes: tests log in often


@pytest.fixture
def sandbox_cloud(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cloud]:
    """With the content of a new cloud, the fake driver at full speed, and nobody who consumes the queue."""
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
    """The whole application of that cloud, asked without a socket, as admin unless it is told otherwise."""
    return Api(sandbox_cloud)


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[SandboxProcess]:
    """A sandbox as a process, at full speed."""
    with SandboxProcess(tmp_path / "state", "--pace", "0") as running:
        yield running
