"""Links to a resource, as answers carry them."""

from __future__ import annotations

from mini_nova_sandbox.http.call import Call

Link = dict[str, str]


def self_and_bookmark(call: Call, collection: str, identifier: str | int) -> list[Link]:
    """Return a resource's ``self`` link and its bookmark."""
    href = f"{call.base}/{collection}/{identifier}"
    own_link = {"rel": "self", "href": href}
    return [own_link, *bookmark(call, collection, identifier)]


def bookmark(call: Call, collection: str, identifier: str | int) -> list[Link]:
    """Return the bookmark alone, a link without a version, as a server's image has it."""
    root = f"{call.root}/compute"
    _, _, project_id = _below_compute(call.base).partition("/")
    if project_id:
        root = f"{root}/{project_id}"
    href = f"{root}/{collection}/{identifier}"
    return [{"rel": "bookmark", "href": href}]


def version_root(call: Call) -> str:
    """Return the URL of the version that a request addresses: ``http://HOST/compute/v2.1``."""
    version, _, _ = _below_compute(call.base).partition("/")
    return f"{call.root}/compute/{version}"


def _below_compute(url: str) -> str:
    """Return the part of a URL below ``/compute/``: ``v2.1`` or ``v2/PROJECT``."""
    return url.split("/compute/", 1)[-1]
