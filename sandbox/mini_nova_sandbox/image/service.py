"""The image service: versions, schemas, its error format, and all of its operations."""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.http.call import Answer, Call, Caller
from mini_nova_sandbox.http.errors import ApiError, NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.http.refusals import middleware_refusal, title
from mini_nova_sandbox.http.service import Address, Service
from mini_nova_sandbox.image import api, data_api, schemas, tags_api

CURRENT_VERSION = "v2.9"
OLDER_VERSIONS = ("v2.7", "v2.6", "v2.5", "v2.4", "v2.3", "v2.2", "v2.1", "v2.0")
PAGE = """\
<html>
 <head>
  <title>{heading}</title>
 </head>
 <body>
  <h1>{heading}</h1>
  {text}<br /><br />
 </body>
</html>"""
SCHEMAS = ("image", "images", "member", "members")


def image(cloud: Cloud, find_caller: Callable[[str], Caller | None]) -> Service:
    """Return the service."""
    return Service(
        name="image",
        prefix="/image",
        operations=OPERATIONS,
        cloud=cloud,
        refusal=refusal,
        find_caller=find_caller,
        parse_address=lambda path, _headers: Address("/" + path.strip("/")),
        answer_headers=lambda _address, _request_id: {},
    )


def refusal(error: ApiError) -> tuple[str, str]:
    """Render an error as an HTML page, as Glance does; the middleware answers a 401."""
    if error.status == 401:
        return middleware_refusal(error)
    heading = f"{error.status} {title(error.status)}"
    text = html.escape(error.message)
    return "text/html; charset=UTF-8", PAGE.format(heading=heading, text=text)


def versions(call: Call) -> Answer:
    """List the versions, with status 300 at the root as Glance does."""
    views = [_version_view(call, CURRENT_VERSION, "CURRENT")]
    views += [_version_view(call, name, "SUPPORTED") for name in OLDER_VERSIONS]
    is_root = not call.url_path.endswith("/versions")
    status = 300 if is_root else 200
    return Answer(status, {"versions": views})


def _version_view(call: Call, name: str, status: str) -> dict[str, Any]:
    href = f"{call.root}/image/v2/"
    return {
        "id": name,
        "status": status,
        "links": [{"rel": "self", "href": href}],
    }


def schema(call: Call) -> Answer:
    """Show a schema. Raises NotFound."""
    name = call.path["name"]
    if name not in SCHEMAS:
        raise NotFound("No such schema.")
    return Answer(body=schemas.document(name))


def import_info(_call: Call) -> Answer:
    """List the import methods: there are none."""
    methods = {
        "description": "Import methods available.",
        "type": "array",
        "value": [],
    }
    return Answer(body={"import-methods": methods})


def stores(_call: Call) -> Answer:
    """List the stores: there is one."""
    store = {"id": "fs", "default": "true"}
    return Answer(body={"stores": [store]})


OPERATIONS = (
    Operation("GET", "/", versions, public=True),
    Operation("GET", "/versions", versions, public=True),
    Operation("GET", "/v2/schemas/{name}", schema),
    Operation("GET", "/v2/info/import", import_info),
    Operation("GET", "/v2/info/stores", stores),
    *api.OPERATIONS,
    *data_api.OPERATIONS,
    *tags_api.OPERATIONS,
)
