"""The Placement service: its microversions, and the shape of its errors."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from email.utils import formatdate
from typing import Any

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.http import microversions
from mini_nova_sandbox.http.call import Caller, Microversion
from mini_nova_sandbox.http.errors import ApiError, BadRequest, NotAcceptable
from mini_nova_sandbox.http.microversions import version_text
from mini_nova_sandbox.http.refusals import JSON, middleware_refusal, title
from mini_nova_sandbox.http.service import Address, Service
from mini_nova_sandbox.placement.operations import OPERATIONS
from mini_nova_sandbox.placement.versions import NEWEST, OLDEST, PREFIX

CACHE_HEADERS: Microversion = (1, 15)
CODES: Microversion = (1, 23)  # of errors
CODE = "placement.undefined_code"
EXPLANATIONS = {
    400: "The server could not comply with the request since it is either malformed or otherwise"
    " incorrect.",
    403: "Access was denied to this resource.",
    404: "The resource could not be found.",
    409: "There was a conflict when trying to complete your request.",
}


def placement(cloud: Cloud, find_caller: Callable[[str], Caller | None]) -> Service:
    """Return the service; ``find_caller`` returns the owner of a token."""
    return Service(
        name="placement",
        prefix=PREFIX,
        operations=OPERATIONS,
        cloud=cloud,
        refusal=refusal,
        find_caller=find_caller,
        parse_address=parse_address,
        answer_headers=answer_headers,
        refuses_head=True,
    )


def parse_address(path: str, headers: Mapping[str, str]) -> Address:
    """Return the address with the microversion of the headers. Raises BadRequest, NotAcceptable."""
    text = microversions.version_header(headers, "placement")
    try:
        version = microversions.parse(text, OLDEST, NEWEST)
    except NotAcceptable as error:
        raise NotAcceptable(f"Invalid microversion: Unacceptable version header: {text}") from error
    except BadRequest as error:
        raise BadRequest(f"Invalid microversion: invalid version string: {text}") from error
    return Address(path or "/", version=version)


def answer_headers(address: Address, _request_id: str) -> dict[str, str]:
    """Return the headers that name the microversion and forbid caches to keep the answer."""
    if address.version > NEWEST:
        return {}  # the headers name no microversion of Placement
    headers = {
        "openstack-api-version": f"placement {version_text(address.version)}",
        "vary": "openstack-api-version",
    }
    if address.version >= CACHE_HEADERS:
        headers |= {"cache-control": "no-cache", "last-modified": formatdate(usegmt=True)}
    return headers


def refusal(error: ApiError) -> tuple[str, str]:
    """Render an error as ``{"errors": [{"status": 404, ...}]}``."""
    if error.status == 401:
        return middleware_refusal(error)
    explanation = EXPLANATIONS.get(error.status, "")
    view: dict[str, Any] = {
        "status": error.status,
        "title": title(error.status),
        "detail": f"{explanation}\n\n {error.message}  ",
    }
    if CODES <= error.version <= NEWEST:
        view["code"] = error.kind if error.kind.startswith("placement.") else CODE
    view["request_id"] = error.request_id
    if error.status == 406:
        view |= {"max_version": version_text(NEWEST), "min_version": version_text(OLDEST)}
    return JSON, json.dumps({"errors": [view]})
