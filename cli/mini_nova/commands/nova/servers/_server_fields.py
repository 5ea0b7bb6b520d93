"""``list --fields``: columns for any key of a server, as in the classic client."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from mini_nova.commands.nova.servers._server_view import ID
from mini_nova.compute.resources import server_properties, servers
from mini_nova.errors import BadUsage
from mini_nova.output.results import MISSING, Column, field
from mini_nova_auth import lenient

KEYS = {
    "host": "OS-EXT-SRV-ATTR:host",
    "host_id": "hostId",
    "instance_name": "OS-EXT-SRV-ATTR:instance_name",
    "power_state": server_properties.POWER_STATE,
    "task_state": servers.TASK_STATE,
}


def columns(names: str, first: Mapping[str, Any]) -> tuple[Column, ...]:
    """Return ID and a column for each of the comma-separated names.

    The keys of the first server are those that may be named. Raises BadUsage, in the classic
    client's words, for a name that the server does not have.
    """
    fields = _split(names)
    unknown = [name for name in fields if _value(first, name) is MISSING]
    if unknown:
        raise BadUsage(f"Non-existent fields are specified: {unknown}")
    columns = [ID]
    for name in fields:
        column = Column(title(name), partial(_cell, name))
        columns.append(column)
    return tuple(columns)


def key_columns(names: str) -> tuple[Column, ...]:
    """Return columns of the same titles for what ``objects`` yields."""
    columns = [field(title(name), name) for name in _split(names)]
    return (ID, *columns)


def objects(names: str, items: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield what json, jsonl and yaml carry: each server's id, and the API's values by these
    names.
    """
    fields = _split(names)
    for item in items:
        selection = {"id": item.get("id")}
        for name in fields:
            value = _value(item, name)
            selection[name] = None if value is MISSING else value
        yield selection


def title(name: str) -> str:
    """Return ``Created`` for ``created``, ``OS-EXT-STS: Power State`` for that key."""
    prefix, colon, word = name.rpartition(":")
    if word in (word.lower(), word.upper()):
        word = word.replace("_", " ").title()
    if not colon:
        return word
    return f"{prefix}: {word}"


def _split(names: str) -> list[str]:
    """Return each of the comma-separated names once, without ``id``, which is always there."""
    stripped = [name.strip() for name in names.split(",")]
    unique = dict.fromkeys(stripped)
    unique.pop("", None)
    unique.pop("id", None)
    return list(unique)


def _cell(name: str, server: Mapping[str, Any]) -> Any:
    value = _value(server, name)
    if name == "networks":
        return server_properties.networks_cell(server)
    if name == "power_state":
        return server_properties.power_state_cell(server)
    if name == "flavor":  # its name is in flavor:original_name
        return lenient.text_at(server, "flavor", "id")
    if name == "security_groups":
        group_names = [lenient.text_at(group, "name") for group in lenient.mappings(value)]
        return ", ".join(group_names)
    return value if value is MISSING else str(value)  # None is "None", as in the classic client


def _value(server: Mapping[str, Any], name: str) -> Any:
    if name == "networks":
        return server.get("addresses", MISSING)
    prefix, colon, key = name.partition(":")
    if prefix in ("flavor", "image") and colon:
        part = lenient.mapping(server.get(prefix))
        return part.get(key, MISSING)
    if name in server:
        return server[name]
    key = KEYS.get(name, name)
    return server.get(key, MISSING)
