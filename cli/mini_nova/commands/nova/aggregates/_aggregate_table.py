"""The table of one aggregate, and the sentence before it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from mini_nova.commands.nova._kinds.listing import ColumnRange, columns_at
from mini_nova.output.results import Column, Parts, Record, Rows, Sentences, field

if TYPE_CHECKING:
    from mini_nova.compute.microversion import Microversion

Aggregate = Mapping[str, Any]


def _quoted(words: Iterable[str]) -> str:
    return ", ".join(f"'{word}'" for word in words)


def _hosts(aggregate: Aggregate) -> str:
    return _quoted(aggregate.get("hosts") or [])


def _metadata(aggregate: Aggregate) -> str:
    items = sorted((aggregate.get("metadata") or {}).items())
    return _quoted(f"{key}={value}" for key, value in items)


SUMMARY = (
    field("Id"),
    field("Name"),
    field("Availability Zone"),
)
UUID = ColumnRange(field("UUID"), since="2.41")
DETAILS = (*SUMMARY, Column("Hosts", _hosts), Column("Metadata", _metadata), UUID)


def aggregate_rows(aggregate: Aggregate, version: Microversion) -> Rows:
    """Return an aggregate as a list of one, as the classic client shows it."""
    return Rows([aggregate], columns_at(version, DETAILS))


def change_view(sentence: str, aggregate: Aggregate, version: Microversion) -> Parts:
    """Return what was done, then the aggregate; for programs the aggregate alone."""
    rows = aggregate_rows(aggregate, version)
    return Parts((Sentences([sentence]), rows), Record(aggregate, aggregate))
