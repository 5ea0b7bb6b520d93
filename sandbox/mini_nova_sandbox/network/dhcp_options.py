"""DHCP options of a port: kept by name and IP version, as Neutron keeps them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from mini_nova_sandbox.http.errors import BadRequest
from mini_nova_sandbox.http.validation import schema_problem

IP_VERSION = 4  # of an option that does not say its version
BLANK = ("router", "classless-static-route")  # options that may have an empty value
SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "opt_name": {"type": "string", "minLength": 1, "maxLength": 64},
        "opt_value": {"type": ["string", "null"], "maxLength": 255},
        "ip_version": {"enum": [4, 6, "4", "6"]},
    },
    "required": ["opt_name", "opt_value"],
    "additionalProperties": False,
}


def merge(text: str, options: Sequence[Mapping[str, Any]] | None) -> str:
    """Return a port's options (JSON) with those of a request; one whose value is null goes.

    Raises BadRequest, in Neutron's words.
    """
    merged = {_key(option): option for option in json.loads(text)}
    for option in options or ():
        _check(option)
        key = _key(option)
        name, version = key
        value = option["opt_value"]
        if value or (value == "" and name in BLANK):
            merged[key] = {"opt_name": name, "opt_value": value, "ip_version": version}
        elif value is None:
            merged.pop(key, None)
    return json.dumps(list(merged.values()))


def _check(option: Any) -> None:
    if schema_problem(SCHEMA, option):
        raise BadRequest(
            f"Invalid input for operation: No valid key specs matched for: {option}.",
            kind="InvalidInput",
        )


def _key(option: Mapping[str, Any]) -> tuple[str, int]:
    version = option.get("ip_version", IP_VERSION)
    return option["opt_name"], int(version)
