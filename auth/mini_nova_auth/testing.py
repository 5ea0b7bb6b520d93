"""Tokens, catalogs and answers for anyone's tests, in the shapes in which identity services send them.

Each builder takes what a test is about and fills in the rest. Those that stand for a login's answer give its headers
and its body::

    headers, body = v3_token(project={"id": "p1", "name": "demo"}, lifetime=600)

``drive`` takes a login method through a conversation with no HTTP at all::

    requests, access = drive(V3Token(URL, "old"), answer(201, body, headers))
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping
from datetime import datetime, timezone
from email.utils import formatdate
from typing import Any

from mini_nova_auth.access.access import Access, from_v3
from mini_nova_auth.clock import Reading
from mini_nova_auth.methods.method import Method
from mini_nova_auth.wire.message import Request, Response

Json = dict[str, Any]

TOKEN = "gAAAAABrBGNCexample"  # noqa: S105 - nobody's token
AUTH_URL = "http://cloud.example:5000/v3"
PROJECT: Json = {"id": "1c56ca83be0944009499481e90e184dd", "name": "demo"}
USER: Json = {"id": "24d43e7f6b4f4d2a81b998f5460bc857", "name": "alice"}
DOMAIN: Json = {"id": "default", "name": "Default"}
_KINDS = (
    ("compute", "nova", ":8774/v2.1"),
    ("image", "glance", ":9292"),
    ("network", "neutron", ":9696"),
)


def v3_service(
    kind: str,
    name: str,
    url: str,
    *,
    region: str = "RegionOne",
    interfaces: Iterable[str] = ("public", "internal"),
) -> Json:
    """A service of a v3 catalog, at one URL on each of the interfaces."""
    endpoints = [
        {
            "id": f"{kind}-{interface}",
            "interface": interface,
            "region_id": region,
            "region": region,
            "url": url,
        }
        for interface in interfaces
    ]
    return {"id": f"id-of-{kind}", "type": kind, "name": name, "endpoints": endpoints}


def v3_catalog(host: str = "http://cloud.example", *, region: str = "RegionOne") -> list[Json]:
    """A v3 catalog of compute, image and network on one host."""
    return [v3_service(kind, name, host + rest, region=region) for kind, name, rest in _KINDS]


def v2_service(
    kind: str, name: str, url: str, *, region: str = "RegionOne", tenant_id: str = ""
) -> Json:
    """A service of a v2.0 catalog, at one URL on its three interfaces."""
    endpoint = {
        "region": region,
        "publicURL": url,
        "internalURL": url,
        "adminURL": url,
        "id": f"id-of-{kind}",
    }
    if tenant_id:
        endpoint["tenantId"] = tenant_id
    return {"type": kind, "name": name, "endpoints": [endpoint], "endpoints_links": []}


def v2_catalog(host: str = "http://cloud.example", *, region: str = "RegionOne") -> list[Json]:
    """A v2.0 catalog of compute, image and network on one host."""
    return [v2_service(kind, name, host + rest, region=region) for kind, name, rest in _KINDS]


def v3_token(
    token: str = TOKEN,
    *,
    project: Json | None = PROJECT,
    catalog: list[Json] | None = None,
    roles: Iterable[str] = ("member", "reader"),
    issued: float | None = None,
    lifetime: float = 3600,
    **more: Any,
) -> tuple[dict[str, str], Json]:
    """A v3 login's headers and body. ``project`` None makes it unscoped, with no roles and no catalog.

    ``issued`` is the server's clock (now, where not given); ``more`` goes into the token as it stands
    (``domain``, ``system``...) and replaces what is there.
    """
    now = time.time() if issued is None else issued
    written: Json = {
        "methods": ["password"],
        "user": {"domain": DOMAIN, **USER, "password_expires_at": None},
        "audit_ids": ["Gic3enuNT72cR-0VNQuqWw"],
        "expires_at": stamp(now + lifetime),
        "issued_at": stamp(now),
    }
    if project is not None:
        written["project"] = {"domain": DOMAIN, **project}
        written["roles"] = [{"id": f"id-of-{role}", "name": role} for role in roles]
        written["catalog"] = v3_catalog() if catalog is None else catalog
    return {"X-Subject-Token": token, "Date": formatdate(now, usegmt=True)}, {
        "token": {**written, **more}
    }


def v2_access(
    token: str = TOKEN,
    *,
    tenant: Json | None = PROJECT,
    catalog: list[Json] | None = None,
    roles: Iterable[str] = ("member",),
    issued: float | None = None,
    lifetime: float = 3600,
) -> tuple[dict[str, str], Json]:
    """A v2.0 login's headers and body. ``tenant`` None makes it unscoped."""
    now = time.time() if issued is None else issued
    written: Json = {
        "id": token,
        "expires": stamp(now + lifetime, fraction=False),
        "issued_at": stamp(now),
    }
    services: list[Json] = []
    if tenant is not None:
        written["tenant"] = {"enabled": True, "description": None, **tenant}
        services = v2_catalog() if catalog is None else catalog
    held = [{"name": role} for role in roles] if tenant is not None else []
    user = {**USER, "username": USER["name"], "roles": held, "roles_links": []}
    body = {"access": {"token": written, "user": user, "serviceCatalog": services}}
    return {"Date": formatdate(now, usegmt=True)}, body


def v1_headers(
    token: str = TOKEN,
    *,
    management_url: str = "",
    storage_url: str = "",
    issued: float | None = None,
) -> dict[str, str]:
    """A v1 login's headers; without either URL, compute's as the contract has it."""
    headers = {
        "X-Auth-Token": token,
        "Date": formatdate(time.time() if issued is None else issued, usegmt=True),
    }
    if storage_url:
        headers["X-Storage-Url"] = storage_url
    if management_url or not storage_url:
        headers["X-Server-Management-Url"] = (
            management_url or f"http://cloud.example:8774/v1.1/{PROJECT['id']}"
        )
    return headers


def access(
    token: str = TOKEN, *, auth_url: str = AUTH_URL, taken: Reading | None = None, **given: Any
) -> Access:
    """An Access as a v3 login gives it. ``given`` is what ``v3_token`` takes."""
    now = time.time() if given.get("issued") is None else given["issued"]
    return from_v3(auth_url, *v3_token(token, **given), taken=taken or Reading(now))


def answer(
    status: int = 200,
    body: Any = None,
    headers: Mapping[str, str] | None = None,
    *,
    url: str = AUTH_URL,
) -> Response:
    """An answer. ``body`` is bytes or text as it stands, None for nothing, anything else is sent as JSON."""
    if body is None:
        content = b""
    elif isinstance(body, (bytes, str)):
        content = body.encode() if isinstance(body, str) else body
    else:
        content = json.dumps(body).encode()
    return Response(status, dict(headers or {}), content, url, Reading(time.time()))


def drive(method: Method, *answers: Response) -> tuple[list[Request], Access]:
    """Takes a method through its whole flow: the requests it made, and the access. Raises what the flow raises.

    Raises AssertionError where it asks for more than the answers given, or ends before it has had them all.
    """
    flow = method.flow()
    requests: list[Request] = []
    try:
        requests.append(next(flow))
    except StopIteration as done:
        return requests, done.value
    for count, given in enumerate(answers, start=1):
        try:
            requests.append(flow.send(given))
        except StopIteration as done:
            if count < len(answers):
                raise AssertionError(
                    f"the login ended after {count} of {len(answers)} answers"
                ) from None
            return requests, done.value
    raise AssertionError(
        f"the login asked a further time: {requests[-1].method} {requests[-1].url}"
    )


def stamp(at: float, *, fraction: bool = True) -> str:
    """A time as Keystone writes it: UTC ending in Z, with microseconds in v3 and without in v2.0."""
    moment = datetime.fromtimestamp(at, timezone.utc)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ" if fraction else "%Y-%m-%dT%H:%M:%SZ")
