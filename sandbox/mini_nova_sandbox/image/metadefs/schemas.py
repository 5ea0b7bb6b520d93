"""The schemas of metadata definitions, and their documents below ``/v2/schemas/metadefs``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.image.schema_documents import paged_collection

Schema = Mapping[str, Any]
TEXT: Schema = {"type": "string"}
NAME: Schema = {"type": "string", "maxLength": 80}
READ_ONLY: Schema = {"readOnly": True, "type": "string"}
MOMENT: Schema = {
    "type": "string",
    "readOnly": True,
    "description": "When that was",
    "format": "date-time",
}
TYPES = ["array", "boolean", "integer", "number", "object", "string", None]
MOMENTS: Schema = {"created_at": MOMENT, "updated_at": MOMENT}
_COUNT: Schema = {"$ref": "#/definitions/positiveInteger"}
_COUNT_FROM_0: Schema = {"$ref": "#/definitions/positiveIntegerDefault0"}
_TEXTS: Schema = {"$ref": "#/definitions/stringArray"}
_PROPERTY: Schema = {
    "name": NAME,
    "title": TEXT,
    "description": TEXT,
    "operators": {"type": "array", "items": TEXT},
    "type": {"type": "string", "enum": TYPES},
    "required": _TEXTS,
    "minimum": {"type": "number"},
    "maximum": {"type": "number"},
    "maxLength": _COUNT,
    "minLength": _COUNT_FROM_0,
    "pattern": {"type": "string", "format": "regex"},
    "enum": {"type": "array"},
    "readonly": {"type": "boolean"},
    "default": {},
    "items": {
        "type": "object",
        "properties": {"type": {"type": "string", "enum": TYPES}, "enum": {"type": "array"}},
    },
    "maxItems": _COUNT,
    "minItems": _COUNT_FROM_0,
    "uniqueItems": {"type": "boolean", "default": False},
    "additionalItems": {"type": "boolean"},
}
_DEFINITIONS: Schema = {
    "positiveInteger": {"type": "integer", "minimum": 0},
    "positiveIntegerDefault0": {"allOf": [_COUNT, {"default": 0}]},
    "stringArray": {"type": "array", "items": TEXT, "uniqueItems": True},
}
_WITH_PROPERTY: Schema = {
    **_DEFINITIONS,
    "property": {
        "type": "object",
        "additionalProperties": {
            "type": "object",
            "required": ["title", "type"],
            "properties": _PROPERTY,
        },
    },
}
_PROPERTIES: Schema = {"$ref": "#/definitions/property"}
_OBJECT: Schema = {
    "name": NAME,
    "description": TEXT,
    "required": _TEXTS,
    "properties": _PROPERTIES,
}
ASSOCIATION: Schema = {
    "name": "resource_type_association",
    "properties": {
        "name": {**NAME, "description": "The resource type"},
        "prefix": {**NAME, "description": "What its properties begin with"},
        "properties_target": {**NAME, "description": "Where its properties go"},
        **MOMENTS,
    },
    "additionalProperties": False,
    "required": ["name"],
}
PROPERTY: Schema = {
    "name": "property",
    "properties": _PROPERTY,
    "additionalProperties": False,
    "definitions": {
        **_DEFINITIONS,
        "stringArray": {**_DEFINITIONS["stringArray"], "minItems": 1},
    },
    "required": ["type", "title", "name"],
}
OBJECT: Schema = {
    "name": "object",
    "properties": {**_OBJECT, "schema": READ_ONLY, "self": READ_ONLY, **MOMENTS},
    "additionalProperties": False,
    "definitions": _WITH_PROPERTY,
    "required": ["name"],
}
TAG: Schema = {
    "name": "tag",
    "properties": {"name": NAME, **MOMENTS},
    "additionalProperties": False,
    "required": ["name"],
}
TAGS: Schema = {"properties": {"tags": {"type": "array", "items": TAG}}, "required": ["tags"]}
NAMESPACE: Schema = {
    "name": "namespace",
    "properties": {
        "namespace": {**NAME, "description": "The namespace"},
        "display_name": {**NAME, "description": "Its name for people"},
        "description": {"type": "string", "maxLength": 500, "description": "What it is for"},
        "visibility": {
            "type": "string",
            "description": "Who may see it",
            "enum": ["public", "private"],
        },
        "protected": {"type": "boolean", "description": "Whether nobody may delete it"},
        "owner": {"type": "string", "maxLength": 255, "description": "The project that owns it"},
        **MOMENTS,
        "schema": READ_ONLY,
        "self": READ_ONLY,
        "resource_type_associations": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"name": TEXT, "prefix": TEXT, "properties_target": TEXT},
            },
        },
        "properties": _PROPERTIES,
        "objects": {
            "type": "array",
            "items": {"type": "object", "properties": {**_OBJECT, "name": TEXT}},
        },
        "tags": {"type": "array", "items": {"type": "object", "properties": {"name": TEXT}}},
    },
    "additionalProperties": False,
    "definitions": _WITH_PROPERTY,
    "required": ["namespace"],
}
DOCUMENTS: Schema = {
    "namespace": NAMESPACE,
    "resource_type": ASSOCIATION,
    "property": PROPERTY,
    "object": OBJECT,
    "tag": TAG,
}
PLURALS = {
    "namespaces": "namespace",
    "resource_types": "resource_type",
    "properties": "property",
    "objects": "object",
    "tags": "tag",
}


def show(call: Call) -> Answer:
    """Show a schema. Raises NotFound."""
    name = call.path["name"]
    if name in DOCUMENTS:
        return Answer(body=DOCUMENTS[name])
    if name not in PLURALS:
        raise NotFound("The resource could not be found.")
    return Answer(body=_collection(name))


def _collection(name: str) -> dict[str, Any]:
    item = dict(DOCUMENTS[PLURALS[name]])
    definitions = item.pop("definitions", None)
    title = "resource_type_associations" if name == "resource_types" else name
    document = paged_collection(title, item)
    if name == "properties":
        document["properties"][name] = {"type": "object", "additionalProperties": item}
    if definitions:
        document["definitions"] = definitions
    return document


OPERATIONS = (Operation("GET", "/v2/schemas/metadefs/{name}", show),)
