"""All operations on metadata definitions."""

from __future__ import annotations

import sqlite3
from typing import Any

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest, Conflict, NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.image.lookup import require_admin
from mini_nova_sandbox.image.metadefs import items, namespaces, schemas, views
from mini_nova_sandbox.image.metadefs.item_api import Kind
from mini_nova_sandbox.image.schemas import check
from mini_nova_sandbox.state import clock

DUPLICATE = (
    "A metadata definition {kind} with name={{name}} already exists in namespace={{namespace}}."
)
PROPERTIES = Kind(
    name=items.PROPERTY,
    plural="properties",
    noun="property",
    duplicate=DUPLICATE.format(kind="property"),
    schema=schemas.PROPERTY,
    view=items.members,
    new_view=items.members,
    removal="remove",
)
OBJECTS = Kind(
    name=items.OBJECT,
    plural="objects",
    noun="metadata object",
    duplicate=DUPLICATE.format(kind="object"),
    schema=schemas.OBJECT,
    view=views.metadata_object,
    new_view=views.new_object,
)
TAGS = Kind(
    name=items.TAG,
    plural="tags",
    noun="metadata tag",
    duplicate="A metadata tag with name={name} already exists in namespace={namespace}."
    " (Please note that metadata tag names are case insensitive).",
    schema=schemas.TAG,
    view=items.dated,
    new_view=items.dated,
)


def create_tag(call: Call) -> Answer:
    """Create the tag that the path names. Raises BadRequest, Conflict, Forbidden, NotFound."""
    members = {"name": call.path["name"]}
    check("tag", schemas.TAG, members)
    return TAGS.insert(call, members)


def replace_tags(call: Call) -> Answer:
    """Replace the tags of a namespace, or add to them (``X-Openstack-Append``).

    Raises BadRequest, Conflict, Forbidden, NotFound.
    """
    if not isinstance(call.body, dict):
        raise BadRequest("Body expected in request.")
    check("tags", schemas.TAGS, call.body)
    namespace = items.namespace_row(call)["namespace"]
    require_admin(call, "add_metadef_tags")
    if call.headers.get("x-openstack-append", "").lower() != "true":
        call.database.delete("metadef_items", namespace=namespace, kind=items.TAG)
    tags = [{"name": tag["name"]} for tag in call.body["tags"]]
    for tag in tags:
        TAGS.insert(call, tag)
    return Answer(201, {"tags": tags})


def resource_types(call: Call) -> Answer:
    """List the resource types that namespaces have been associated with."""
    rows = call.database.rows("SELECT * FROM metadef_resource_types ORDER BY name")
    types = [_dated(row["name"], row) for row in rows]
    return Answer(body={"resource_types": types})


def _dated(name: str, row: dict[str, Any]) -> dict[str, str]:
    return {
        "name": name,
        "created_at": clock.stamp(row["created_at"]),
        "updated_at": clock.stamp(row["updated_at"]),
    }


def associations(call: Call) -> Answer:
    """List the resource types of a namespace. Raises NotFound."""
    namespace = items.namespace_row(call)["namespace"]
    rows = items.rows(call.database, namespace, items.RESOURCE_TYPE)
    return Answer(body={"resource_type_associations": [items.dated(row) for row in rows]})


def associate(call: Call) -> Answer:
    """Associate a namespace with a resource type.

    Raises BadRequest, Conflict, Forbidden, NotFound.
    """
    if not isinstance(call.body, dict):
        raise BadRequest("Body expected in request.")
    check("resource_type_association", schemas.ASSOCIATION, call.body)
    namespace = items.namespace_row(call)["namespace"]
    require_admin(call, "add_metadef_resource_type_association")
    try:
        row = items.insert(call.database, namespace, items.RESOURCE_TYPE, call.body)
    except sqlite3.IntegrityError as error:
        name = call.body["name"]
        raise Conflict(
            f"The metadata definition resource-type association of resource-type={name}"
            f" to namespace={namespace} already exists."
        ) from error
    return Answer(201, items.dated(row))


def dissociate(call: Call) -> Answer:
    """Take a resource type from a namespace. Raises Forbidden, NotFound."""
    namespace = items.namespace_row(call)["namespace"]
    require_admin(call, "remove_metadef_resource_type_association")
    name = call.path["name"]
    key = {"namespace": namespace, "kind": items.RESOURCE_TYPE, "name": name}
    if not call.database.delete("metadef_items", **key):
        raise NotFound(f"Failed to find resource type {name} to delete")
    return Answer(204)


_TAGS = f"{namespaces.PATH}/{{namespace}}/tags"
_TYPES = f"{namespaces.PATH}/{{namespace}}/resource_types"
OPERATIONS = (
    Operation("POST", _TAGS, replace_tags),
    Operation("POST", f"{_TAGS}/{{name}}", create_tag),
    Operation("GET", "/v2/metadefs/resource_types", resource_types),
    Operation("GET", _TYPES, associations),
    Operation("POST", _TYPES, associate),
    Operation("DELETE", f"{_TYPES}/{{name}}", dissociate),
    *namespaces.OPERATIONS,
    *PROPERTIES.operations(),
    *OBJECTS.operations(),
    *TAGS.operations(),
    *schemas.OPERATIONS,
)
