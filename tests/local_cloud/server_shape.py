"""A server as Nova stores it for this cloud, and as each microversion shows it."""

from typing import Any

from .messages import Json

Version = tuple[int, int]
_SINCE = {
    "locked": 9,
    "description": 19,
    "tags": 26,
    "trusted_image_certificates": 63,
    "server_groups": 71,
    "locked_reason": 73,
    "OS-EXT-SRV-ATTR:hostname": 90,
    "pinned_availability_zone": 96,
    "scheduler_hints": 100,
}
_FLAVOR_IN_FULL = 47
_IMAGE_IN_FULL = 98


def new_server(server_id: str, name: str, project_id: str, user_id: str, created: str) -> Json:
    """A server just asked for, with every key a user who is not an administrator sees at the
    newest microversion.
    """
    return {
        "accessIPv4": "",
        "accessIPv6": "",
        "addresses": {},
        "created": created,
        "flavor": {},
        "hostId": "",
        "id": server_id,
        "image": "",
        "links": [],
        "metadata": {},
        "name": name,
        "status": "BUILD",
        "tenant_id": project_id,
        "user_id": user_id,
        "updated": created,
        "OS-DCF:diskConfig": "MANUAL",
        "progress": 0,
        "OS-EXT-AZ:availability_zone": "",
        "config_drive": "",
        "key_name": None,
        "OS-SRV-USG:launched_at": None,
        "OS-SRV-USG:terminated_at": None,
        "security_groups": [{"name": "default"}],
        "OS-EXT-STS:task_state": "scheduling",
        "OS-EXT-STS:vm_state": "building",
        "OS-EXT-STS:power_state": 0,
        "os-extended-volumes:volumes_attached": [],
        "locked": False,
        "description": None,
        "tags": [],
        "trusted_image_certificates": None,
        "server_groups": [],
        "locked_reason": None,
        "OS-EXT-SRV-ATTR:hostname": name.lower(),
        "pinned_availability_zone": None,
        "scheduler_hints": {},
    }


def embedded_flavor(flavor: Json) -> Json:
    """A flavor as a server carries it since 2.47."""
    return {
        "vcpus": flavor["vcpus"],
        "ram": flavor["ram"],
        "disk": flavor["disk"],
        "ephemeral": flavor["OS-FLV-EXT-DATA:ephemeral"],
        "swap": flavor["swap"],
        "original_name": flavor["name"],
        "extra_specs": flavor["extra_specs"],
    }


def links(base: str, collection: str, item_id: str) -> list[Json]:
    """The two links every Nova resource has: itself under the API's version, and itself under
    none.
    """
    root = base.partition("/compute/")[0]
    return [
        {"rel": "self", "href": f"{base}/{collection}/{item_id}"},
        {"rel": "bookmark", "href": f"{root}/compute/{collection}/{item_id}"},
    ]


def bookmark(base: str, collection: str, item_id: str) -> Json:
    """A reference to another resource: its id, and one link."""
    return {"id": item_id, "links": links(base, collection, item_id)[1:]}


def brief_view(server: Json, base: str) -> Json:
    """A server in a plain list."""
    return {
        "id": server["id"],
        "name": server["name"],
        "links": links(base, "servers", server["id"]),
    }


def full_view(server: Json, flavor_id: str, version: Version, base: str, *, listed: bool) -> Json:
    """A server as a microversion shows it; lists leave out the groups a server is in."""
    view = {key: value for key, value in server.items() if version[1] >= _SINCE.get(key, 0)}
    if listed:
        view.pop("server_groups", None)
    view["links"] = links(base, "servers", server["id"])
    if version[1] < _FLAVOR_IN_FULL:
        view["flavor"] = bookmark(base, "flavors", flavor_id)
    view["image"] = _image(server["image"], version)
    return view


def _image(image: Any, version: Version) -> Any:
    if image and version[1] >= _IMAGE_IN_FULL:
        return {**image, "properties": {}}
    return image
