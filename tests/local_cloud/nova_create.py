"""Creating servers."""

import secrets
from typing import Any

from .fleet import Life
from .messages import Answer, Json, json_answer
from .nova_call import BadRequest, Call
from .server_shape import links

_NETWORKS_REQUIRED = (2, 37)


def create(call: Call) -> Answer:
    """Take an order for one server or several; the answer names the first, or the reservation."""
    wanted = _wanted(call)
    flavor, image_id, networks = (
        _flavor(call, wanted),
        _image_id(call, wanted),
        _networks(call, wanted),
    )
    count = _count(wanted)
    reservation_id = call.world.new_reservation()
    made = []
    for number in range(1, count + 1):
        name = wanted["name"] if count == 1 else f"{wanted['name']}-{number}"
        server = call.world.shape_server(name, call.project_id, flavor, image_id)
        server.update(_asked_for(wanted))
        life = Life(server, list(call.world.pace), call.world.outcome, networks)
        made.append(call.world.fleet.put(server, flavor["id"], reservation_id, life))
    if wanted.get("return_reservation_id") in (True, "True", "true", 1, "1"):
        return json_answer(202, {"reservation_id": reservation_id})
    return _accepted(call, made[0], wanted)


def _accepted(call: Call, server: Json, wanted: Json) -> Answer:
    own = links(call.base, "servers", server["id"])
    answer = {
        "id": server["id"],
        "links": own,
        "OS-DCF:diskConfig": server["OS-DCF:diskConfig"],
        "security_groups": server["security_groups"],
        "adminPass": wanted.get("adminPass") or secrets.token_urlsafe(9),
    }
    return json_answer(202, {"server": answer}).with_headers(Location=own[0]["href"])


def _wanted(call: Call) -> Json:
    try:
        body = call.request.json
    except ValueError:
        raise BadRequest("Malformed request body") from None
    if not isinstance(body, dict) or not isinstance(body.get("server"), dict):
        raise BadRequest("'server' is a required property")
    wanted: Json = body["server"]
    for key in ("name", "flavorRef"):
        if key not in wanted:
            raise BadRequest(_invalid("server", wanted, f"'{key}' is a required property"))
    if not isinstance(wanted["name"], str) or not wanted["name"]:
        raise BadRequest(
            _invalid("name", wanted["name"], f"{wanted['name']!r} should be non-empty")
        )
    if "networks" not in wanted and call.version >= _NETWORKS_REQUIRED:
        raise BadRequest(_invalid("server", wanted, "'networks' is a required property"))
    return wanted


def _invalid(field: str, value: Any, why: str) -> str:
    return f"Invalid input for field/attribute {field}. Value: {value}. {why}"


def _flavor(call: Call, wanted: Json) -> Json:
    flavor_id = str(wanted["flavorRef"]).rsplit("/", maxsplit=1)[-1]
    flavor = call.world.flavors.get(flavor_id)
    if flavor is None:
        raise BadRequest(f"Flavor {flavor_id} could not be found.")
    return flavor


def _image_id(call: Call, wanted: Json) -> str:
    image_id = str(wanted.get("imageRef") or "").rsplit("/", maxsplit=1)[-1]
    if not image_id and not (
        wanted.get("block_device_mapping_v2") or wanted.get("block_device_mapping")
    ):
        raise BadRequest("Missing imageRef attribute")
    if image_id and image_id not in call.world.images:
        raise BadRequest("Can not find requested image")
    return image_id


def _networks(call: Call, wanted: Json) -> list[str]:
    """The names of the networks the server will be on: the first there is, unless told otherwise."""
    known = call.world.networks
    asked = wanted.get("networks") or "auto"
    if asked == "none":
        return []
    if not isinstance(asked, list):
        return [network["name"] for network in list(known.values())[:1]]
    for network in asked:
        if "uuid" in network and network["uuid"] not in known:
            raise BadRequest(f"Network {network['uuid']} could not be found.")
    return [known[network["uuid"]]["name"] for network in asked if "uuid" in network]


def _count(wanted: Json) -> int:
    try:
        lowest = int(wanted.get("min_count", 1))
        highest = int(wanted.get("max_count", lowest))
    except (TypeError, ValueError):
        raise BadRequest(
            _invalid("min_count", wanted.get("min_count"), "is not an integer")
        ) from None
    if lowest < 1 or highest < 1:
        raise BadRequest(_invalid("min_count", lowest, f"{lowest} is less than the minimum of 1"))
    if lowest > highest:
        raise BadRequest("min_count must be <= max_count")
    return highest


def _asked_for(wanted: Json) -> Json:
    """What a server takes over from the order as it stands."""
    taken: Json = {
        "metadata": dict(wanted.get("metadata") or {}),
        "key_name": wanted.get("key_name"),
        "description": wanted.get("description"),
        "tags": list(wanted.get("tags") or []),
        "config_drive": "True" if wanted.get("config_drive") in (True, "True", "true") else "",
        "accessIPv4": wanted.get("accessIPv4", ""),
        "accessIPv6": wanted.get("accessIPv6", ""),
        "OS-DCF:diskConfig": wanted.get("OS-DCF:diskConfig", "MANUAL"),
        "pinned_availability_zone": wanted.get("availability_zone"),
        "security_groups": [
            dict(group) for group in wanted.get("security_groups") or [{"name": "default"}]
        ],
    }
    if wanted.get("hostname"):
        taken["OS-EXT-SRV-ATTR:hostname"] = wanted["hostname"]
    return taken
