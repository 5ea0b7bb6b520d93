"""Resource classes and traits over the API."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest, Conflict, NotFound
from mini_nova_sandbox.placement import names
from mini_nova_sandbox.placement.operation import admin_operation, check_body, check_query
from mini_nova_sandbox.placement.standard_traits import OF_A_HOST, STANDARD

_NAME = {"type": "string", "pattern": names.CUSTOM, "maxLength": names.MAX_NAME}
NEW = {
    "type": "object",
    "properties": {"name": _NAME},
    "required": ["name"],
    "additionalProperties": False,
}
BAD_TRAIT = (
    "The trait is invalid. A valid trait must be no longer than 255 characters, start with the"
    ' prefix "CUSTOM_" and use following characters: "A"-"Z", "0"-"9" and "_"'
)
DELETION = "Error in delete resource class: "


def classes(call: Call) -> Answer:
    """List resource classes."""
    views = [_class_view(name) for name in names.classes(call.database)]
    return Answer(body={"resource_classes": views})


def _class_view(name: str) -> dict[str, Any]:
    return {"name": name, "links": [{"rel": "self", "href": f"/resource_classes/{name}"}]}


def show_class(call: Call) -> Answer:
    """Show a resource class. Raises NotFound."""
    return Answer(body=_class_view(_class(call)))


def _class(call: Call) -> str:
    name = call.path["name"]
    if name not in names.classes(call.database):
        raise NotFound(f"No such resource class {name}.")
    return name


def create_class(call: Call) -> Answer:
    """Create a resource class. Raises BadRequest, Conflict."""
    check_body(NEW, call.body)
    name = call.body["name"]
    if name in names.classes(call.database):
        raise Conflict(f"Conflicting resource class already exists: {name}")
    return _insert_class(call, name)


def _insert_class(call: Call, name: str) -> Answer:
    call.database.insert("placement_classes", {"name": name})
    return Answer(201, headers={"location": f"{call.base}/resource_classes/{name}"})


def put_class(call: Call) -> Answer:
    """Create a resource class unless there is one. Raises BadRequest."""
    name = call.path["name"]
    check_body(NEW, {"name": name})
    if name in names.classes(call.database):
        return Answer(204, headers={"location": f"{call.base}/resource_classes/{name}"})
    return _insert_class(call, name)


def rename_class(call: Call) -> Answer:
    """Rename a resource class, as it was before 1.7. Raises BadRequest, Conflict, NotFound."""
    check_body(NEW, call.body)
    name = _class(call)
    new_name = call.body["name"]
    if name in names.STANDARD_CLASSES:
        raise BadRequest(f"Cannot update standard resource class {name}")
    if new_name in names.classes(call.database):
        raise Conflict(f"Resource class already exists: {new_name}")
    call.database.update("placement_classes", {"name": new_name}, name=name)
    for table in ("placement_inventories", "placement_allocations"):
        call.database.update(table, {"resource_class": new_name}, resource_class=name)
    return Answer(body=_class_view(new_name))


def delete_class(call: Call) -> Answer:
    """Delete a resource class that no provider has. Raises BadRequest, Conflict, NotFound."""
    name = _class(call)
    if name in names.STANDARD_CLASSES:
        raise BadRequest(f"{DELETION}Cannot delete standard resource class {name}.")
    if call.database.value("SELECT 1 FROM placement_inventories WHERE resource_class = ?", name):
        raise Conflict(
            f"{DELETION}Cannot delete resource class {name}. Class is in use in inventory."
        )
    call.database.delete("placement_classes", name=name)
    return Answer(204)


def traits(call: Call) -> Answer:
    """List traits: by name, or those that providers have. Raises BadRequest."""
    check_query(call, {"name": (1, 6), "associated": (1, 6)})
    associated = call.query_value("associated").lower()
    if associated not in ("", "true", "false"):
        raise BadRequest('The query parameter "associated" only accepts "true" or "false"')
    selection = names.traits(call.database)
    if associated:
        used = _used_traits(call)
        selection = used if associated == "true" else selection - used
    return Answer(body={"traits": sorted(_named(call, selection))})


def _used_traits(call: Call) -> set[str]:
    rows = call.database.rows("SELECT DISTINCT trait FROM placement_provider_traits")
    return {*OF_A_HOST, *(row["trait"] for row in rows)}


def _named(call: Call, selection: set[str]) -> set[str]:
    """Return the traits that ``name=startswith:X`` or ``name=in:X,Y`` selects. Raises BadRequest."""
    text = call.query_value("name")
    operator, _, value = text.partition(":")
    if not text:
        return selection
    if operator == "in":
        return selection & set(value.split(","))
    if operator == "startswith":
        return {trait for trait in selection if trait.startswith(value)}
    raise BadRequest(
        "Badly formatted name parameter. Expected name query string parameter in form:"
        f' ?name=[in|startswith]:[name1,name2|prefix]. Got: "{text}"'
    )


def show_trait(call: Call) -> Answer:
    """Answer whether there is a trait. Raises NotFound."""
    _trait(call)
    return Answer(204)


def _trait(call: Call) -> str:
    name = call.path["name"]
    if name not in names.traits(call.database):
        raise NotFound(f"No such trait(s): {name}.")
    return name


def put_trait(call: Call) -> Answer:
    """Create a trait unless there is one. Raises BadRequest."""
    name = call.path["name"]
    try:
        check_body(_NAME, name)
    except BadRequest as error:
        raise BadRequest(BAD_TRAIT) from error
    headers = {"location": f"{call.base}/traits/{name}"}
    if name in names.traits(call.database):
        return Answer(204, headers=headers)
    call.database.insert("placement_traits", {"name": name})
    return Answer(201, headers=headers)


def delete_trait(call: Call) -> Answer:
    """Delete a trait that no provider has. Raises BadRequest, Conflict, NotFound."""
    name = _trait(call)
    if name in STANDARD:
        raise BadRequest(f"Cannot delete standard trait {name}.")
    if name in _used_traits(call):
        raise Conflict(f"The trait {name} is in use by a resource provider.")
    call.database.delete("placement_traits", name=name)
    return Answer(204)


_CLASS = "/resource_classes/{name}"
_TRAIT = "/traits/{name}"
OPERATIONS = (
    admin_operation("GET", "/resource_classes", "resource_classes:list", classes, since=(1, 2)),
    admin_operation(
        "POST", "/resource_classes", "resource_classes:create", create_class, since=(1, 2)
    ),
    admin_operation("GET", _CLASS, "resource_classes:show", show_class, since=(1, 2)),
    admin_operation(
        "PUT", _CLASS, "resource_classes:update", rename_class, since=(1, 2), until=(1, 6)
    ),
    admin_operation("PUT", _CLASS, "resource_classes:update", put_class, since=(1, 7)),
    admin_operation("DELETE", _CLASS, "resource_classes:delete", delete_class, since=(1, 2)),
    admin_operation("GET", "/traits", "traits:list", traits, since=(1, 6)),
    admin_operation("GET", _TRAIT, "traits:show", show_trait, since=(1, 6)),
    admin_operation("PUT", _TRAIT, "traits:update", put_trait, since=(1, 6)),
    admin_operation("DELETE", _TRAIT, "traits:delete", delete_trait, since=(1, 6)),
)
