"""What the tests of the toolkit share besides a clean machine and a cloud."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from mini_nova_auth.login.cache import Cache
from mini_nova_auth.wire import retry
from tests.local_cloud import LocalCloud


@pytest.fixture
def other_host() -> Iterator[LocalCloud]:
    """A second cloud, which the tests reach by another host name: it must never be shown a token."""
    with LocalCloud() as running:
        running.url = running.url.replace("127.0.0.1", "localhost")
        yield running


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    """A cache in a directory that does not exist yet."""
    return Cache(tmp_path / "tokens")


@pytest.fixture
def naps(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that would have been slept between tries; none are."""
    slept: list[float] = []
    monkeypatch.setattr(retry, "sleep", slept.append)
    return slept


class _Listener(logging.Handler):
    """Collects warnings."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.warnings: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.warnings.append(record.getMessage())


@pytest.fixture
def warnings() -> Iterator[list[str]]:
    """What the toolkit warns of, as it comes in."""
    listener, logger = _Listener(), logging.getLogger("mini_nova_auth")
    logger.addHandler(listener)
    yield listener.warnings
    logger.removeHandler(listener)
