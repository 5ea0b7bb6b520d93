"""The version document, which lists v3 and its microversions."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.microversions import version_text
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.volume.api.microversions import NEWEST, OLDEST

MEDIA_TYPE = {
    "base": "application/json",
    "type": "application/vnd.openstack.volume+json;version=3",
}
DESCRIPTION = {
    "rel": "describedby",
    "type": "text/html",
    "href": "https://docs.openstack.org/",
}


def list_versions(call: Call) -> Answer:
    """List the one version, with status 300 as Cinder does."""
    return Answer(300, {"versions": [_view(call)]})


def show(call: Call) -> Answer:
    """Show v3, in the same shape."""
    return Answer(body={"versions": [_view(call)]})


def _view(call: Call) -> dict[str, Any]:
    own_link = {"rel": "self", "href": f"{call.root}/volume/v3/"}
    return {
        "id": "v3.0",
        "status": "CURRENT",
        "version": version_text(NEWEST),
        "min_version": version_text(OLDEST),
        "updated": "2023-08-31T00:00:00Z",
        "links": [DESCRIPTION, own_link],
        "media-types": [MEDIA_TYPE],
    }


OPERATIONS = (
    Operation("GET", "/versions", list_versions, public=True),
    Operation("GET", "/", show),
)
