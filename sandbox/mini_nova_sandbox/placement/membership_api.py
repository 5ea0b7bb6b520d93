"""A provider's traits and aggregates over the API."""

from __future__ import annotations

from collections.abc import Sequence

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest
from mini_nova_sandbox.placement import names, providers
from mini_nova_sandbox.placement.operation import admin_operation, check_body
from mini_nova_sandbox.placement.provider_api import PATH, UUID_TEXT
from mini_nova_sandbox.placement.providers import Provider
from mini_nova_sandbox.placement.standard_traits import OF_A_HOST

STALE = (
    "Resource provider's generation already changed. Please update the generation and try again."
)
WITH_GENERATION = (1, 19)  # aggregates
_GENERATION = {"type": "integer"}
TRAITS = {
    "type": "object",
    "properties": {
        "traits": {"type": "array", "items": {"type": "string"}},
        "resource_provider_generation": _GENERATION,
    },
    "required": ["traits", "resource_provider_generation"],
    "additionalProperties": False,
}
_UUIDS = {"type": "array", "items": UUID_TEXT, "uniqueItems": True}
AGGREGATES = {
    "type": "object",
    "properties": {"aggregates": _UUIDS, "resource_provider_generation": _GENERATION},
    "required": ["aggregates", "resource_provider_generation"],
    "additionalProperties": False,
}


def traits(call: Call) -> Answer:
    """List a provider's traits. Raises NotFound."""
    return _traits(call, providers.get(call.database, call.path["uuid"]))


def _traits(call: Call, provider: Provider) -> Answer:
    own = names.traits_of(call.database, provider)
    body = {"traits": own, "resource_provider_generation": provider.generation}
    return Answer(body=body)


def replace_traits(call: Call) -> Answer:
    """Replace a provider's traits; a compute host keeps its own. Raises BadRequest, Conflict."""
    check_body(TRAITS, call.body)
    database = call.database
    provider = providers.get(database, call.path["uuid"])
    providers.check_generation(provider, call.body["resource_provider_generation"], STALE)
    unknown = [name for name in call.body["traits"] if name not in names.traits(database)]
    if unknown:
        raise BadRequest(f"No such trait {', '.join(unknown)}")
    _store_traits(call, provider, call.body["traits"])
    return _traits(call, providers.get(database, provider.uuid))


def delete_traits(call: Call) -> Answer:
    """Take all traits from a provider; a compute host keeps its own. Raises NotFound."""
    provider = providers.get(call.database, call.path["uuid"])
    _store_traits(call, provider, [])
    return Answer(204)


def _store_traits(call: Call, provider: Provider, traits: Sequence[str]) -> None:
    host_traits = OF_A_HOST if provider.host else ()
    call.database.delete("placement_provider_traits", provider_uuid=provider.uuid)
    rows = [
        {"provider_uuid": provider.uuid, "trait": trait}
        for trait in dict.fromkeys(traits)
        if trait not in host_traits
    ]
    call.database.insert_many("placement_provider_traits", rows)
    providers.advance(call.database, provider)


def aggregates(call: Call) -> Answer:
    """List a provider's aggregates. Raises NotFound."""
    return _aggregates(call, providers.get(call.database, call.path["uuid"]))


def _aggregates(call: Call, provider: Provider) -> Answer:
    own = names.aggregates_of(call.database, provider)
    if call.version < WITH_GENERATION:
        return Answer(body={"aggregates": own})
    body = {"aggregates": own, "resource_provider_generation": provider.generation}
    return Answer(body=body)


def replace_aggregates(call: Call) -> Answer:
    """Replace a provider's aggregates; a host stays in Nova's. Raises BadRequest, Conflict."""
    database = call.database
    provider = providers.get(database, call.path["uuid"])
    if call.version < WITH_GENERATION:
        check_body(_UUIDS, call.body)
        _store_aggregates(call, provider, call.body)
        return _aggregates(call, provider)
    check_body(AGGREGATES, call.body)
    providers.check_generation(provider, call.body["resource_provider_generation"], STALE)
    _store_aggregates(call, provider, call.body["aggregates"])
    providers.advance(database, provider)
    return _aggregates(call, providers.get(database, provider.uuid))


def _store_aggregates(call: Call, provider: Provider, aggregates: Sequence[str]) -> None:
    call.database.delete("placement_aggregates", provider_uuid=provider.uuid)
    rows = [{"provider_uuid": provider.uuid, "aggregate_uuid": uuid} for uuid in aggregates]
    call.database.insert_many("placement_aggregates", rows)


_TRAITS = f"{PATH}/{{uuid}}/traits"
_AGGREGATES = f"{PATH}/{{uuid}}/aggregates"
_RULE = "resource_providers"
OPERATIONS = (
    admin_operation("GET", _TRAITS, f"{_RULE}:traits:list", traits, since=(1, 6)),
    admin_operation("PUT", _TRAITS, f"{_RULE}:traits:update", replace_traits, since=(1, 6)),
    admin_operation("DELETE", _TRAITS, f"{_RULE}:traits:delete", delete_traits, since=(1, 6)),
    admin_operation("GET", _AGGREGATES, f"{_RULE}:aggregates:list", aggregates, since=(1, 1)),
    admin_operation(
        "PUT", _AGGREGATES, f"{_RULE}:aggregates:update", replace_aggregates, since=(1, 1)
    ),
)
