"""Take members of a service's object, each as the type that the format has for it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from mini_nova_auth import lenient

Item = Mapping[str, Any]
Record = dict[str, Any]


class Field(NamedTuple):
    """A member of a service's object, and how to read it."""

    key: str
    read: Callable[[Any], Any]


def take(item: Item, fields: Mapping[str, Field]) -> Record:
    """Return the members of a record, by their names in the format."""
    return {name: field.read(item.get(field.key)) for name, field in fields.items()}


def optional_text(value: Any) -> str | None:
    """Return a text, or None for none."""
    return value if isinstance(value, str) and value else None


def number(value: Any) -> int:
    """Return a whole number; 0 for anything else, as Nova's '' for no swap."""
    return optional_number(value) or 0


def optional_number(value: Any) -> int | None:
    """Return a whole number, or None for anything else."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return int(value)


def flag(value: Any) -> bool:
    """Return a boolean: older services write some as texts."""
    return value is True or str(value).lower() == "true"


def flag_unless_false(value: Any) -> bool:
    """Return a boolean that is true unless the service says otherwise."""
    return value is None or flag(value)


def text_mapping(value: Any) -> dict[str, str]:
    """Return an object of texts, such as metadata; other scalars become texts."""
    return {
        str(key): str(item)
        for key, item in lenient.mapping(value).items()
        if isinstance(item, (str, int, float))
    }


def hints(value: Any) -> dict[str, list[str]]:
    """Return scheduler hints: lists of texts, as Nova shows them."""
    members = lenient.mapping(value).items()
    texts = {key: lenient.texts(item) or lenient.texts([item]) for key, item in members}
    return {key: items for key, items in texts.items() if items}


def names(value: Any) -> list[str]:
    """Return the names of a list's objects, each once, in their order."""
    texts = [lenient.text(item.get("name")) for item in lenient.mappings(value)]
    return list(dict.fromkeys(filter(None, texts)))


def sorted_texts(value: Any) -> list[str]:
    """Return the texts in a list, sorted."""
    return sorted(lenient.texts(value))


def text_field(key: str) -> Field:
    """Return a field that is a text, '' for none."""
    return Field(key, lenient.text)


def optional_field(key: str) -> Field:
    """Return a field that is a text or None."""
    return Field(key, optional_text)


def number_field(key: str) -> Field:
    """Return a field that is a whole number."""
    return Field(key, number)


def flag_field(key: str) -> Field:
    """Return a field that is a boolean."""
    return Field(key, flag)


def by_name(records: list[Record]) -> list[Record]:
    """Sort records by name and id, so that a recording differs from the last one by little."""
    return sorted(records, key=_name_and_id)


def _name_and_id(record: Record) -> tuple[str, str]:
    name = str(record.get("name"))
    identity = str(record.get("id"))
    return name, identity
