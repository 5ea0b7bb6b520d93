"""What the classic client shows of a server's JSON. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mini_nova_auth import lenient

POWER_STATE = "OS-EXT-STS:power_state"
ORIGINAL_NAME = "original_name"  # of an embedded flavor
POWER_STATES = {
    0: "NOSTATE",
    1: "Running",
    3: "Paused",
    4: "Shutdown",
    6: "Crashed",
    7: "Suspended",
}
HIDDEN_KEYS = ("links", "addresses", "OS-EXT-SRV-ATTR:user_data")
PROPERTIES = frozenset(
    [
        "accessIPv4",
        "accessIPv6",
        "adminPass",
        "config_drive",
        "created",
        "description",
        "fault",
        "flavor",
        "hostId",
        "host_status",
        "id",
        "image",
        "key_name",
        "locked",
        "locked_reason",
        "metadata",
        "name",
        "os-extended-volumes:volumes_attached",
        "pinned_availability_zone",
        "progress",
        "reservation_id",
        "scheduler_hints",
        "security_groups",
        "server_groups",
        "status",
        "tags",
        "tenant_id",
        "trusted_image_certificates",
        "updated",
        "user_id",
    ]
)
_FOLDED_PROPERTIES = frozenset(map(str.casefold, [*PROPERTIES, *HIDDEN_KEYS]))


def power_state_cell(server: Mapping[str, Any]) -> str:
    """Return the word for the number of a power state; '' if it has none."""
    number = server.get(POWER_STATE)
    if not isinstance(number, int):
        return ""
    return POWER_STATES.get(number, "")


def networks_cell(server: Mapping[str, Any]) -> str:
    """Return ``net=ip, ip; net2=ip``, networks sorted by name."""
    networks = lenient.mapping(server.get("addresses"))
    cells = [f"{name}={_addresses(networks[name])}" for name in sorted(networks)]
    return "; ".join(cells)


def properties(
    server: Mapping[str, Any],
    *,
    image_name: str | None = "",
    flavor_name: str | None = "",
    minimal: bool = False,
) -> dict[str, Any]:
    """Return the rows of ``show``: the server's keys, flattened as in the classic client.

    The names are shown before the ids; '' means that nobody looked for the name, None that it was
    not found. With ``minimal`` an embedded flavor is its name alone.
    """
    rows = {key: value for key, value in server.items() if key not in HIDDEN_KEYS}
    rows.update(_network_rows(server))
    if "flavor" in rows:
        flavor = lenient.mapping(rows.pop("flavor"))
        if minimal and ORIGINAL_NAME in flavor:
            rows["flavor"] = flavor[ORIGINAL_NAME]
        else:
            rows.update(_flavor_rows(flavor, flavor_name))
    if "image" in rows:
        image = rows["image"]
        rows["image"] = _image_row(image, image_name)
        rows.update(_image_property_rows(image))
    if "security_groups" in rows:
        rows["security_groups"] = _group_names(rows["security_groups"])
    return rows


def _network_rows(server: Mapping[str, Any]) -> dict[str, str]:
    networks = lenient.mapping(server.get("addresses"))
    return {f"{name} network": _addresses(networks[name]) for name in networks}


def optional_property(name: str) -> bool:
    """Return whether some server, at some microversion, has that property, whatever its case."""
    folded_name = name.casefold()
    if folded_name in _FOLDED_PROPERTIES:
        return True
    return folded_name.startswith(("flavor:", "image:", "os-")) or folded_name.endswith(" network")


def _addresses(value: Any) -> str:
    addresses = [lenient.text_at(address, "addr") for address in lenient.mappings(value)]
    return ", ".join(addresses)


def _group_names(value: Any) -> str:
    groups = lenient.mappings(value)
    names = {lenient.text_at(group, "name") for group in groups}
    return ", ".join(sorted(names))


def _flavor_rows(flavor: Mapping[str, Any], name: str | None) -> dict[str, Any]:
    """Return the rows of a flavor, which is embedded from 2.47 on (``original_name``...)."""
    if ORIGINAL_NAME in flavor:
        rows = {f"flavor:{key}": value for key, value in flavor.items()}
        rows.pop("flavor:links", None)
        return rows
    flavor_id = lenient.text_at(flavor, "id")
    return {"flavor": _name_and_id("Flavor", flavor_id, name)}


def _image_row(image: Any, name: str | None) -> str:
    image_id = lenient.text_at(image, "id")
    if not image_id:
        return "Attempt to boot from volume - no image supplied"
    return _name_and_id("Image", image_id, name)


def _image_property_rows(image: Any) -> dict[str, Any]:
    """Return the row of the image's properties, which servers carry from 2.98 on."""
    image_properties = lenient.mapping(image).get("properties")
    if image_properties is None:
        return {}
    return {"image:properties": image_properties}


def _name_and_id(kind: str, identity: str, name: str | None) -> str:
    if name is None:
        return f"{kind} not found ({identity})"
    if not name:
        return identity
    return f"{name} ({identity})"
