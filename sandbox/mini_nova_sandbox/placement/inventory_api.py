"""Inventories and usages of a provider over the API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest, Conflict, NotFound
from mini_nova_sandbox.placement import inventories, names, providers
from mini_nova_sandbox.placement.inventories import MAX_UNIT, Inventory
from mini_nova_sandbox.placement.operation import admin_operation, check_body
from mini_nova_sandbox.placement.provider_api import PATH
from mini_nova_sandbox.placement.providers import CHANGED, Provider

STALE = "resource provider generation conflict"
_COUNT = {"type": "integer", "minimum": 1, "maximum": MAX_UNIT}
_FIELDS: Mapping[str, Any] = {
    "total": _COUNT,
    "reserved": {**_COUNT, "minimum": 0},
    "min_unit": _COUNT,
    "max_unit": _COUNT,
    "step_size": _COUNT,
    "allocation_ratio": {"type": "number", "exclusiveMinimum": 0, "maximum": 3.4e38},
    "resource_provider_generation": {"type": "integer"},
}
INVENTORY: Mapping[str, Any] = {
    "type": "object",
    "properties": _FIELDS,
    "required": ["total"],
    "additionalProperties": False,
}
CHANGE = {**INVENTORY, "required": ["total", "resource_provider_generation"]}
NEW = {
    **INVENTORY,
    "properties": {**_FIELDS, "resource_class": {"type": "string", "pattern": "^[A-Z0-9_]+$"}},
    "required": ["resource_class", "total"],
}
ALL = {
    "type": "object",
    "properties": {
        "resource_provider_generation": {"type": "integer"},
        "inventories": {
            "type": "object",
            "patternProperties": {"^[A-Z0-9_]+$": INVENTORY},
            "additionalProperties": False,
        },
    },
    "required": ["resource_provider_generation", "inventories"],
    "additionalProperties": False,
}


def index(call: Call) -> Answer:
    """List a provider's inventories. Raises NotFound."""
    return _list(call, providers.get(call.database, call.path["uuid"]))


def _list(call: Call, provider: Provider) -> Answer:
    views = {name: each.view for name, each in inventories.of(call.database, provider).items()}
    body = {"resource_provider_generation": provider.generation, "inventories": views}
    return Answer(body=body)


def show(call: Call) -> Answer:
    """Show one inventory. Raises NotFound."""
    provider = providers.get(call.database, call.path["uuid"])
    name = call.path["resource_class"]
    own = inventories.of(call.database, provider)
    if name not in own:
        raise NotFound(f"No inventory of class {name} for {provider.uuid}")
    return _one(own[name], provider)


def _one(inventory: Inventory, provider: Provider, status: int = 200) -> Answer:
    body = {**inventory.view, "resource_provider_generation": provider.generation}
    return Answer(status, body)


def replace_all(call: Call) -> Answer:
    """Replace a provider's inventories. Raises BadRequest, Conflict, NotFound."""
    check_body(ALL, call.body)
    database = call.database
    provider = providers.get(database, call.path["uuid"])
    providers.check_generation(provider, call.body["resource_provider_generation"], STALE)
    new = call.body["inventories"]
    _refuse_unknown(call, provider, new)
    for name in _own_classes(call, provider) - set(new):
        _refuse_used(call, provider, name, "update conflict: ")
    database.delete("placement_inventories", provider_uuid=provider.uuid)
    for name, fields in new.items():
        _store(call, provider, name, fields)
    return _list(call, _advanced(call, provider))


def _own_classes(call: Call, provider: Provider) -> set[str]:
    """Return the classes of which clients have set the inventory."""
    own = set(inventories.of(call.database, provider))
    return own - set(inventories.OF_A_HOST) if provider.host else own


def _refuse_unknown(call: Call, provider: Provider, new: Mapping[str, Any]) -> None:
    """Raise BadRequest for an unknown class, Conflict for what a compute host has by itself."""
    for name in new:
        if name not in names.classes(call.database):
            raise BadRequest(
                f"Unknown resource class in inventory for resource provider {provider.uuid}:"
                f" No such resource class {name}."
            )
        _refuse_host_class(provider, name)


def _refuse_host_class(provider: Provider, name: str) -> None:
    if provider.host and name in inventories.OF_A_HOST:
        raise Conflict(f"The inventory of {name} is the compute host's own.", kind=CHANGED)


def _refuse_used(call: Call, provider: Provider, name: str, prefix: str = "") -> None:
    """Raise Conflict if consumers have something of a class."""
    if inventories.usages(call.database, provider).get(name):
        raise Conflict(
            f"{prefix}Inventory for '{name}' on resource provider '{provider.uuid}' in use.",
            kind=CHANGED,
        )


def _store(call: Call, provider: Provider, name: str, fields: Mapping[str, Any]) -> Inventory:
    values = {column: value for column, value in fields.items() if column in inventories.COLUMNS}
    inventory = Inventory(**values)
    if inventory.reserved > inventory.total:
        raise BadRequest(
            f"Unable to update inventory for resource provider {provider.uuid}: Invalid inventory"
            f" for '{name}' on resource provider '{provider.uuid}'. The reserved value is greater"
            " than total."
        )
    row = {"provider_uuid": provider.uuid, "resource_class": name, **inventory.view}
    call.database.insert("placement_inventories", row)
    return inventory


def _advanced(call: Call, provider: Provider) -> Provider:
    """Return the provider in its next generation."""
    providers.advance(call.database, provider)
    return providers.get(call.database, provider.uuid)


def create(call: Call) -> Answer:
    """Add an inventory. Raises BadRequest, Conflict, NotFound."""
    check_body(NEW, call.body)
    provider = providers.get(call.database, call.path["uuid"])
    name = call.body["resource_class"]
    generation = call.body.get("resource_provider_generation", provider.generation)
    providers.check_generation(provider, generation, STALE)
    _refuse_unknown(call, provider, {name: {}})
    if name in inventories.of(call.database, provider):
        raise Conflict(f"Update conflict: there is an inventory of {name}", kind=CHANGED)
    inventory = _store(call, provider, name, call.body)
    answer = _one(inventory, _advanced(call, provider), 201)
    path = f"{PATH}/{provider.uuid}/inventories/{name}"
    answer.headers["location"] = f"{call.base}{path}"
    return answer


def update(call: Call) -> Answer:
    """Replace one inventory. Raises BadRequest, Conflict, NotFound."""
    check_body(CHANGE, call.body)
    database = call.database
    provider = providers.get(database, call.path["uuid"])
    name = call.path["resource_class"]
    providers.check_generation(provider, call.body["resource_provider_generation"], STALE)
    if name not in inventories.of(database, provider):
        raise BadRequest(
            f"No inventory record with resource class for resource provider {provider.uuid}:"
            f" No inventory of class {name} found."
        )
    _refuse_host_class(provider, name)
    database.delete("placement_inventories", provider_uuid=provider.uuid, resource_class=name)
    inventory = _store(call, provider, name, call.body)
    return _one(inventory, _advanced(call, provider))


def delete(call: Call) -> Answer:
    """Delete one inventory. Raises Conflict, NotFound."""
    database = call.database
    provider = providers.get(database, call.path["uuid"])
    name = call.path["resource_class"]
    if name not in inventories.of(database, provider):
        raise NotFound(f"No inventory of class {name} found for delete")
    _refuse_host_class(provider, name)
    _refuse_used(call, provider, name, f"Unable to delete inventory of class {name}: ")
    database.delete("placement_inventories", provider_uuid=provider.uuid, resource_class=name)
    providers.advance(database, provider)
    return Answer(204)


def delete_all(call: Call) -> Answer:
    """Delete what clients have set of a provider's inventories. Raises Conflict, NotFound."""
    database = call.database
    provider = providers.get(database, call.path["uuid"])
    for name in _own_classes(call, provider):
        _refuse_used(call, provider, name)
    database.delete("placement_inventories", provider_uuid=provider.uuid)
    providers.advance(database, provider)
    return Answer(204)


def usages(call: Call) -> Answer:
    """Show how much of a provider is used. Raises NotFound."""
    provider = providers.get(call.database, call.path["uuid"])
    used = inventories.usages(call.database, provider)
    return Answer(body={"resource_provider_generation": provider.generation, "usages": used})


_LIST = f"{PATH}/{{uuid}}/inventories"
_ONE = f"{_LIST}/{{resource_class}}"
_RULE = "resource_providers:inventories"
OPERATIONS = (
    admin_operation("GET", _LIST, f"{_RULE}:list", index),
    admin_operation("PUT", _LIST, f"{_RULE}:update", replace_all),
    admin_operation("POST", _LIST, f"{_RULE}:create", create),
    admin_operation("DELETE", _LIST, f"{_RULE}:delete", delete_all, since=(1, 5)),
    admin_operation("GET", _ONE, f"{_RULE}:show", show),
    admin_operation("PUT", _ONE, f"{_RULE}:update", update),
    admin_operation("DELETE", _ONE, f"{_RULE}:delete", delete),
    admin_operation("GET", f"{PATH}/{{uuid}}/usages", "resource_providers:usages", usages),
)
