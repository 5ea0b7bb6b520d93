"""The flavors and server groups of a recording. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mini_nova.sandbox.recording.fields import (
    Field,
    Item,
    Record,
    by_name,
    flag_field,
    flag_unless_false,
    number,
    number_field,
    optional_field,
    take,
    text_field,
    text_mapping,
)
from mini_nova_auth import lenient

FLAVOR = {
    "id": text_field("id"),
    "name": text_field("name"),
    "ram": number_field("ram"),
    "vcpus": number_field("vcpus"),
    "disk": number_field("disk"),
    "ephemeral": number_field("OS-FLV-EXT-DATA:ephemeral"),
    "swap": number_field("swap"),
    "is_public": Field("os-flavor-access:is_public", flag_unless_false),
    "disabled": flag_field("OS-FLV-DISABLED:disabled"),
    "description": optional_field("description"),
    "extra_specs": Field("extra_specs", text_mapping),
}
RULES = "rules"


def flavors(items: Sequence[Item], access: Mapping[str, Sequence[str]]) -> list[Record]:
    """Return the flavors; ``access`` has the projects of private ones, by the flavor's id."""
    return by_name([_flavor(item, access) for item in items])


def _flavor(item: Item, access: Mapping[str, Sequence[str]]) -> Record:
    record = take(item, FLAVOR)
    factor = lenient.number(item.get("rxtx_factor"))
    record["rxtx_factor"] = 1.0 if factor is None else factor
    record["access"] = sorted(access.get(record["id"], ()))
    return record


def server_groups(items: Sequence[Item], own_project_id: str) -> list[Record]:
    """Return the server groups; those that name no project belong to the login's."""
    return by_name([_server_group(item, own_project_id) for item in items])


def _server_group(item: Item, own_project_id: str) -> Record:
    policies = lenient.texts(item.get("policies"))
    rules = lenient.mapping(item.get(RULES))
    return {
        "id": lenient.text(item.get("id")),
        "name": lenient.text(item.get("name")),
        "project_id": lenient.text(item.get("project_id")) or own_project_id,
        "policy": lenient.text(item.get("policy")) or "".join(policies[:1]),
        "rules": {str(key): number(value) for key, value in rules.items()},
    }


def group_by_server(items: Sequence[Item]) -> dict[str, str]:
    """Return the id of the group of each server that is in one."""
    groups = {}
    for item in items:
        for member in lenient.texts(item.get("members")):
            groups[member] = lenient.text(item.get("id"))
    return groups


def quotas(objects: Mapping[str, Item]) -> dict[str, dict[str, int]]:
    """Return the limits of the login's project by service, and the class of all projects."""
    return {
        "compute": _limits(objects["compute quota"]),
        "compute_defaults": _limits(objects["quota class"]),
        "network": _limits(objects["network quota"]),
        "volume": _limits(objects["volume quota"]),
    }


def _limits(item: Item) -> dict[str, int]:
    return {
        name: value
        for name, value in item.items()
        if isinstance(value, int) and not isinstance(value, bool)
    }
