"""Metadata definitions as Glance shows them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mini_nova_sandbox.image.metadefs import items
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.state.database import Database, Row

TEXTS = ("display_name", "description")  # left out if they are not set


def namespace(row: Row) -> dict[str, Any]:
    """Return a namespace by itself."""
    name = row["namespace"]
    texts = {text: row[text] for text in TEXTS if row[text] is not None}
    return {
        "namespace": name,
        **texts,
        "visibility": row["visibility"],
        "protected": bool(row["protected"]),
        "owner": row["owner"],
        "created_at": clock.stamp(row["created_at"]),
        "updated_at": clock.stamp(row["updated_at"]),
        "self": f"/v2/metadefs/namespaces/{name}",
        "schema": "/v2/schemas/metadefs/namespace",
    }


def whole_namespace(database: Database, row: Row, resource_type: str) -> dict[str, Any]:
    """Return a namespace and what is in it; the resource type's prefix begins its properties."""
    name = row["namespace"]
    associations = items.rows(database, name, items.RESOURCE_TYPE)
    prefix = _prefix(associations, resource_type)
    properties = items.rows(database, name, items.PROPERTY)
    objects = items.rows(database, name, items.OBJECT)
    tags = items.rows(database, name, items.TAG)
    parts = {
        "resource_type_associations": [items.dated(each) for each in associations],
        "properties": {prefix + each["name"]: items.members(each) for each in properties},
        "objects": [metadata_object(each) for each in objects],
        "tags": [{"name": each["name"]} for each in tags],
    }
    content = {part: value for part, value in parts.items() if value}
    return {**namespace(row), **content}


def _prefix(associations: Sequence[Row], resource_type: str) -> str:
    """Return what the properties begin with for a resource type."""
    for row in associations:
        if row["name"] == resource_type:
            return str(items.members(row).get("prefix") or "")
    return ""


def metadata_object(row: Row) -> dict[str, Any]:
    """Return an object, with what it requires and has."""
    empty: dict[str, Any] = {"required": [], "properties": {}}
    return {**empty, **new_object(row)}


def new_object(row: Row) -> dict[str, Any]:
    """Return an object with what a request has set."""
    path = f"/v2/metadefs/namespaces/{row['namespace']}/objects/{row['name']}"
    return {**items.dated(row), "self": path, "schema": "/v2/schemas/metadefs/object"}
