"""Rows of tags: texts on a resource of any kind."""

from __future__ import annotations

from collections.abc import Iterable

from mini_nova_sandbox.state.database import Database


def of(database: Database, resource_id: str) -> list[str]:
    """Return the tags of a resource, sorted."""
    rows = database.rows(
        "SELECT tag FROM network_tags WHERE resource_id = ? ORDER BY tag", resource_id
    )
    return [row["tag"] for row in rows]


def replace(database: Database, resource_id: str, tags: Iterable[str]) -> None:
    """Give a resource these tags and no others."""
    clear(database, resource_id)
    for tag in tags:
        add(database, resource_id, tag)


def add(database: Database, resource_id: str, tag: str) -> None:
    """Give a resource one more tag, unless it has it."""
    database.run(
        "INSERT OR IGNORE INTO network_tags (resource_id, tag) VALUES (?, ?)", resource_id, tag
    )


def remove(database: Database, resource_id: str, tag: str) -> bool:
    """Take a tag from a resource; False if it does not have it."""
    return bool(database.delete("network_tags", resource_id=resource_id, tag=tag))


def clear(database: Database, resource_id: str) -> None:
    """Take all tags from a resource."""
    database.delete("network_tags", resource_id=resource_id)
