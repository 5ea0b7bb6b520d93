"""Steps that the tests of the compute API share."""

from __future__ import annotations

from typing import Any

from tests.sandbox.asgi_client import Api

IMAGE = "e540ef5b-baf0-417e-b6c2-3a0364af25d5"
BASE = "/compute/v2.1"
NEWEST = "2.96"


def create_body(name: str = "vm", **members: Any) -> dict[str, Any]:
    """Return the body of a create request with these members besides the required ones."""
    return {"server": {"name": name, "imageRef": IMAGE, "flavorRef": "6", **members}}


def boot(
    api: Api,
    name: str = "vm",
    *,
    version: str = "",
    user: str = "admin",
    finish: bool = True,
    **members: Any,
) -> str:
    """Boot a server and return its id; it stays in BUILD unless the boot is to finish."""
    if version >= "2.37":
        members.setdefault("networks", "auto")
    body = create_body(name, **members)
    answer = api("POST", f"{BASE}/servers", body, version=version, user=user)
    assert answer.status == 202, answer.content
    if finish:
        api.work()
    return str(answer.json["server"]["id"])


def show(api: Api, uuid: str, version: str = NEWEST) -> dict[str, Any]:
    """Return a server as the API shows it."""
    answer = api("GET", f"{BASE}/servers/{uuid}", version=version)
    server: dict[str, Any] = answer.json["server"]
    return server


def act(api: Api, uuid: str, body: dict[str, Any], version: str = NEWEST, status: int = 202) -> Any:
    """Send an action, let it finish, and return its answer."""
    answer = api("POST", f"{BASE}/servers/{uuid}/action", body, version=version)
    assert answer.status == status, answer.content
    api.work()
    return answer.json if answer.content else None


def list_names(api: Api, query: str, version: str = NEWEST) -> list[str]:
    """Return the names of the servers that a query lists."""
    answer = api("GET", f"{BASE}/servers?{query}", version=version)
    assert answer.status == 200, answer.content
    return [server["name"] for server in answer.json["servers"]]


def project_id(api: Api, name: str) -> str:
    """Return the id of a project."""
    return str(api.cloud.database.value("SELECT id FROM projects WHERE name = ?", name))


def path_of(url: str) -> str:
    """Return the path and query of a link."""
    return url.split("8700", 1)[1]
