"""Compute's version documents, which need no token: the list, and a document for each version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mini_nova_sandbox.compute.api.microversions import NEWEST, OLDEST, version_text
from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import NotFound
from mini_nova_sandbox.http.operation import Operation


@dataclass(frozen=True)
class ApiVersion:
    """A version of the API, as its document describes it; v2 has no microversions."""

    id: str
    status: str
    updated: str
    media_type: str
    newest: str = ""
    oldest: str = ""


V1_1 = ApiVersion("v1.1", "DEPRECATED", "2011-01-21T11:33:21Z", "2")
V2 = ApiVersion("v2.0", "DEPRECATED", "2011-01-21T11:33:21Z", "2")
V2_1 = ApiVersion(
    "v2.1",
    "CURRENT",
    "2013-07-23T11:33:21Z",
    "2.1",
    newest=version_text(NEWEST),
    oldest=version_text(OLDEST),
)
VERSIONS = {"v1.1": V1_1, "v2": V2, "v2.1": V2_1}  # by the name in the path

PAGE = (
    "<!DOCTYPE html><html><head><title>Welcome</title></head><body><h1>It works!</h1></body></html>"
)
ELSEWHERE = "http://controller.invalid:8774"


def versions(call: Call) -> Answer:
    """List the versions."""
    if _is_hidden(call):
        return _html_page()
    views = [_view(call, "v2"), _view(call, "v2.1")]
    return Answer(body={"versions": views})


def version(call: Call) -> Answer:
    """Show the version that the path names."""
    if _is_hidden(call):
        return _html_page()
    _, _, name = call.base.rpartition("/")
    if name not in VERSIONS:  # the path goes on to a project
        raise NotFound("The resource could not be found.")
    view = _view(call, name)
    view["links"].append(
        {
            "rel": "describedby",
            "type": "text/html",
            "href": "http://docs.openstack.org/",
        }
    )
    media_type = VERSIONS[name].media_type
    view["media-types"] = [
        {
            "base": "application/json",
            "type": f"application/vnd.openstack.compute+json;version={media_type}",
        }
    ]
    return Answer(body={"version": view})


def _is_hidden(call: Call) -> bool:
    """Whether a planned fault puts a web page in the place of version documents."""
    return "catalog.version-html" in call.cloud.catalog_faults


def _html_page() -> Answer:
    return Answer(text=PAGE, headers={"content-type": "text/html"})


def _view(call: Call, name: str) -> dict[str, Any]:
    api_version = VERSIONS[name]
    root = f"{call.root}/compute"
    if "catalog.version-host" in call.cloud.catalog_faults:
        root = ELSEWHERE
    return {
        "id": api_version.id,
        "status": api_version.status,
        "version": api_version.newest,
        "min_version": api_version.oldest,
        "updated": api_version.updated,
        "links": [{"rel": "self", "href": f"{root}/{name}/"}],
    }


OPERATIONS = (
    Operation("GET", "/versions", versions, public=True),
    Operation("GET", "/", version, public=True),
)
