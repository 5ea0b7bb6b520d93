"""A cloud that builds in no time, and boots that do not wait long for it."""

import pytest

from tests.cli.compute.boot.booting import PAUSES, QUICK
from tests.local_cloud import LocalCloud


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The cloud shows its servers at once here, so that little time is enough to settle."""
    monkeypatch.setattr(PAUSES, QUICK)


@pytest.fixture
def cloud(cloud: LocalCloud) -> LocalCloud:
    """The cloud, building in no time."""
    cloud.pace = []
    return cloud
