"""The image service: versions, schemas, its error format, and all of its operations."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from typing import Any

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.http.call import Answer, Call, Caller
from mini_nova_sandbox.http.errors import ApiError
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.http.refusals import middleware_refusal, title
from mini_nova_sandbox.http.service import Address, Service
from mini_nova_sandbox.image import (
    api,
    data_api,
    imports_api,
    info_api,
    members_api,
    schema_documents,
    tags_api,
    tasks_api,
)
from mini_nova_sandbox.image.metadefs import api as metadefs

CURRENT_VERSION = "v2.17"
VERSIONS = (
    "v2.15",
    "v2.13",
    "v2.12",
    "v2.11",
    "v2.10",
    "v2.9",
    "v2.8",
    "v2.17",
    "v2.7",
    "v2.6",
    "v2.5",
    "v2.4",
    "v2.3",
    "v2.2",
    "v2.1",
    "v2.0",
)
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


def image(cloud: Cloud, find_caller: Callable[[str], Caller | None]) -> Service:
    """Return the service."""
    return Service(
        name="image",
        prefix="/image",
        operations=OPERATIONS,
        cloud=cloud,
        refusal=refusal,
        find_caller=find_caller,
        parse_address=_address,
        refuses_head=True,
        answer_headers=lambda _address, _request_id: {},
    )


def _address(path: str, _headers: Mapping[str, str]) -> Address:
    """Return the address of a path: below v2 as it is, elsewhere without slashes at its end."""
    name = path.strip("/").partition("/")[0]
    if name == "v2":
        return Address(path)
    if name in ("versions", "healthcheck"):
        return Address(f"/{name}")
    return Address("/")


def refusal(error: ApiError) -> tuple[str, str]:
    """Render an error as an HTML page, as Glance does; the middleware answers a 401."""
    if error.status == 401:
        return middleware_refusal(error)
    heading = f"{error.status} {title(error.status)}"
    text = html.escape(error.message)
    return "text/html; charset=UTF-8", PAGE.format(heading=heading, text=text)


def versions(call: Call) -> Answer:
    """List the versions, with status 300 as Glance does for every path that it does not know."""
    views = [_version_view(call, name) for name in VERSIONS]
    is_listed = call.url_path.rstrip("/").endswith("/image/versions")
    status = 200 if is_listed else 300
    return Answer(status, {"versions": views})


def _version_view(call: Call, name: str) -> dict[str, Any]:
    href = f"{call.root}/image/v2/"
    status = "CURRENT" if name == CURRENT_VERSION else "SUPPORTED"
    return {
        "id": name,
        "status": status,
        "links": [{"rel": "self", "href": href}],
    }


def redirect(call: Call) -> Answer:
    """Send a client from ``/v2`` to ``/v2/``, where Glance has nothing."""
    return Answer(302, headers={"location": f"{call.root}/image/v2/"})


def healthcheck(_call: Call) -> Answer:
    """Answer OK."""
    return Answer(200, text="OK", headers={"content-type": "text/plain; charset=UTF-8"})


OPERATIONS = (
    Operation("GET", "/", versions, public=True),
    Operation("GET", "/versions", versions, public=True),
    Operation("GET", "/v2", redirect, public=True),
    Operation("GET", "/healthcheck", healthcheck, public=True),
    *api.OPERATIONS,
    *data_api.OPERATIONS,
    *tags_api.OPERATIONS,
    *members_api.OPERATIONS,
    *imports_api.OPERATIONS,
    *tasks_api.OPERATIONS,
    *info_api.OPERATIONS,
    *metadefs.OPERATIONS,
    *schema_documents.OPERATIONS,
)
