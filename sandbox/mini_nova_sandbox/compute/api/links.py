"""Links to a resource, as answers carry them."""

from __future__ import annotations

from mini_nova_sandbox.http.call import Call

Link = dict[str, str]


def self_and_bookmark(call: Call, collection: str, identifier: str) -> list[Link]:
    """Return a resource's ``self`` link and its bookmark."""
    own = {"rel": "self", "href": f"{call.base}/{collection}/{identifier}"}
    return [own, *bookmark(call, collection, identifier)]


def bookmark(call: Call, collection: str, identifier: str) -> list[Link]:
    """Return the bookmark alone, a link without a version, as a server's image has it."""
    root = f"{call.root}/compute"
    project = _below_compute(call.base).partition("/")[2]
    if project:
        root = f"{root}/{project}"
    return [{"rel": "bookmark", "href": f"{root}/{collection}/{identifier}"}]


def version_root(call: Call) -> str:
    """Return the URL of the version that a request addresses: ``http://HOST/compute/v2.1``."""
    version = _below_compute(call.base).partition("/")[0]
    return f"{call.root}/compute/{version}"


def _below_compute(url: str) -> str:
    """Return the part of a URL below ``/compute/``: ``v2.1`` or ``v2/PROJECT``."""
    return url.split("/compute/", 1)[-1]
