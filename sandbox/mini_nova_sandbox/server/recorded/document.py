"""Read a recording, and check all of it before anything is made of it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NoReturn

from mini_nova_sandbox.server.recorded.shapes import OTHER_MEMBERS, SECTIONS, Shape
from mini_nova_sandbox.server.sources import Unloadable

FORMAT = "mini-nova-cloud"
VERSION = 1
LARGEST_FILE = 128 * 1024 * 1024  # bytes: some 40,000 servers with their ports
# Which member of a section's records is the id of a record of which other section.
REFERENCES = (
    ("projects", "domain_id", "domains"),
    ("subnets", "network_id", "networks"),
    ("ports", "network_id", "networks"),
    ("floating_ips", "floating_network_id", "networks"),
    ("floating_ips", "port_id", "ports"),
    ("floating_ips", "router_id", "routers"),
    ("routers", "gateway_network_id", "networks"),
    ("servers", "server_group_id", "server_groups"),
    ("servers", "host", "hosts"),
    ("servers", "old_host", "hosts"),
    ("snapshots", "volume_id", "volumes"),
)
# The same for the members of the items in an array.
INNER_REFERENCES = (
    ("ports", "fixed_ips", "subnet_id", "subnets"),
    ("servers", "volumes", "id", "volumes"),
    ("volumes", "attachments", "server_id", "servers"),
)

Document = Mapping[str, Any]


def read(path: Path) -> Document:
    """Return the document in a file. Raises Unloadable, OSError."""
    text = _read_text(path)
    try:
        value = json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise Unloadable(f"{path} is not JSON: {error.msg} in {place}") from error
    except (ValueError, RecursionError) as error:
        raise Unloadable(f"{path} is not JSON") from error
    _check_head(path, value)
    for problem in _problems(value):
        raise Unloadable(f"{path} is no valid recording: {problem}")
    return dict(value)


def _read_text(path: Path) -> str:
    """Return the text of a plain file, which is not read if it is too large."""
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(handle, "rb") as file:
        data = file.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        raise Unloadable(f"{path} is larger than {LARGEST_FILE} bytes")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unloadable(f"{path} is not UTF-8") from error


def _refuse_constant(word: str) -> NoReturn:
    """Refuse NaN and the infinities, which Python reads though they are not JSON."""
    raise ValueError(word)


def _check_head(path: Path, value: Any) -> None:
    """Raise Unloadable for a document of another format or a newer version."""
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise Unloadable(f"{path} is neither a saved state nor a recording")
    if value.get("version") != VERSION:
        raise Unloadable(f"{path} has another version of the format than {VERSION}")


def _problems(document: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong: with members, then with records, then with references."""
    if document.keys() != {*OTHER_MEMBERS, *SECTIONS}:
        members = {*OTHER_MEMBERS, *SECTIONS}
        yield _keys_problem("the document", document.keys(), members)
    for name, form in OTHER_MEMBERS.items():
        if not form.fits(document[name]):
            yield f"{name} is not {form.words}"
    for section, shape in SECTIONS.items():
        yield from _section_problems(section, document[section], shape)
    yield from _reference_problems(document)


def _section_problems(section: str, records: Any, shape: Shape) -> Iterator[str]:
    if not isinstance(records, list):
        yield f"{section} is not an array"
        return
    for number, record in enumerate(records):
        place = f"{section}[{number}]"
        if not isinstance(record, dict):
            yield f"{place} is not an object"
        elif record.keys() != shape.keys():
            yield _keys_problem(place, record.keys(), shape.keys())
        else:
            for name, form in shape.items():
                if not form.fits(record[name]):
                    yield f"{place}.{name} is not {form.words}"


def _keys_problem(place: str, keys: Any, expected_keys: Any) -> str:
    """Name a missing member; never one that is too much, which may be anything."""
    for name in sorted(expected_keys):
        if name not in keys:
            return f"{place} lacks {name}"
    return f"{place} has a member that the format does not have"


def _reference_problems(document: Mapping[str, Any]) -> Iterator[str]:
    ids = {section: _ids(document[section]) for section in SECTIONS}
    if document["project_id"] not in ids["projects"]:
        yield "project_id is not the id of a project in it"
    for place, value, target in _references(document):
        if value is not None and value not in ids[target]:
            yield f"{place} names none of its {target}"


def _references(document: Mapping[str, Any]) -> Iterator[tuple[str, Any, str]]:
    """Yield each reference as its place, its value, and the section that it leads to."""
    for section, member, target in REFERENCES:
        for number, record in enumerate(document[section]):
            yield f"{section}[{number}].{member}", record[member], target
    for section, array, member, target in INNER_REFERENCES:
        for number, record in enumerate(document[section]):
            for item in record[array]:
                yield f"{section}[{number}].{array}", item[member], target


def _ids(records: list[dict[str, Any]]) -> set[Any]:
    """Return the ids of a section's records; those of hosts are their names."""
    return {record.get("id", record.get("host")) for record in records}
