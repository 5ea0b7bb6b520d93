"""Creating servers."""

import secrets
from typing import Any

from .fleet import Life
from .messages import Answer, Json, json_answer
from .nova_call import BadRequest, Call
from .server_shape import links

_NETWORKS_REQUIRED = (2, 37)


def create(call: Call) -> Answer:
    """Take an order for one server or several. The answer names the first, or the reservation."""
    order = _order(call)
    flavor = _flavor(call, order)
    image_id = _image_id(call, order)
    networks = _networks(call, order)
    count = _count(order)
    reservation_id = call.world.new_reservation()
    servers = []
    for number in range(1, count + 1):
        name = order["name"] if count == 1 else f"{order['name']}-{number}"
        server = call.world.shape_server(name, call.project_id, flavor, image_id)
        server.update(_attributes(order))
        life = Life(server, list(call.world.pace), call.world.outcome, networks)
        servers.append(call.world.fleet.put(server, flavor["id"], reservation_id, life))
    if order.get("return_reservation_id") in (True, "True", "true", 1, "1"):
        return json_answer(202, {"reservation_id": reservation_id})
    return _accepted(call, servers[0], order)


def _accepted(call: Call, server: Json, order: Json) -> Answer:
    own = links(call.base, "servers", server["id"])
    answer = {
        "id": server["id"],
        "links": own,
        "OS-DCF:diskConfig": server["OS-DCF:diskConfig"],
        "security_groups": server["security_groups"],
        "adminPass": order.get("adminPass") or secrets.token_urlsafe(9),
    }
    return json_answer(202, {"server": answer}).with_headers(Location=own[0]["href"])


def _order(call: Call) -> Json:
    try:
        body = call.request.json
    except ValueError:
        raise BadRequest("Malformed request body") from None
    if not isinstance(body, dict) or not isinstance(body.get("server"), dict):
        raise BadRequest("'server' is a required property")
    order: Json = body["server"]
    for key in ("name", "flavorRef"):
        if key not in order:
            raise BadRequest(_invalid("server", order, f"'{key}' is a required property"))
    if not isinstance(order["name"], str) or not order["name"]:
        raise BadRequest(_invalid("name", order["name"], f"{order['name']!r} should be non-empty"))
    if "networks" not in order and call.version >= _NETWORKS_REQUIRED:
        raise BadRequest(_invalid("server", order, "'networks' is a required property"))
    return order


def _invalid(field: str, value: Any, reason: str) -> str:
    return f"Invalid input for field/attribute {field}. Value: {value}. {reason}"


def _flavor(call: Call, order: Json) -> Json:
    flavor_id = str(order["flavorRef"]).rsplit("/", maxsplit=1)[-1]
    flavor = call.world.flavors.get(flavor_id)
    if flavor is None:
        raise BadRequest(f"Flavor {flavor_id} could not be found.")
    return flavor


def _image_id(call: Call, order: Json) -> str:
    image_id = str(order.get("imageRef") or "").rsplit("/", maxsplit=1)[-1]
    if not image_id and not (
        order.get("block_device_mapping_v2") or order.get("block_device_mapping")
    ):
        raise BadRequest("Missing imageRef attribute")
    if image_id and image_id not in call.world.images:
        raise BadRequest("Can not find requested image")
    return image_id


def _networks(call: Call, order: Json) -> list[str]:
    """The names of the server's networks; the cloud's first one by default."""
    networks = call.world.networks
    requests = order.get("networks") or "auto"
    if requests == "none":
        return []
    if not isinstance(requests, list):
        return [network["name"] for network in list(networks.values())[:1]]
    for network in requests:
        if "uuid" in network and network["uuid"] not in networks:
            raise BadRequest(f"Network {network['uuid']} could not be found.")
    return [networks[network["uuid"]]["name"] for network in requests if "uuid" in network]


def _count(order: Json) -> int:
    try:
        lowest = int(order.get("min_count", 1))
        highest = int(order.get("max_count", lowest))
    except (TypeError, ValueError):
        raise BadRequest(
            _invalid("min_count", order.get("min_count"), "is not an integer")
        ) from None
    if lowest < 1 or highest < 1:
        raise BadRequest(_invalid("min_count", lowest, f"{lowest} is less than the minimum of 1"))
    if lowest > highest:
        raise BadRequest("min_count must be <= max_count")
    return highest


def _attributes(order: Json) -> Json:
    """The attributes that a server takes from its order unchanged."""
    attributes: Json = {
        "metadata": dict(order.get("metadata") or {}),
        "key_name": order.get("key_name"),
        "description": order.get("description"),
        "tags": list(order.get("tags") or []),
        "config_drive": "True" if order.get("config_drive") in (True, "True", "true") else "",
        "accessIPv4": order.get("accessIPv4", ""),
        "accessIPv6": order.get("accessIPv6", ""),
        "OS-DCF:diskConfig": order.get("OS-DCF:diskConfig", "MANUAL"),
        "pinned_availability_zone": order.get("availability_zone"),
        "security_groups": [
            dict(group) for group in order.get("security_groups") or [{"name": "default"}]
        ],
    }
    if order.get("hostname"):
        attributes["OS-EXT-SRV-ATTR:hostname"] = order["hostname"]
    return attributes
