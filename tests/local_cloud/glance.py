"""Glance: images by name or id, a page at a time."""

import uuid
from urllib.parse import unquote, urlencode

from .messages import Answer, Json, Recorded, json_answer
from .refusals import glance_refusal
from .world import World

_IMAGES = "/v2/images"
_MAX_PAGE = 1000
_NOT_FILTERS = ("limit", "marker", "sort", "sort_key", "sort_dir")


def handle(world: World, request: Recorded) -> Answer:
    """Answer a request under /image."""
    answer = _route(world, request, request.path.rstrip("/").removeprefix("/image"))
    return answer.with_headers(x_openstack_request_id=f"req-{uuid.uuid4()}")


def _route(world: World, request: Recorded, path: str) -> Answer:
    if path in ("", "/versions"):
        links = [{"rel": "self", "href": f"{world.url}/image/v2/"}]
        versions = [("v2.17", "CURRENT"), ("v2.16", "SUPPORTED"), ("v2.15", "SUPPORTED")]
        return json_answer(
            300,
            {
                "versions": [
                    {"id": name, "status": status, "links": links} for name, status in versions
                ]
            },
        )
    if world.tokens.find(request.headers.get("X-Auth-Token")) is None:
        text = "This server could not verify that you are authorized to access the document you requested."
        return glance_refusal(401, text).with_headers(
            WWW_Authenticate=f'Keystone uri="{world.url}/identity/v3"'
        )
    if request.method == "GET" and path == _IMAGES:
        return _list(world, request)
    if request.method == "GET" and path.startswith(f"{_IMAGES}/"):
        image_id = unquote(path.removeprefix(f"{_IMAGES}/"))
        image = world.images.get(image_id)
        return (
            json_answer(200, image)
            if image
            else glance_refusal(404, f"No image found with ID {image_id}")
        )
    return glance_refusal(404, "The resource could not be found.")


def _list(world: World, request: Recorded) -> Answer:
    filters = {key: values[0] for key, values in request.query.items() if key not in _NOT_FILTERS}
    matches = [image for image in reversed(world.images.values()) if _passes(image, filters)]
    limit_text = request.first("limit")
    if limit_text is not None and not limit_text.isdecimal():
        return glance_refusal(400, "limit param must be an integer")
    limit = min(int(limit_text), _MAX_PAGE) if limit_text else world.image_page_size
    start = 0
    marker = request.first("marker")
    if marker is not None:
        start = next((index + 1 for index, image in enumerate(matches) if image["id"] == marker), 0)
        if start == 0:
            return glance_refusal(
                400, f"Image {marker} could not be found during the listing operation"
            )
    return json_answer(200, _page(request, matches[start : start + limit], limit))


def _passes(image: Json, filters: dict[str, str]) -> bool:
    return all(_fits(str(image.get(key)), value) for key, value in filters.items())


def _fits(text: str, value: str) -> bool:
    return text in value[3:].split(",") if value.startswith("in:") else text == value


def _page(request: Recorded, images: list[Json], limit: int) -> Json:
    """A page as Glance writes it: its links begin at the version, whatever stands before that in
    the endpoint.
    """
    first = {key: values for key, values in request.query.items() if key != "marker"}
    page: Json = {"images": images, "first": _link(first), "schema": "/v2/schemas/images"}
    if images and len(images) == limit:
        page["next"] = _link({**request.query, "marker": [images[-1]["id"]]})
    return page


def _link(query: dict[str, list[str]]) -> str:
    return f"{_IMAGES}?{urlencode(query, doseq=True)}" if query else _IMAGES
