"""A flavor's extra specs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from mini_nova_sandbox.compute.api import flavors, schemas
from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest, NotFound
from mini_nova_sandbox.http.operation import Operation

EXTRA_SPECS = {
    "type": "object",
    "patternProperties": {
        "^[a-zA-Z0-9-_:. ]{1,255}$": {"type": ["string", "number"], "maxLength": 255}
    },
    "additionalProperties": False,
}
CREATE = schemas.obj({"extra_specs": EXTRA_SPECS}, "extra_specs")


def index(call: Call) -> Answer:
    """List a flavor's extra specs."""
    extra_specs = _extra_specs(call)
    return Answer(body={"extra_specs": extra_specs})


def create(call: Call) -> Answer:
    """Add extra specs, replacing those of the same keys."""
    extra_specs = _add(
        call, call.body["extra_specs"], "os_compute_api:os-flavor-extra-specs:create"
    )
    return Answer(body={"extra_specs": extra_specs})


def show(call: Call) -> Answer:
    """Show one extra spec."""
    key = call.path["key"]
    value = _find(call, key)
    return Answer(body={key: value})


def update(call: Call) -> Answer:
    """Set one extra spec."""
    if list(call.body) != [call.path["key"]]:
        raise BadRequest("Request body and URI mismatch")
    _add(call, call.body, "os_compute_api:os-flavor-extra-specs:update")
    return Answer(body=call.body)


def delete(call: Call) -> Answer:
    """Delete one extra spec."""
    call.caller.require_admin("os_compute_api:os-flavor-extra-specs:delete")
    key = call.path["key"]
    _find(call, key)
    extra_specs = _extra_specs(call)
    del extra_specs[key]
    _save(call, extra_specs)
    return Answer(200)


def _extra_specs(call: Call) -> dict[str, Any]:
    row = flavors.requested_flavor(call)
    extra_specs: dict[str, Any] = json.loads(row["extra_specs"])
    return extra_specs


def _find(call: Call, key: str) -> Any:
    extra_specs = _extra_specs(call)
    if key not in extra_specs:
        flavor_id = call.path["flavor_id"]
        raise NotFound(f"Flavor {flavor_id} has no extra specs with key {key}.")
    return extra_specs[key]


def _add(call: Call, extra_specs: Mapping[str, Any], policy: str) -> Mapping[str, str]:
    """Merge extra specs into the flavor's, as text, and return the new ones."""
    call.caller.require_admin(policy)
    texts = {name: str(value) for name, value in extra_specs.items()}
    old_texts = _extra_specs(call)
    _save(call, {**old_texts, **texts})
    return texts


def _save(call: Call, extra_specs: Mapping[str, Any]) -> None:
    row = flavors.requested_flavor(call)
    changes = {"extra_specs": json.dumps(extra_specs)}
    call.database.update("flavors", changes, id=row["id"])


OPERATIONS = (
    Operation("GET", "/flavors/{flavor_id}/os-extra_specs", index),
    Operation("POST", "/flavors/{flavor_id}/os-extra_specs", create, schema=CREATE),
    Operation("GET", "/flavors/{flavor_id}/os-extra_specs/{key}", show),
    Operation("PUT", "/flavors/{flavor_id}/os-extra_specs/{key}", update, schema=EXTRA_SPECS),
    Operation("DELETE", "/flavors/{flavor_id}/os-extra_specs/{key}", delete),
)
