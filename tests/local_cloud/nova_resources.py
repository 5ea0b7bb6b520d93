"""Flavors, and the images Nova used to pass on from Glance."""

import re

from .messages import Answer, Json, json_answer
from .nova_call import Call, collection, page
from .refusals import nova_refusal
from .server_shape import links

_FLAVOR_SINCE = {"description": 55, "extra_specs": 61}
_FLAVOR_UNTIL = {"rxtx_factor": 101, "OS-FLV-DISABLED:disabled": 101}
_FLAVOR_NAMES_SINCE = 102
_SWAP_IS_A_NUMBER = 75
_PROXIES_UP_TO = 35


def flavors(call: Call) -> Answer:
    """Flavors by id and name."""
    shapes, next_link = page(call, _matching_flavors(call))
    views = [
        _flavor_view(call, flavor, ("id", "name", "links", "description")) for flavor in shapes
    ]
    return json_answer(200, collection("flavors", views, next_link))


def flavors_in_detail(call: Call) -> Answer:
    """Flavors with their sizes."""
    shapes, next_link = page(call, _matching_flavors(call))
    return json_answer(
        200, collection("flavors", [_flavor_view(call, flavor) for flavor in shapes], next_link)
    )


def flavor(call: Call) -> Answer:
    """One flavor."""
    shape = call.world.flavors.get(call.named)
    if shape is None:
        return nova_refusal(404, f"Flavor {call.named} could not be found.")
    return json_answer(200, {"flavor": _flavor_view(call, shape)})


def _matching_flavors(call: Call) -> list[Json]:
    """The flavors whose name matches the pattern in the query, if it has one."""
    pattern = call.request.first("name") or ""
    if call.version[1] < _FLAVOR_NAMES_SINCE:
        pattern = ""
    return [item for item in call.world.flavors.values() if re.search(pattern, item["name"])]


def _flavor_view(call: Call, shape: Json, keys: tuple[str, ...] | None = None) -> Json:
    view = {**shape, "links": links(call.base, "flavors", shape["id"])}
    if call.version[1] < _SWAP_IS_A_NUMBER:
        view["swap"] = view["swap"] or ""
    minor = call.version[1]
    return {
        key: value
        for key, value in view.items()
        if _FLAVOR_SINCE.get(key, 0) <= minor <= _FLAVOR_UNTIL.get(key, minor)
        and (keys is None or key in keys)
    }


def images(call: Call) -> Answer:
    """Images by id and name, under the older versions only."""
    return _images(call, ("id", "name", "links"))


def images_in_detail(call: Call) -> Answer:
    """Images in full, under the older versions only."""
    return _images(call, None)


def image(call: Call) -> Answer:
    """One image, under the older versions only."""
    shape = call.world.images.get(call.named)
    if call.version[1] > _PROXIES_UP_TO:
        return _no_proxy()
    if shape is None:
        return nova_refusal(404, f"Image {call.named} could not be found.")
    return json_answer(200, {"image": _image_view(call, shape)})


def _images(call: Call, keys: tuple[str, ...] | None) -> Answer:
    if call.version[1] > _PROXIES_UP_TO:
        return _no_proxy()
    name = call.request.first("name")
    matches = [shape for shape in call.world.images.values() if name in (None, shape["name"])]
    shapes, next_link = page(call, matches)
    views = [
        {
            key: value
            for key, value in _image_view(call, shape).items()
            if keys is None or key in keys
        }
        for shape in shapes
    ]
    return json_answer(200, collection("images", views, next_link))


def _no_proxy() -> Answer:
    return nova_refusal(404, "The resource could not be found.")


def networks(call: Call) -> Answer:
    """Networks by id and label, under the older versions only."""
    if call.version[1] > _PROXIES_UP_TO:
        return _no_proxy()
    views = [
        {"id": network["id"], "label": network["name"]} for network in call.world.networks.values()
    ]
    return json_answer(200, {"networks": views})


def _image_view(call: Call, shape: Json) -> Json:
    alternate = {
        "rel": "alternate",
        "type": "application/vnd.openstack.image",
        "href": f"{call.world.url}/image/images/{shape['id']}",
    }
    return {
        "id": shape["id"],
        "name": shape["name"],
        "minRam": shape["min_ram"],
        "minDisk": shape["min_disk"],
        "metadata": {},
        "created": shape["created_at"],
        "updated": shape["updated_at"],
        "status": shape["status"].upper(),
        "progress": 100,
        "OS-EXT-IMG-SIZE:size": shape["size"],
        "links": [*links(call.base, "images", shape["id"]), alternate],
    }
