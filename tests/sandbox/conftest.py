"""A cloud of the sandbox without a server: state in a temporary directory, the fake driver at full speed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("uvicorn", reason="the sandbox is an extra: pip install 'mini-nova[sandbox]'")

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.database import Database
from mini_nova_sandbox.queue import Queue
from mini_nova_sandbox.settings import Settings
from mini_nova_sandbox.trace import Trace
from mini_nova_sandbox.virt.fake import FakeDriver


@pytest.fixture
def bare_cloud(tmp_path: Path) -> Iterator[Cloud]:
    """With an empty database: no users, no flavors, nothing."""
    settings = Settings(state_dir=tmp_path, pace=0)
    settings.images.mkdir()
    settings.instances.mkdir()
    database = Database(settings.database)
    yield Cloud(
        settings=settings,
        database=database,
        queue=Queue(database),
        trace=Trace(database),
        driver=FakeDriver(settings.instances, 0),
        root="http://127.0.0.1:8700",
    )
    database.close()
