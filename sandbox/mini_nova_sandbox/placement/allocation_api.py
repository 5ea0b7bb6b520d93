"""Allocations and usages over the API. Those of servers are their hosts' claims: to read only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest, Conflict, NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.placement import inventories, names, providers
from mini_nova_sandbox.placement.allocation_schemas import (
    BY_PROVIDER,
    GENERATIONS,
    TYPES,
    allocations,
)
from mini_nova_sandbox.placement.inventories import Allocation, Amounts
from mini_nova_sandbox.placement.operation import (
    admin_operation,
    check_body,
    check_query,
    forbidden,
)
from mini_nova_sandbox.placement.provider_api import PATH
from mini_nova_sandbox.placement.providers import CHANGED

NOBODY = "00000000-0000-0000-0000-000000000000"  # the owner, before there were owners
UNKNOWN = "unknown"  # the type of a consumer that has none
REFUSAL = "Unable to allocate inventory: "


def of_provider(call: Call) -> Answer:
    """List what consumers have of a provider. Raises NotFound."""
    provider = providers.get(call.database, call.path["uuid"])
    views: dict[str, Any] = {}
    for allocation in inventories.allocations(call.database):
        if allocation.provider == provider.uuid:
            view: dict[str, Any] = {"resources": allocation.resources}
            if call.version >= GENERATIONS:
                view["consumer_generation"] = allocation.generation
            views[allocation.consumer] = view
    body = {"allocations": views, "resource_provider_generation": provider.generation}
    return Answer(body=body)


def show(call: Call) -> Answer:
    """Show what a consumer has."""
    own = _of_consumer(call, call.path["consumer"])
    by_uuid = {each.uuid: each for each in providers.all_providers(call.database)}
    body: dict[str, Any] = {
        "allocations": {
            allocation.provider: {
                "resources": allocation.resources,
                "generation": by_uuid[allocation.provider].generation,
            }
            for allocation in own
        }
    }
    if own and call.version >= BY_PROVIDER:
        body |= {"project_id": own[0].project_id, "user_id": own[0].user_id}
    if own and call.version >= GENERATIONS:
        body["consumer_generation"] = own[0].generation
    if own and call.version >= TYPES:
        body["consumer_type"] = own[0].kind
    return Answer(body=body)


def _of_consumer(call: Call, consumer: str) -> list[Allocation]:
    allocations = inventories.allocations(call.database)
    return [allocation for allocation in allocations if allocation.consumer == consumer]


def replace(call: Call) -> Answer:
    """Replace what a consumer has. Raises BadRequest, Conflict."""
    check_body(allocations(call.version), call.body)
    _replace(call, call.path["consumer"], call.body)
    return Answer(204)


def replace_many(call: Call) -> Answer:
    """Replace what several consumers have: all of it, or nothing. Raises BadRequest, Conflict."""
    if not isinstance(call.body, dict):
        raise BadRequest("JSON does not validate: the body is not an object")
    for consumer, body in call.body.items():
        check_body(allocations(call.version), body)
        _replace(call, consumer, body)
    return Answer(204)


def _replace(call: Call, consumer: str, body: Mapping[str, Any]) -> None:
    """Store one consumer's allocations. Raises BadRequest, Conflict."""
    database = call.database
    own = _of_consumer(call, consumer)
    _refuse_claims(consumer, own)
    generation = _checked_generation(call, own, body)
    database.delete("placement_consumers", uuid=consumer)
    requests = _requests(body["allocations"])
    if requests:
        row = {
            "uuid": consumer,
            "project_id": body.get("project_id", NOBODY),
            "user_id": body.get("user_id", NOBODY),
            "type": body.get("consumer_type", UNKNOWN),
            "generation": generation + 1,
        }
        database.insert("placement_consumers", row)
    for uuid, resources in requests.items():
        _allocate(call, consumer, uuid, resources)


def _refuse_claims(consumer: str, own: list[Allocation]) -> None:
    if any(allocation.is_claim for allocation in own):
        raise Conflict(
            f"The allocations of consumer {consumer} are its server's claims on the compute hosts."
        )


def _checked_generation(call: Call, own: list[Allocation], body: Mapping[str, Any]) -> int:
    """Return the consumer's generation, 0 if it is new. Raises Conflict for another in the body."""
    generation = own[0].generation if own else None
    expected = "null" if generation is None else generation
    if call.version >= GENERATIONS and body["consumer_generation"] != generation:
        raise Conflict(
            f"consumer generation conflict - expected {expected}"
            f" but got {body['consumer_generation']}",
            kind=CHANGED,
        )
    return generation or 0


def _requests(value: Any) -> dict[str, Amounts]:
    """Return the amounts by provider, of the old form or the new one."""
    if isinstance(value, list):
        return {item["resource_provider"]["uuid"]: item["resources"] for item in value}
    return {uuid: item["resources"] for uuid, item in value.items()}


def _allocate(call: Call, consumer: str, uuid: str, resources: Amounts) -> None:
    """Give a consumer amounts of one provider. Raises BadRequest, Conflict."""
    database = call.database
    provider = providers.find(database, uuid)
    if provider is None:
        raise BadRequest(f"Allocation for resource provider '{uuid}' that does not exist.")
    own = inventories.of(database, provider)
    used = inventories.usages(database, provider)
    for name, amount in resources.items():
        if name not in names.classes(database):
            raise BadRequest(f"{REFUSAL}No such resource class {name}.")
        if name not in own:
            raise Conflict(
                f"{REFUSAL}Inventory for '{name}' on resource provider '{uuid}' invalid."
            )
        if not own[name].has_room(amount, used[name]):
            raise Conflict(
                f"{REFUSAL}Unable to create allocation for '{name}' on resource provider '{uuid}'."
                " The requested amount would exceed the capacity."
            )
    rows = [
        {
            "consumer_uuid": consumer,
            "provider_uuid": uuid,
            "resource_class": name,
            "used": amount,
        }
        for name, amount in resources.items()
    ]
    database.insert_many("placement_allocations", rows)
    providers.advance(database, provider)


def delete(call: Call) -> Answer:
    """Take everything from a consumer. Raises Conflict, NotFound."""
    consumer = call.path["consumer"]
    own = _of_consumer(call, consumer)
    if not own:
        raise NotFound(f"No allocations for consumer '{consumer}'")
    _refuse_claims(consumer, own)
    call.database.delete("placement_consumers", uuid=consumer)
    for allocation in own:
        provider = providers.get(call.database, allocation.provider)
        providers.advance(call.database, provider)
    return Answer(204)


def usages(call: Call) -> Answer:
    """Show what a project has, by the types of its consumers from 1.38 on.

    Raises BadRequest, Forbidden.
    """
    check_query(call, {"project_id": (1, 9), "user_id": (1, 9), "consumer_type": TYPES})
    project_id = call.query_value("project_id")
    if not project_id:
        raise BadRequest("Invalid query string parameters: 'project_id' is a required property")
    if not call.caller.is_admin and call.caller.project_id != project_id:
        raise forbidden("usages")
    user_id = call.query_value("user_id")
    own = [
        allocation
        for allocation in inventories.allocations(call.database)
        if allocation.project_id == project_id and user_id in ("", allocation.user_id)
    ]
    if call.version >= TYPES:
        return Answer(body={"usages": _by_type(own, call.query_value("consumer_type"))})
    return Answer(body={"usages": _total(own)})


def _total(own: list[Allocation]) -> Amounts:
    total: Amounts = {}
    for allocation in own:
        inventories.add(total, allocation.resources)
    return total


def _by_type(own: list[Allocation], kind: str) -> dict[str, Amounts]:
    """Return the totals by type: those of one type, of ``all`` together, or of each."""
    groups: dict[str, list[Allocation]] = defaultdict(list)
    for allocation in own:
        if kind in ("", "all", allocation.kind):
            name = "all" if kind == "all" else allocation.kind
            groups[name].append(allocation)
    return {
        name: {**_total(group), "consumer_count": len({each.consumer for each in group})}
        for name, group in groups.items()
    }


_CONSUMER = "/allocations/{consumer}"
_RULE = "allocations"
OPERATIONS = (
    admin_operation("GET", _CONSUMER, f"{_RULE}:list", show),
    admin_operation("PUT", _CONSUMER, f"{_RULE}:update", replace),
    admin_operation("DELETE", _CONSUMER, f"{_RULE}:delete", delete),
    admin_operation("POST", "/allocations", f"{_RULE}:manage", replace_many, since=(1, 13)),
    admin_operation(
        "GET", f"{PATH}/{{uuid}}/allocations", "resource_providers:allocations:list", of_provider
    ),
    Operation("GET", "/usages", usages, since=(1, 9)),
)
