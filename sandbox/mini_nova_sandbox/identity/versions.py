"""The version documents of identity. They need no token."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.operation import Operation

MEDIA_TYPE = "application/vnd.openstack.identity-{}+json"
VERSIONS = {  # name in the path: id, status, date
    "v3": ("v3.14", "stable", "2020-04-07T00:00:00Z"),
    "v2.0": ("v2.0", "deprecated", "2016-08-04T00:00:00Z"),
}


def versions(call: Call) -> Answer:
    """List the versions, with status 300 as Keystone does."""
    views = [_view(call, name) for name in VERSIONS]
    headers = {"location": f"{call.root}/identity/v3/"}
    return Answer(300, {"versions": {"values": views}}, headers)


def version(call: Call) -> Answer:
    """Show the version of the path."""
    path = call.url_path.strip("/")
    _, _, name = path.rpartition("/")
    view = _view(call, name)
    return Answer(body={"version": view})


def _view(call: Call, name: str) -> dict[str, Any]:
    identifier, status, updated = VERSIONS[name]
    url = f"{call.root}/identity/{name}/"
    media_type = MEDIA_TYPE.format(name)
    return {
        "id": identifier,
        "status": status,
        "updated": updated,
        "links": [{"rel": "self", "href": url}],
        "media-types": [{"base": "application/json", "type": media_type}],
    }


OPERATIONS = (
    Operation("GET", "/", versions, public=True),
    Operation("GET", "/v3", version, public=True),
    Operation("GET", "/v2.0", version, public=True),
)
