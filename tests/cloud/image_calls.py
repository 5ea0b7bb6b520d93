"""The calls to the image service that are compared with the real one, and what they are about."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, Protocol

import requests

IMAGE = "e540ef5b-baf0-417e-b6c2-3a0364af25d5"
NAMESPACE = f"shape-{os.getpid()}"
Call = tuple[str, str, str, Any]  # service, method, path, body

_QUERIES = (
    "limit=0",
    "limit=-1",
    "limit=x",
    "limit=1",
    "marker=nope",
    "sort=nope",
    "sort=name:up",
    "sort=name&sort_key=name",
    "sort_key=nope",
    "sort_key=name&sort_dir=asc&sort_dir=desc",
    "sort_dir=up",
    "sort=name:asc,size:desc",
    "visibility=nope",
    "visibility=all",
    "member_status=nope",
    "member_status=all",
    "protected=x",
    "os_hidden=x",
    "size_min=x",
    "size_min=1",
    "changes-since=1",
    "created_at=x",
    "created_at=nope:2026-01-01",
    "created_at=gt:2020-01-01T00:00:00Z",
    "name=in:shape,other",
    'name=in:"shape',
    "name=nope:shape",
    "type=snapshot",
    "nope=1",
)
_READS = (
    "/",
    "/versions",
    "/nope",
    "/healthcheck",
    "/v2/",
    "/v2/nope",
    "/v2/images/",
    "/v2/images",
    f"/v2/images/{IMAGE}",
    "/v2/images/nope",
    *(f"/v2/images?{query}" for query in _QUERIES),
    "/v2/images/{image}",
    "/v2/images/{image}/file",
    "/v2/images/{image}/members",
    "/v2/images/{image}/members/nope",
    "/v2/images/{image}/tasks",
    "/v2/images/{image}/locations",
    "/v2/images/{image}/import",
    "/v2/images/nope/file",
    "/v2/images/nope/members",
    "/v2/images/nope/tasks",
    "/v2/info/import",
    "/v2/info/stores",
    "/v2/info/stores/detail",
    "/v2/info/usage",
    "/v2/cache",
    "/v2/tasks?limit=x",
    "/v2/tasks?status=nope",
    "/v2/tasks?sort_key=nope",
    "/v2/tasks/nope",
    "/v2/metadefs/resource_types",
    "/v2/metadefs/namespaces/nope",
    *(
        f"/v2/schemas/{name}"
        for name in (
            "image",
            "images",
            "member",
            "members",
            "task",
            "tasks",
            "nope",
            "metadefs/namespace",
            "metadefs/namespaces",
            "metadefs/resource_type",
            "metadefs/resource_types",
            "metadefs/property",
            "metadefs/properties",
            "metadefs/object",
            "metadefs/objects",
            "metadefs/tag",
            "metadefs/tags",
        )
    ),
)
_IMAGES: tuple[Any, ...] = (  # that cannot be created
    "x",
    {"name": 3},
    {"name": "x" * 300},
    {"visibility": "nope"},
    {"disk_format": "nope"},
    {"status": "active"},
    {"stores": "x"},
    {"location": "x"},
    {"locations": []},
    {"os_glance_x": "y"},
    {"own": 3},
    {"own": None},
    {"x" * 256: "y"},
    {"id": "x"},
    {"id": IMAGE},
    {"min_disk": -1},
    {"min_disk": 2**40},
    {"tags": [f"{number}" for number in range(129)]},
)
_IMPORTS: tuple[Any, ...] = (  # of an image that is queued
    {},
    {"method": {}},
    {"method": {"name": "nope"}},
    {"method": {"name": "glance-direct"}},
    {"method": {"name": "copy-image"}},
    {"method": {"name": "web-download"}},
    {"method": {"name": "web-download", "uri": "file:///etc/hostname"}},
)
_MEMBERS = "/v2/images/{image}/members"
_SPACES = "/v2/metadefs/namespaces"
_SPACE = f"{_SPACES}/{NAMESPACE}"
_PROPERTY: Mapping[str, Any] = {"name": "p", "title": "P", "type": "string", "enum": ["a"]}


def _image(method: str, path: str, body: Any = None) -> Call:
    return "image", method, path, body


_METADEFS: tuple[Call, ...] = (
    _image("POST", _SPACES, {}),
    _image("POST", _SPACES, {"namespace": NAMESPACE, "bad": 1}),
    _image("POST", _SPACES, {"namespace": NAMESPACE, "display_name": "S", "description": "d"}),
    _image("POST", _SPACES, {"namespace": NAMESPACE}),
    _image("GET", _SPACES),
    _image("GET", f"{_SPACES}?visibility=nope"),
    _image("GET", f"{_SPACES}?marker=nope"),
    _image("GET", f"{_SPACES}?resource_types=OS::Nova::Server"),
    _image("PUT", _SPACE, {"namespace": NAMESPACE, "visibility": "public"}),
    _image("POST", f"{_SPACE}/properties", {}),
    _image("POST", f"{_SPACE}/properties", _PROPERTY),
    _image("POST", f"{_SPACE}/properties", _PROPERTY),
    _image("GET", f"{_SPACE}/properties"),
    _image("GET", f"{_SPACE}/properties/p"),
    _image("GET", f"{_SPACE}/properties/nope"),
    _image("PUT", f"{_SPACE}/properties/p", {"name": "p", "title": "P", "type": "integer"}),
    _image("POST", f"{_SPACE}/objects", {}),
    _image("POST", f"{_SPACE}/objects", {"name": "o", "properties": {"p": _PROPERTY}}),
    _image("POST", f"{_SPACE}/objects", {"name": "o"}),
    _image("GET", f"{_SPACE}/objects"),
    _image("GET", f"{_SPACE}/objects/nope"),
    _image("PUT", f"{_SPACE}/objects/o", {"name": "q", "description": "d"}),
    _image("GET", f"{_SPACE}/objects/q"),
    _image("POST", f"{_SPACE}/tags/t"),
    _image("POST", f"{_SPACE}/tags/t"),
    _image("POST", f"{_SPACE}/tags", {"tags": [{"name": "u"}, {"name": "v"}]}),
    _image("GET", f"{_SPACE}/tags"),
    _image("GET", f"{_SPACE}/tags/u"),
    _image("GET", f"{_SPACE}/tags/t"),
    _image("PUT", f"{_SPACE}/tags/u", {"name": "w"}),
    _image("DELETE", f"{_SPACE}/tags/w"),
    _image("DELETE", f"{_SPACE}/tags/w"),
    _image("POST", f"{_SPACE}/resource_types", {}),
    _image("POST", f"{_SPACE}/resource_types", {"name": "OS::Nova::Server", "prefix": "x_"}),
    _image("POST", f"{_SPACE}/resource_types", {"name": "OS::Nova::Server"}),
    _image("GET", f"{_SPACE}/resource_types"),
    _image("GET", f"{_SPACE}?resource_type=OS::Nova::Server"),
    _image("GET", _SPACE),
    _image("DELETE", f"{_SPACE}/resource_types/OS::Nova::Server"),
    _image("DELETE", f"{_SPACE}/resource_types/OS::Nova::Server"),
    _image("DELETE", f"{_SPACE}/properties/p"),
    _image("DELETE", f"{_SPACE}/properties/p"),
    _image("DELETE", f"{_SPACE}/objects/nope"),
    _image("PUT", _SPACE, {"namespace": NAMESPACE, "protected": True}),
    _image("DELETE", _SPACE),
    _image("DELETE", f"{_SPACE}/tags"),
    _image("PUT", _SPACE, {"namespace": NAMESPACE, "protected": False}),
    _image("DELETE", f"{_SPACE}/objects"),
    _image("DELETE", _SPACE),
    _image("DELETE", _SPACE),
    _image("GET", f"{_SPACE}/tags"),
)
IMAGE_CALLS: tuple[Call, ...] = (
    *(_image("GET", path) for path in _READS),
    _image("HEAD", "/v2/images"),
    _image("HEAD", "/v2/images/{image}"),
    *(_image("POST", "/v2/images", body) for body in _IMAGES),
    _image("POST", _MEMBERS, {}),
    _image("POST", _MEMBERS, {"member": ""}),
    _image("POST", _MEMBERS, [1]),
    _image("POST", _MEMBERS, {"member": "somebody"}),
    _image("POST", _MEMBERS, {"member": "somebody"}),
    _image("GET", _MEMBERS),
    _image("GET", f"{_MEMBERS}/somebody"),
    _image("PUT", f"{_MEMBERS}/somebody", {}),
    _image("PUT", f"{_MEMBERS}/somebody", {"status": "nope"}),
    _image("PUT", f"{_MEMBERS}/somebody", {"status": "accepted"}),
    _image("PUT", f"{_MEMBERS}/nope", {"status": "accepted"}),
    _image("DELETE", f"{_MEMBERS}/somebody"),
    _image("DELETE", f"{_MEMBERS}/somebody"),
    *(_image("POST", "/v2/images/{image}/import", body) for body in _IMPORTS),
    _image("POST", f"/v2/images/{IMAGE}/import", {"method": {"name": "glance-direct"}}),
    _image("POST", f"/v2/images/{IMAGE}/import", {"method": {"name": "copy-image"}}),
    _image("POST", "/v2/images/nope/import", {"method": {"name": "glance-direct"}}),
    _image("PATCH", "/v2/images/{image}", []),
    _image("PUT", "/v2/images/{image}/file", {}),
    _image("PUT", "/v2/images/{image}/stage", {}),
    _image("PUT", "/v2/images/{image}/tags/" + "x" * 256),
    _image("PUT", "/v2/images/{image}/tags/t"),
    _image("DELETE", "/v2/images/{image}/tags/t"),
    _image("DELETE", "/v2/images/{image}/tags/t"),
    _image("POST", "/v2/images/{image}/actions/deactivate"),
    _image("POST", "/v2/images/{image}/actions/reactivate"),
    _image("POST", "/v2/images/{image}/actions/nope"),
    _image("POST", "/v2/images/{image}/locations", {"url": "http://127.0.0.1/x"}),
    _image("DELETE", f"/v2/stores/fs/{IMAGE}"),
    _image("DELETE", f"/v2/stores/nope/{IMAGE}"),
    _image("DELETE", "/v2/cache"),
    _image("PUT", f"/v2/cache/{IMAGE}"),
    _image("POST", "/v2/tasks", {}),
    _image("POST", "/v2/tasks", {"type": "nope", "input": {}}),
    _image("POST", "/v2/tasks", {"type": "import", "input": {"import_from": "http://127.0.0.1/"}}),
    _image("DELETE", "/v2/tasks/nope"),
    _image("DELETE", "/v2/images/nope"),
    *_METADEFS,
)


class Cloud(Protocol):
    """A side of the comparison: it sends a request and returns the answer."""

    words: dict[str, str]

    def __call__(
        self, service: str, method: str, path: str, body: Any = None, version: str = ""
    ) -> requests.Response: ...


def furnish_images(cloud: Cloud) -> dict[str, str]:
    """Create an image without data and return its id."""
    body = {"name": "shape", "disk_format": "raw", "container_format": "bare"}
    answer = cloud("image", "POST", "/v2/images", body)
    assert answer.status_code == 201, answer.text
    return {"image": str(answer.json()["id"])}


def remove_images(cloud: Cloud) -> None:
    """Delete what was created."""
    cloud("image", "DELETE", "/v2/images/{image}")
