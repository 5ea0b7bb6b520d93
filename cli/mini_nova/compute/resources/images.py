"""Images: at Glance if the catalog has it, with version 2; else at Nova's proxy."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any
from urllib.parse import quote

from mini_nova.compute.api import Compute
from mini_nova.compute.names import choose, is_uuid, segment
from mini_nova.compute.service import ServiceClient
from mini_nova.errors import MiniNovaError, NotFound, ServiceError
from mini_nova_auth.access.access import Access, Base
from mini_nova_auth.errors import AuthToolkitError
from mini_nova_auth.wire.message import MULTIPLE_CHOICES, NOT_FOUND
from mini_nova_auth.wire.refusal import json_with_id
from mini_nova_auth.wire.urls import version_in

WITHOUT_V2 = (NOT_FOUND, MULTIPLE_CHOICES)  # what a Glance without v2 answers to its lists

Image = dict[str, Any]


class Images:
    """The images of a project."""

    def __init__(self, compute: Compute) -> None:
        self._compute = compute

    def list(self) -> Iterator[Image]:
        """Yield all images, page after page."""
        return self._read_all("", "/images/detail")

    def find(self, reference: str) -> Image:
        """Return the image of that name or id, in one request. Raises NotFound, Ambiguous."""
        if is_uuid(reference) and self._glance() is not None:
            try:
                return self.show(reference)
            except NotFound:
                pass  # a name that looks like an id
        query = f"?name={quote(reference, safe='')}"
        images = self._read_all(query, "/images")
        read_all = partial(self._read_all, "", "/images")
        return dict(choose(images, "image", reference, read_all))

    def id_of(self, reference: str) -> str:
        """Return the id of an image by its id, without a lookup, or name. Raises as ``find``."""
        if is_uuid(reference):
            return reference
        return str(self.find(reference)["id"])

    def show(self, image_id: str) -> Image:
        """Return the image of that id. Raises NotFound."""
        path = f"/images/{segment(image_id)}"
        glance = self._glance()
        if glance is None:
            return self._read_at_proxy(path)
        try:
            return glance.read(path, parse=json_with_id)
        except ServiceError as problem:
            if problem.status != MULTIPLE_CHOICES:
                raise
        return self._read_at_proxy(path)

    def _read_at_proxy(self, path: str) -> Image:
        compute = self._compute
        return compute.read_member(path, "image", headers=compute.proxy_headers)

    def _read_all(self, query: str, proxy_path: str) -> Iterator[Image]:
        """Yield the images of a query at Glance, or all that Nova's proxy has."""
        compute = self._compute
        at_proxy = compute.read_all(proxy_path, "images", headers=compute.proxy_headers)
        glance = self._glance()
        if glance is None:
            yield from at_proxy
            return
        try:
            yield from glance.read_all(f"/images{query}", "images")
        except ServiceError as problem:
            if problem.status not in WITHOUT_V2:
                raise
            yield from _or_raise(at_proxy, problem)

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
        url = partial(versioned, base)
        return ServiceClient(session, url, "image", self._compute.sightings)


def _or_raise(images: Iterator[Image], problem: ServiceError) -> Iterator[Image]:
    """Yield the images of a proxy; if there is none, either, raise the image service's problem."""
    try:
        yield from images
    except NotFound:
        raise problem from None


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
