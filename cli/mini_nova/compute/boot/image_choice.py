"""Choosing the image of a boot by its properties."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mini_nova.compute.api import Compute
from mini_nova.compute.boot.create_request import BootRequest
from mini_nova.compute.resources.images import Images
from mini_nova.errors import NotFound
from mini_nova_auth import lenient


def with_image(compute: Compute, request: BootRequest, warn: Callable[[str], None]) -> BootRequest:
    """Return the request with the first image that has its properties.

    If several have them, ``warn`` gets a sentence. Raises NotFound if none has.
    """
    properties = request.image_properties
    images = [image for image in Images(compute).list() if has_properties(image, properties)]
    if not images:
        raise NotFound("No images match the property expected by --image-with")
    ids = [str(image["id"]) for image in images]
    if len(ids) > 1:
        warn(f"Multiple matching images: {ids}")
        warn(f"Using image: {ids[0]}")
    return request._replace(image=ids[0])


def has_properties(image: Mapping[str, Any], properties: Mapping[str, str]) -> bool:
    """Return whether an image has all these properties: Glance's, or the metadata of Nova's."""
    members = {**lenient.mapping(image.get("metadata")), **image}
    return all(members.get(key) == value for key, value in properties.items())
