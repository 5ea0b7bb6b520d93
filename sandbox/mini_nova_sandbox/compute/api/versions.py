"""Version documents of compute: at the root, and at the root of each version. They need no token."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.compute.api.microversions import NEWEST, OLDEST, text_of
from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.operation import Operation

KNOWN = {
    "v1.1": ("DEPRECATED", "", "", "2011-01-21T11:33:21Z", "2"),
    "v2": ("DEPRECATED", "", "", "2011-01-21T11:33:21Z", "2"),
    "v2.1": ("CURRENT", text_of(NEWEST), text_of(OLDEST), "2013-07-23T11:33:21Z", "2.1"),
}


PAGE = (
    "<!DOCTYPE html><html><head><title>Welcome</title></head><body><h1>It works!</h1></body></html>"
)
ELSEWHERE = "http://controller.invalid:8774"


def versions(call: Call) -> Answer:
    """All of them."""
    if "catalog.version-html" in call.cloud.catalog_faults:
        return Answer(text=PAGE, headers={"content-type": "text/html"})
    return Answer(body={"versions": [_version(call, name) for name in ("v2", "v2.1")]})


def version(call: Call) -> Answer:
    """The one whose root was asked for."""
    if "catalog.version-html" in call.cloud.catalog_faults:
        return Answer(text=PAGE, headers={"content-type": "text/html"})
    name = call.base.rsplit("/", 1)[-1]
    media = {
        "base": "application/json",
        "type": f"application/vnd.openstack.compute+json;version={KNOWN[name][4]}",
    }
    about = _version(call, name)
    about["links"].append(
        {"rel": "describedby", "type": "text/html", "href": "http://docs.openstack.org/"}
    )
    return Answer(body={"version": {**about, "media-types": [media]}})


def _version(call: Call, name: str) -> dict[str, Any]:
    status, newest, oldest, updated, _ = KNOWN[name]
    root = (
        ELSEWHERE if "catalog.version-host" in call.cloud.catalog_faults else f"{call.root}/compute"
    )
    return {
        "id": "v2.0" if name == "v2" else name,
        "status": status,
        "version": newest,
        "min_version": oldest,
        "updated": updated,
        "links": [{"rel": "self", "href": f"{root}/{name}/"}],
    }


OPERATIONS = (
    Operation("GET", "/versions", versions, public=True),
    Operation("GET", "/", version, public=True),
)
