"""Steps that the tests of block storage share."""

from __future__ import annotations

from typing import Any

from tests.sandbox.asgi_client import Api, Reply

IMAGE = "e540ef5b-baf0-417e-b6c2-3a0364af25d5"
BASE = "/volume/v3"
NEWEST = "3.71"
NOBODY = "11111111-2222-3333-4444-555555555555"  # an id that nothing has
Resource = dict[str, Any]


def create_volume(
    api: Api, *, user: str = "admin", finish: bool = True, size: int | None = 1, **members: Any
) -> str:
    """Create a volume and return its id; it stays in ``creating`` unless it is to finish."""
    if size is not None:
        members["size"] = size
    answer = api("POST", f"{BASE}/volumes", {"volume": members}, user=user, version=NEWEST)
    assert answer.status == 202, answer.content
    if finish:
        api.work()
    return str(answer.json["volume"]["id"])


def create_snapshot(api: Api, volume_id: str, **members: Any) -> str:
    """Create a snapshot, let it finish, and return its id."""
    body = {"snapshot": {"volume_id": volume_id, **members}}
    answer = api("POST", f"{BASE}/snapshots", body, version=NEWEST)
    assert answer.status == 202, answer.content
    api.work()
    return str(answer.json["snapshot"]["id"])


def volume(api: Api, volume_id: str, version: str = NEWEST) -> Resource:
    """Return a volume as the API shows it."""
    answer = api("GET", f"{BASE}/volumes/{volume_id}", version=version)
    assert answer.status == 200, answer.content
    resource: Resource = answer.json["volume"]
    return resource


def status(api: Api, volume_id: str) -> str:
    """Return the status of a volume; '' if there is no such volume."""
    answer = api("GET", f"{BASE}/volumes/{volume_id}")
    return str(answer.json["volume"]["status"]) if answer.status == 200 else ""


def act(api: Api, volume_id: str, name: str, arguments: Any = None, version: str = NEWEST) -> Reply:
    """Send an action of a volume, and return its answer."""
    body = {name: arguments}
    return api("POST", f"{BASE}/volumes/{volume_id}/action", body, version=version)


def message(answer: Reply) -> str:
    """Return the sentence of a refusal."""
    (error,) = answer.json.values()
    return str(error["message"])
