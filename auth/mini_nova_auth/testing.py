"""Tokens, catalogs and answers for your tests, in the shapes that identity services send.

Each builder takes what a test is about and fills in the rest. A builder of a login's answer returns
its headers and its body::

    headers, body = v3_token(project={"id": "p1", "name": "demo"}, lifetime=600)

``drive`` takes a login method through a conversation without any HTTP::

    requests, access = drive(V3Token(URL, "old"), answer(201, body, headers))
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timezone
from email.utils import formatdate
from typing import Any

from mini_nova_auth.access.access import Access
from mini_nova_auth.access.answers import from_v3
from mini_nova_auth.clock import Reading
from mini_nova_auth.methods.method import Method
from mini_nova_auth.wire.message import Request, Response

Json = dict[str, Any]

TOKEN = "gAAAAABrBGNCexample"  # noqa: S105 - nobody's token
AUTH_URL = "http://cloud.example:5000/v3"
PROJECT: Json = {"id": "1c56ca83be0944009499481e90e184dd", "name": "demo"}
USER: Json = {"id": "24d43e7f6b4f4d2a81b998f5460bc857", "name": "alice"}
DOMAIN: Json = {"id": "default", "name": "Default"}
_SERVICES = (
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
    """A service of a v3 catalog, at the same URL on each interface."""
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
    return _catalog(v3_service, host, region)


def v2_service(
    kind: str, name: str, url: str, *, region: str = "RegionOne", tenant_id: str = ""
) -> Json:
    """A service of a v2.0 catalog, at the same URL on its three interfaces."""
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
    return _catalog(v2_service, host, region)


def _catalog(service: Callable[..., Json], host: str, region: str) -> list[Json]:
    catalog = []
    for kind, name, path in _SERVICES:
        url = host + path
        catalog.append(service(kind, name, url, region=region))
    return catalog


def v3_token(
    token: str = TOKEN,
    *,
    project: Json | None = PROJECT,
    catalog: list[Json] | None = None,
    roles: Iterable[str] = ("member", "reader"),
    issued: float | None = None,
    lifetime: float = 3600,
    **members: Any,
) -> tuple[dict[str, str], Json]:
    """The headers and body of a v3 login's answer.

    ``project`` None makes it unscoped, with no roles and no catalog. ``issued`` is the server's
    clock, by default now; ``lifetime`` counts seconds. ``members`` (``domain``, ``system``...) go
    into the token as they are, and replace what is there.
    """
    server_time = _server_time(issued)
    content: Json = {
        "methods": ["password"],
        "user": {"domain": DOMAIN, **USER, "password_expires_at": None},
        "audit_ids": ["Gic3enuNT72cR-0VNQuqWw"],
        "expires_at": stamp(server_time + lifetime),
        "issued_at": stamp(server_time),
    }
    if project is not None:
        content["project"] = {"domain": DOMAIN, **project}
        content["roles"] = [{"id": f"id-of-{role}", "name": role} for role in roles]
        content["catalog"] = v3_catalog() if catalog is None else catalog
    content.update(members)
    headers = {
        "X-Subject-Token": token,
        "Date": formatdate(server_time, usegmt=True),
    }
    return headers, {"token": content}


def v2_access(
    token: str = TOKEN,
    *,
    tenant: Json | None = PROJECT,
    catalog: list[Json] | None = None,
    roles: Iterable[str] = ("member",),
    issued: float | None = None,
    lifetime: float = 3600,
) -> tuple[dict[str, str], Json]:
    """The headers and body of a v2.0 login's answer. ``tenant`` None makes it unscoped.

    ``issued`` and ``lifetime`` are those of ``v3_token``.
    """
    server_time = _server_time(issued)
    content: Json = {
        "id": token,
        "expires": stamp(server_time + lifetime, fraction=False),
        "issued_at": stamp(server_time),
    }
    user: Json = {
        **USER,
        "username": USER["name"],
        "roles": [],
        "roles_links": [],
    }
    services: list[Json] = []
    if tenant is not None:
        content["tenant"] = {"enabled": True, "description": None, **tenant}
        user["roles"] = [{"name": role} for role in roles]
        services = v2_catalog() if catalog is None else catalog
    access = {
        "token": content,
        "user": user,
        "serviceCatalog": services,
    }
    headers = {"Date": formatdate(server_time, usegmt=True)}
    return headers, {"access": access}


def v1_headers(
    token: str = TOKEN,
    *,
    management_url: str = "",
    storage_url: str = "",
    issued: float | None = None,
) -> dict[str, str]:
    """The headers of a v1 login's answer; without either URL, with compute's usual one."""
    headers = {
        "X-Auth-Token": token,
        "Date": formatdate(_server_time(issued), usegmt=True),
    }
    if storage_url:
        headers["X-Storage-Url"] = storage_url
    elif not management_url:
        project_id = PROJECT["id"]
        management_url = f"http://cloud.example:8774/v1.1/{project_id}"
    if management_url:
        headers["X-Server-Management-Url"] = management_url
    return headers


def access(
    token: str = TOKEN, *, auth_url: str = AUTH_URL, taken: Reading | None = None, **options: Any
) -> Access:
    """The Access of a v3 login. ``options`` are those of ``v3_token``."""
    headers, body = v3_token(token, **options)
    if taken is None:
        server_time = _server_time(options.get("issued"))
        taken = Reading(server_time)
    return from_v3(auth_url, headers, body, taken=taken)


def _server_time(issued: float | None) -> float:
    return time.time() if issued is None else issued


def answer(
    status: int = 200,
    body: Any = None,
    headers: Mapping[str, str] | None = None,
    *,
    url: str = AUTH_URL,
) -> Response:
    """An answer. ``body`` is bytes or text, sent as it is; None for nothing; else a JSON value."""
    reading = Reading(time.time())
    return Response(status, dict(headers or {}), _content(body), url, reading)


def _content(body: Any) -> bytes:
    if body is None:
        return b""
    if isinstance(body, bytes):
        return body
    if not isinstance(body, str):
        body = json.dumps(body)
    return str(body).encode()


def drive(method: Method, *answers: Response) -> tuple[list[Request], Access]:
    """Take a method through its whole flow. Returns its requests, and the access.

    Raises what the flow raises, and AssertionError if it requests more than there are answers for,
    or ends before it has had them all.
    """
    flow = method.flow()
    requests: list[Request] = []
    remaining = list(answers)
    try:
        requests.append(next(flow))
        while remaining:
            requests.append(flow.send(remaining.pop(0)))
    except StopIteration as end:
        if remaining:
            count = len(answers) - len(remaining)
            raise AssertionError(
                f"the login ended after {count} of {len(answers)} answers"
            ) from None
        return requests, end.value
    last = requests[-1]
    raise AssertionError(f"the login asked a further time: {last.method} {last.url}")


def stamp(seconds: float, *, fraction: bool = True) -> str:
    """A time, in seconds since 1970, as Keystone writes it: with microseconds in v3 only."""
    moment = datetime.fromtimestamp(seconds, timezone.utc)
    if fraction:
        return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
