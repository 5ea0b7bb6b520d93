"""Images: at Glance if the catalog has it, else at Nova's proxy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from mini_nova.compute.api import Compute
from mini_nova.compute.names import choose, is_uuid, segment
from mini_nova.compute.service import ServiceClient
from mini_nova.errors import MiniNovaError, NotFound
from mini_nova_auth.access.access import Access, Base
from mini_nova_auth.errors import AuthToolkitError
from mini_nova_auth.wire.refusal import json_with_id
from mini_nova_auth.wire.urls import version_in

Image = dict[str, Any]


class Images:
    """The images of a project."""

    def __init__(self, compute: Compute) -> None:
        self._compute = compute

    def list(self) -> Iterator[Image]:
        """Return all images, page after page."""
        glance = self._glance()
        if glance is None:
            return self._compute.read_all("/images/detail", "images")
        return glance.read_all("/images", "images")

    def find(self, reference: str) -> Image:
        """Return the image of that name or id, in one request. Raises NotFound, Ambiguous."""
        glance = self._glance()
        if glance is None:
            images = self._compute.read_all("/images", "images")
            return dict(choose(images, "image", reference))
        if is_uuid(reference):
            try:
                return self.show(reference)
            except NotFound:
                pass  # a name that looks like an id
        path = f"/images?name={quote(reference, safe='')}"
        images = glance.read_all(path, "images")
        return dict(choose(images, "image", reference))

    def show(self, image_id: str) -> Image:
        """Return the image of that id. Raises NotFound."""
        glance = self._glance()
        path = f"/images/{segment(image_id)}"
        if glance is not None:
            return glance.read(path, parse=json_with_id)
        return self._compute.read_member(path, "image")

    def name_of(self, image_id: str) -> str | None:
        """Return the name of an image; None if it cannot be read, for whatever reason."""
        try:
            image = self.show(image_id)
        except (MiniNovaError, AuthToolkitError):
            return None
        name = image.get("name")
        return name if isinstance(name, str) else None

    def _glance(self) -> ServiceClient | None:
        session = self._compute.session
        if not session.has_endpoint("image"):
            return None
        base = session.endpoint("image")
        return ServiceClient(session, lambda access: versioned(base, access), "image")


def versioned(base: Base, access: Access) -> str:
    """Return Glance's URL with version 2, added if there is no version, and in place of version 1.

    A project id behind the version, as on some clouds, stays.
    """
    url = base(access)
    version = version_in(url)
    if version is None:
        return f"{url}/v2"
    head, _, last = url.rpartition("/")
    if version[0] == 1 and last.startswith("v1"):
        return f"{head}/v2"
    return url
