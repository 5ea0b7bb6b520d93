"""A volume type's extra specs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest, NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.volume.api import schemas
from mini_nova_sandbox.volume.api.types import requested_type, view


def index(call: Call) -> Answer:
    """List a type's extra specs."""
    volume_type = view(call, requested_type(call))
    return Answer(body={"extra_specs": volume_type["extra_specs"]})


def create(call: Call) -> Answer:
    """Add extra specs, replacing those of the same keys. Raises Forbidden, NotFound."""
    extra_specs = call.body["extra_specs"]
    _merge(call, extra_specs)
    return Answer(body={"extra_specs": extra_specs})


def show(call: Call) -> Answer:
    """Show one extra spec. Raises NotFound."""
    key = call.path["key"]
    return Answer(body={key: _value(call, key)})


def update(call: Call) -> Answer:
    """Set one extra spec. Raises BadRequest, Forbidden, NotFound."""
    if list(call.body) != [call.path["key"]]:
        raise BadRequest("Request body and URI mismatch")
    _merge(call, call.body)
    return Answer(body=call.body)


def delete(call: Call) -> Answer:
    """Delete one extra spec. Raises Forbidden, NotFound."""
    call.caller.require_admin()
    key = call.path["key"]
    _value(call, key)
    extra_specs = dict(requested_type(call)["extra_specs"])
    del extra_specs[key]
    _save(call, extra_specs)
    return Answer(202)


def _value(call: Call, key: str) -> Any:
    volume_type = requested_type(call)
    if key not in volume_type["extra_specs"]:
        type_id = volume_type["id"]
        raise NotFound(f"Volume Type {type_id} has no extra specs with key {key}.")
    return volume_type["extra_specs"][key]


def _merge(call: Call, extra_specs: Mapping[str, Any]) -> None:
    call.caller.require_admin()
    old_specs = requested_type(call)["extra_specs"]
    _save(call, {**old_specs, **extra_specs})


def _save(call: Call, extra_specs: Mapping[str, Any]) -> None:
    volume_type = requested_type(call)
    changes = {"extra_specs": json.dumps(extra_specs)}
    call.database.update("volume_types", changes, id=volume_type["id"])


_SPECS = "/types/{type_id}/extra_specs"
OPERATIONS = (
    Operation("GET", _SPECS, index),
    Operation("POST", _SPECS, create, schema=schemas.CREATE_EXTRA_SPECS),
    Operation("GET", f"{_SPECS}/{{key}}", show),
    Operation("PUT", f"{_SPECS}/{{key}}", update, schema=schemas.EXTRA_SPECS),
    Operation("DELETE", f"{_SPECS}/{{key}}", delete),
)
