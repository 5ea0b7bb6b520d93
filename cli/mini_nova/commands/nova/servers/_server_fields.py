"""``list --fields``: columns for any key of a server, as the classic client names and shows them. Pure functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mini_nova.compute.resources import servers
from mini_nova.errors import BadUsage
from mini_nova.output.results import MISSING, Column, field
from mini_nova_auth import lenient

DERIVED = {
    "host": "OS-EXT-SRV-ATTR:host",
    "host_id": "hostId",
    "instance_name": "OS-EXT-SRV-ATTR:instance_name",
    "power_state": servers.POWER_STATE,
    "task_state": servers.TASK_STATE,
}


def columns(names: str, first: Mapping[str, Any]) -> tuple[Column, ...]:
    """ID, then a column for each of the names, commas between them; what there is tells the first server.

    Raises BadUsage, in the classic client's words, for a name that the server does not have.
    """
    wanted = [
        name
        for name in dict.fromkeys(part.strip() for part in names.split(","))
        if name not in ("", "id")
    ]
    unknown = [name for name in wanted if _value(first, name) is MISSING]
    if unknown:
        raise BadUsage(f"Non-existent fields are specified: {unknown}")
    return (field("ID"), *(Column(title(name), _cell(name)) for name in wanted))


def title(name: str) -> str:
    """``created`` is ``Created``, ``OS-EXT-STS:power_state`` is ``OS-EXT-STS: Power State``; ``hostId`` stays."""
    prefix, colon, last = name.rpartition(":")
    if last in (last.lower(), last.upper()):
        last = last.replace("_", " ").title()
    return f"{prefix}{colon} {last}" if colon else last


def _cell(name: str) -> Callable[[Mapping[str, Any]], Any]:
    def cell(server: Mapping[str, Any]) -> Any:
        value = _value(server, name)
        if name == "networks":
            return servers.networks_cell(server)
        if name == "security_groups":
            return ", ".join(lenient.text(group.get("name")) for group in lenient.mappings(value))
        return value if value is MISSING else str(value)  # None is "None" here, as there

    return cell


def _value(server: Mapping[str, Any], name: str) -> Any:
    if name == "networks":
        return server.get("addresses", MISSING)
    kind, colon, key = name.partition(":")
    if kind == "flavor" and colon:
        return lenient.mapping(server.get("flavor")).get(key, MISSING)
    return server.get(name, server.get(DERIVED.get(name, name), MISSING))
