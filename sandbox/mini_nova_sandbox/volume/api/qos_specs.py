"""QoS specs over the API, for admins: create, change, delete, and associate with types."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.volume import qos_specs, types
from mini_nova_sandbox.volume.api import listing, schemas, words
from mini_nova_sandbox.volume.qos_specs import QosSpecs
from mini_nova_sandbox.volume.types import VolumeType

SPEC = {"type": ["string", "null"], "minLength": 1, "maxLength": 255}
NAMED = schemas.obj({"name": schemas.NAME}, "name", open_to_more=True)
CREATE = schemas.obj({"qos_specs": {**NAMED, "additionalProperties": SPEC}}, "qos_specs")
UPDATE = schemas.obj({"qos_specs": {"type": "object", "additionalProperties": SPEC}}, "qos_specs")
UNSET = schemas.obj({"keys": {"type": "array", "items": schemas.NAME, "uniqueItems": True}}, "keys")
COLLECTION = listing.Collection(
    name="qos_specs",
    resource="QoS specs",
    filters={"id": "id", "name": "name", "consumer": "consumer"},
    sort_keys={name: name for name in ("id", "name", "consumer", "created_at")},
)


def index(call: Call) -> Answer:
    """List QoS specs."""
    call.caller.require_admin()
    own = {"project_id": call.caller.project_id}  # a list shows what is of the caller's project
    items = [{**item, **own} for item in qos_specs.list_all(call.database)]
    body = listing.list_page(call, COLLECTION, items, lambda _call, item: _view(item))
    return Answer(body=body)


def show(call: Call) -> Answer:
    """Show QoS specs. Raises NotFound."""
    return _answer(call, _requested(call))


def create(call: Call) -> Answer:
    """Create QoS specs. Raises BadRequest, Conflict."""
    call.caller.require_admin()
    members = dict(call.body["qos_specs"])
    name = members.pop("name").strip()
    specs_id = qos_specs.insert(call.database, name, members)
    return _answer(call, qos_specs.find(call.database, specs_id))


def update(call: Call) -> Answer:
    """Set keys of QoS specs; the answer is the request's body. Raises BadRequest, NotFound."""
    qos_specs.merge(call.database, _requested(call), call.body["qos_specs"])
    return Answer(body=call.body)


def delete_keys(call: Call) -> Answer:
    """Remove keys of QoS specs. Raises NotFound."""
    qos_specs.unset(call.database, _requested(call), call.body["keys"])
    return Answer(202)


def delete(call: Call) -> Answer:
    """Delete QoS specs; ``force`` takes them from their types. Raises BadRequest, NotFound."""
    specs = _requested(call)
    qos_specs.delete(call.database, specs["id"], is_forced=words.flag(call, "force"))
    return Answer(202)


def associations(call: Call) -> Answer:
    """List the volume types that have QoS specs."""
    specs = _requested(call)
    views = [
        {"association_type": "volume_type", **volume_type}
        for volume_type in qos_specs.associated_types(call.database, specs["id"])
    ]
    return Answer(body={"qos_associations": views})


def associate(call: Call) -> Answer:
    """Give the volume type of the query QoS specs. Raises BadRequest, NotFound."""
    specs = _requested(call)
    qos_specs.associate(call.database, specs["id"], _queried_type(call))
    return Answer(202)


def disassociate(call: Call) -> Answer:
    """Take QoS specs from the volume type of the query. Raises BadRequest, NotFound."""
    specs = _requested(call)
    qos_specs.disassociate(call.database, specs["id"], _queried_type(call)["id"])
    return Answer(202)


def disassociate_all(call: Call) -> Answer:
    """Take QoS specs from all volume types. Raises NotFound."""
    qos_specs.disassociate_all(call.database, _requested(call)["id"])
    return Answer(202)


def _queried_type(call: Call) -> VolumeType:
    type_id = call.query_value("vol_type_id")
    if not type_id:
        raise BadRequest("Volume Type id must not be None.")
    return types.find_for_caller(call.database, type_id, call.caller)


def _requested(call: Call) -> QosSpecs:
    """Return the QoS specs that the path names. Raises Forbidden, NotFound."""
    call.caller.require_admin()
    return qos_specs.find(call.database, call.path["specs_id"])


def _answer(call: Call, specs: QosSpecs) -> Answer:
    path = f"qos-specs/{specs['id']}"
    links = [
        {"rel": "self", "href": f"{call.base}/{path}"},
        {"rel": "bookmark", "href": f"{call.root}/volume/{path}"},
    ]
    return Answer(body={"qos_specs": _view(specs), "links": links})


def _view(specs: QosSpecs) -> dict[str, Any]:
    return {name: specs[name] for name in ("id", "name", "consumer", "specs")}


_SPECS = "/qos-specs/{specs_id}"
OPERATIONS = (
    Operation("GET", "/qos-specs", index),
    Operation("POST", "/qos-specs", create, schema=CREATE),
    Operation("GET", _SPECS, show),
    Operation("PUT", _SPECS, update, schema=UPDATE),
    Operation("DELETE", _SPECS, delete),
    Operation("PUT", f"{_SPECS}/delete_keys", delete_keys, schema=UNSET),
    Operation("GET", f"{_SPECS}/associations", associations),
    Operation("GET", f"{_SPECS}/associate", associate),
    Operation("GET", f"{_SPECS}/disassociate", disassociate),
    Operation("GET", f"{_SPECS}/disassociate_all", disassociate_all),
)
