"""Resource providers over the API: list, show, create, rename or move, delete."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest, Conflict
from mini_nova_sandbox.placement import inventories, names, providers
from mini_nova_sandbox.placement.operation import admin_operation, check_body, check_query
from mini_nova_sandbox.placement.providers import Provider
from mini_nova_sandbox.placement.requests import Criteria
from mini_nova_sandbox.state import chance, clock

PATH = "/resource_providers"
PARAMETERS = {
    "name": (1, 0),
    "uuid": (1, 0),
    "member_of": (1, 3),
    "resources": (1, 4),
    "in_tree": (1, 14),
    "required": (1, 18),
}
NAME = {"type": "string", "minLength": 1, "maxLength": 200}
UUID_TEXT = {"type": "string", "pattern": "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"}
PARENT = {"anyOf": [UUID_TEXT, {"type": "null"}]}
NEW = {
    "type": "object",
    "properties": {"name": NAME, "uuid": UUID_TEXT, "parent_provider_uuid": PARENT},
    "additionalProperties": False,
    "required": ["name"],
}
CHANGE = {
    "type": "object",
    "properties": {"name": NAME, "parent_provider_uuid": PARENT},
    "additionalProperties": False,
    "required": ["name"],
}
LINKS = (  # relation, and the microversion that brought it
    ("inventories", (1, 0)),
    ("usages", (1, 0)),
    ("aggregates", (1, 1)),
    ("traits", (1, 6)),
    ("allocations", (1, 11)),
)
TREES = (1, 14)
PAYLOAD = (1, 20)  # of a creation
DUPLICATE = "placement.duplicate_name"


def index(call: Call) -> Answer:
    """List providers that fit the query. Raises BadRequest."""
    check_query(call, PARAMETERS)
    database = call.database
    criteria = Criteria(call)
    all_providers = providers.all_providers(database)
    for name in ("uuid", "in_tree"):
        _check_uuid(name, call.query_value(name))
    name = call.query_value("name")
    uuid = call.query_value("uuid")
    top = call.query_value("in_tree")
    tree = providers.tree(database, top) if top else set()
    text = call.query_value("resources")
    resources = names.amounts(database, text) if text else {}
    matches = [
        provider
        for provider in all_providers
        if name in ("", provider.name)
        and uuid in ("", provider.uuid)
        and (not top or provider.uuid in tree)
        and criteria.matches(provider)
        and has_room(call, provider, resources)
    ]
    return Answer(body={"resource_providers": [_view(call, provider) for provider in matches]})


def _check_uuid(name: str, text: str) -> None:
    if not text:
        return
    try:
        UUID(text)
    except ValueError as error:
        raise BadRequest(f"Invalid query string parameters: '{text}' is not a 'uuid'") from error


def has_room(call: Call, provider: Provider, resources: dict[str, int]) -> bool:
    """Whether a provider can give a consumer all of these."""
    database = call.database
    if not resources:
        return True
    own = inventories.of(database, provider)
    used = inventories.usages(database, provider)
    return all(
        name in own and own[name].has_room(amount, used[name]) for name, amount in resources.items()
    )


def show(call: Call) -> Answer:
    """Show a provider. Raises NotFound."""
    provider = providers.get(call.database, call.path["uuid"])
    return Answer(body=_view(call, provider))


def create(call: Call) -> Answer:
    """Create a provider. Raises BadRequest, Conflict."""
    check_body(NEW, call.body)
    database = call.database
    body = call.body
    uuid = body.get("uuid", "").lower() or chance.new_uuid("resource provider")
    parent = _parent(call)
    _require_unique_name(call, body["name"], f"name: {body['name']}")
    if providers.find(database, uuid):
        raise _duplicate(f"uuid: {uuid}")
    row = {
        "uuid": uuid,
        "name": body["name"],
        "parent_uuid": parent,
        "generation": 0,
        "created_at": clock.now(),
    }
    database.insert("placement_providers", row)
    headers = {"location": f"{call.base}{PATH}/{uuid}"}
    if call.version < PAYLOAD:
        return Answer(201, headers=headers)
    return Answer(200, _view(call, providers.get(database, uuid)), headers)


def _parent(call: Call) -> str | None:
    uuid: str | None = call.body.get("parent_provider_uuid")
    if uuid is not None and providers.find(call.database, uuid) is None:
        raise BadRequest(
            f'Unable to create resource provider "{call.body["name"]}": parent provider UUID'
            f" '{uuid}' does not exist."
        )
    return uuid


def _require_unique_name(call: Call, name: str, words: str) -> None:
    for provider in providers.all_providers(call.database):
        if provider.name == name and provider.uuid != call.path.get("uuid"):
            raise _duplicate(words)


def _duplicate(words: str) -> Conflict:
    return Conflict(f"Conflicting resource provider {words} already exists.", kind=DUPLICATE)


def update(call: Call) -> Answer:
    """Rename a provider, or give it another parent. Raises BadRequest, Conflict, NotFound."""
    check_body(CHANGE, call.body)
    database = call.database
    provider = providers.get(database, call.path["uuid"])
    if provider.host:
        raise Conflict("The provider is a compute host, which Nova names.")
    _require_unique_name(call, call.body["name"], call.body["name"])
    changes: dict[str, Any] = {"name": call.body["name"]}
    if "parent_provider_uuid" in call.body:
        changes["parent_uuid"] = _new_parent(call, provider)
    database.update("placement_providers", changes, uuid=provider.uuid)
    return Answer(body=_view(call, providers.get(database, provider.uuid)))


def _new_parent(call: Call, provider: Provider) -> str | None:
    """Return the new parent, which must not be below the provider. Raises BadRequest."""
    uuid = _parent(call)
    by_uuid = {each.uuid: each for each in providers.all_providers(call.database)}
    ancestor = uuid or ""
    while ancestor:
        if ancestor == provider.uuid:
            raise BadRequest("Creating loop in the provider tree is not allowed.")
        ancestor = by_uuid[ancestor].parent
    return uuid


def delete(call: Call) -> Answer:
    """Delete a provider that nobody uses. Raises Conflict, NotFound."""
    database = call.database
    provider = providers.get(database, call.path["uuid"], " for delete")
    uuid = provider.uuid
    allocations = inventories.allocations(database)
    if any(allocation.provider == uuid for allocation in allocations) or provider.host:
        raise Conflict(
            f"Unable to delete resource provider {uuid}: Resource provider has allocations.",
            kind="placement.resource_provider.inuse",
        )
    if any(each.parent == uuid for each in providers.all_providers(database)):
        raise Conflict(
            f"Unable to delete parent resource provider {uuid}: It has child resource providers.",
            kind="placement.resource_provider.cannot_delete_parent",
        )
    for table in ("placement_inventories", "placement_provider_traits", "placement_aggregates"):
        database.delete(table, provider_uuid=uuid)
    database.delete("placement_providers", uuid=uuid)
    return Answer(204)


def _view(call: Call, provider: Provider) -> dict[str, Any]:
    path = f"{PATH}/{provider.uuid}"
    links = [{"rel": "self", "href": path}]
    links += [
        {"rel": relation, "href": f"{path}/{relation}"}
        for relation, since in LINKS
        if call.version >= since
    ]
    view = {
        "uuid": provider.uuid,
        "name": provider.name,
        "generation": provider.generation,
        "links": links,
    }
    if call.version >= TREES:
        view["parent_provider_uuid"] = provider.parent or None
        view["root_provider_uuid"] = providers.root(call.database, provider)
    return view


_PROVIDER = f"{PATH}/{{uuid}}"
OPERATIONS = (
    admin_operation("GET", PATH, "resource_providers:list", index),
    admin_operation("POST", PATH, "resource_providers:create", create),
    admin_operation("GET", _PROVIDER, "resource_providers:show", show),
    admin_operation("PUT", _PROVIDER, "resource_providers:update", update),
    admin_operation("DELETE", _PROVIDER, "resource_providers:delete", delete),
)
