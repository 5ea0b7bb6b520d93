"""Reading a cloud takes a bounded number of requests, however large it is."""

from __future__ import annotations

from typing import Any

import pytest

from mini_nova.errors import ServiceError
from mini_nova.sandbox.recording import reading
from mini_nova.sandbox.recording.lists import LISTS, OBJECTS
from mini_nova.sandbox.recording.reading import MOST_REQUESTS, CloudReader

SERVICES = ("compute", "identity", "network", "image", "volume")
KEYS = {item.path.partition("?")[0]: item.key for item in (*LISTS, *OBJECTS)}


class EndlessService:
    """A service whose every list goes on for ever, and that knows nothing newer than 2.87."""

    version = (2, 87)

    def __init__(self) -> None:
        self.requests = 0

    def read(self, path: str, *, headers: object) -> dict[str, Any]:
        """Return a page with one object more."""
        del headers
        self.requests += 1
        flavor = {"id": f"x{self.requests}", "os-flavor-access:is_public": False}
        return {KEYS.get(path.partition("?")[0], "none"): [flavor], "path": path}

    def next_path(self, page: dict[str, Any]) -> str:
        """Return the path of one page more."""
        return str(page["path"])


class ForbiddingService(EndlessService):
    """A service that refuses everything."""

    def __init__(self, status: int) -> None:
        super().__init__()
        self._status = status

    def read(self, path: str, *, headers: object) -> dict[str, Any]:
        """Refuse."""
        raise ServiceError("no", status=self._status)


def reader(service: Any, monkeypatch: pytest.MonkeyPatch, *names: str) -> CloudReader:
    monkeypatch.setattr(reading, "clients", lambda _compute: dict.fromkeys(names, service))
    return CloudReader(service, "p")


def test_an_endless_cloud_takes_fewer_than_60_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    service = EndlessService()
    cloud = reader(service, monkeypatch, *SERVICES)
    lists = cloud.lists()
    cloud.objects()
    cloud.flavor_access([dict(item) for item in lists["flavors"] * 100])
    assert service.requests == MOST_REQUESTS
    logins_and_versions = 6
    assert service.requests + logins_and_versions < 60
    assert "servers" in cloud.cut
    assert len(lists["servers"]) > 1


def test_what_is_refused_or_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    cloud = reader(ForbiddingService(403), monkeypatch, "compute")
    lists = cloud.lists()
    assert all(items == [] for items in lists.values())
    assert "hypervisors" in cloud.refused
    assert "servers of other projects" in cloud.refused
    assert set(cloud.missing) == {"identity", "network", "image", "volume"}


def test_a_service_that_fails_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    cloud = reader(ForbiddingService(500), monkeypatch, *SERVICES)
    with pytest.raises(ServiceError):
        cloud.lists()
