"""Version documents of identity. They need no token."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.operation import Operation

KNOWN = {
    "v3": ("v3.14", "stable", "2020-04-07T00:00:00Z", "application/vnd.openstack.identity-v3+json"),
    "v2.0": (
        "v2.0",
        "deprecated",
        "2016-08-04T00:00:00Z",
        "application/vnd.openstack.identity-v2.0+json",
    ),
}


def versions(call: Call) -> Answer:
    """All of them: 300, as Keystone answers."""
    listed = {"versions": {"values": [_version(call, name) for name in KNOWN]}}
    return Answer(300, listed, {"location": f"{call.root}/identity/v3/"})


def version(call: Call) -> Answer:
    """The one whose root was asked for."""
    return Answer(body={"version": _version(call, call.url_path.strip("/").rsplit("/", 1)[-1])})


def _version(call: Call, name: str) -> dict[str, Any]:
    identifier, status, updated, media = KNOWN[name]
    return {
        "id": identifier,
        "status": status,
        "updated": updated,
        "links": [{"rel": "self", "href": f"{call.root}/identity/{name}/"}],
        "media-types": [{"base": "application/json", "type": media}],
    }


OPERATIONS = (
    Operation("GET", "/", versions, public=True),
    Operation("GET", "/v3", version, public=True),
    Operation("GET", "/v2.0", version, public=True),
)
