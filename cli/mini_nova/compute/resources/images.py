"""Images: at Glance where the catalog has it, else at Nova's proxy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from mini_nova.compute.api import Compute
from mini_nova.compute.names import is_uuid, only, segment
from mini_nova.compute.service import Service
from mini_nova.errors import MiniNovaError, NotFound
from mini_nova_auth.access.access import Access
from mini_nova_auth.errors import AuthToolkitError, EndpointNotFound
from mini_nova_auth.session import Base
from mini_nova_auth.wire.urls import version_in


class Images:
    """The images of a project."""

    def __init__(self, compute: Compute) -> None:
        self._compute = compute

    def list(self) -> Iterator[dict[str, Any]]:
        """All images, page after page."""
        glance = self._glance()
        return (
            glance.read_all("/images", "images")
            if glance
            else self._compute.read_all("/images/detail", "images")
        )

    def find(self, wanted: str) -> dict[str, Any]:
        """The image of that name or id, in one list request. Raises NotFound, Ambiguous."""
        glance = self._glance()
        if glance is None:
            return dict(only(self._compute.read_all("/images", "images"), "image", wanted))
        if is_uuid(wanted):
            try:
                return self.show(wanted)
            except NotFound:
                pass  # a name that looks like an id
        return dict(
            only(
                glance.read_all(f"/images?name={quote(wanted, safe='')}", "images"), "image", wanted
            )
        )

    def show(self, image_id: str) -> dict[str, Any]:
        """The image of that id. Raises NotFound."""
        glance = self._glance()
        path = f"/images/{segment(image_id)}"
        if glance is not None:
            return glance.read(path)
        image = self._compute.read(path).get("image")
        return image if isinstance(image, dict) else {}

    def name_of(self, image_id: str) -> str | None:
        """The name of an image, for showing; None where it cannot be told, for whatever reason."""
        try:
            name = self.show(image_id).get("name")
        except (MiniNovaError, AuthToolkitError):
            return None
        return name if isinstance(name, str) else None

    def _glance(self) -> Service | None:
        session = self._compute.session
        base = session.endpoint("image")
        try:
            base(session.access)
        except EndpointNotFound:
            return None
        return Service(session, lambda access: versioned(base, access))


def versioned(base: Base, access: Access) -> str:
    """Glance's address with its version: v2 is added where there is none, and takes the place of v1.

    Some clouds put the project's id behind the version; that stays.
    """
    url = base(access)
    named = version_in(url)
    if named is None:
        return f"{url}/v2"
    head, _, last = url.rpartition("/")
    return f"{head}/v2" if named[0] == 1 and last.startswith("v1") else url
