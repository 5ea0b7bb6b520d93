"""The image service: its versions and schemas, how it refuses, and every operation that it has."""

from __future__ import annotations

import html
from collections.abc import Callable

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.http.call import Answer, Call, Caller
from mini_nova_sandbox.http.errors import ApiError, NotFound
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.http.refusals import middleware_refusal, title
from mini_nova_sandbox.http.service import Address, Service
from mini_nova_sandbox.image import api, schemas

NEWEST = "v2.9"


def image(cloud: Cloud, find_caller: Callable[[str], Caller | None]) -> Service:
    """The service."""
    return Service(
        name="image",
        prefix="/image",
        operations=OPERATIONS,
        cloud=cloud,
        refusal=refusal,
        find_caller=find_caller,
        parse_address=lambda path, _: Address("/" + path.strip("/")),
        answer_headers=lambda _address, _request_id: {},
    )


def refusal(error: ApiError) -> tuple[str, str]:
    """A small page, as Glance answers; 401 as the middleware does."""
    if error.status == 401:
        return middleware_refusal(error)
    heading = f"{error.status} {title(error.status)}"
    text = html.escape(error.message)
    head = f"<head>\n  <title>{heading}</title>\n </head>"
    page = (
        f"<html>\n {head}\n <body>\n  <h1>{heading}</h1>\n  {text}<br /><br />\n </body>\n</html>"
    )
    return "text/html; charset=UTF-8", page


def versions(call: Call) -> Answer:
    """The versions; 300 at the root."""
    link = [{"rel": "self", "href": f"{call.root}/image/v2/"}]
    names = [NEWEST, *(f"v2.{minor}" for minor in range(7, -1, -1))]
    listed = [
        {"id": name, "status": "CURRENT" if name == NEWEST else "SUPPORTED", "links": link}
        for name in names
    ]
    return Answer(200 if call.url_path.endswith("/versions") else 300, {"versions": listed})


def schema(call: Call) -> Answer:
    """A schema by name."""
    if call.path["name"] not in ("image", "images", "member", "members"):
        raise NotFound("No such schema.")
    return Answer(body=schemas.told(call.path["name"]))


def import_info(_call: Call) -> Answer:
    """The ways of importing: none."""
    return Answer(
        body={
            "import-methods": {
                "description": "Import methods available.",
                "type": "array",
                "value": [],
            }
        }
    )


def stores(_call: Call) -> Answer:
    """The one store."""
    return Answer(body={"stores": [{"id": "fs", "default": "true"}]})


OPERATIONS = (
    Operation("GET", "/", versions, public=True),
    Operation("GET", "/versions", versions, public=True),
    Operation("GET", "/v2/schemas/{name}", schema),
    Operation("GET", "/v2/info/import", import_info),
    Operation("GET", "/v2/info/stores", stores),
    *api.OPERATIONS,
)
