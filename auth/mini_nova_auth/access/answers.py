"""The access in a login's answer.

Wire shapes: v1's response headers; v2.0's ``{"access": {"token", "user", "serviceCatalog"}}``; v3's
``{"token": {...}}`` with the token's id in ``X-Subject-Token``. Parsing is lenient about what
servers write differently (missing ids or names, times with offsets or fractions, unscoped answers
without a catalog), and strict about the token, without which an answer is useless.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mini_nova_auth import clock, lenient, redact
from mini_nova_auth.access.access import Access, Reference, usable_token
from mini_nova_auth.access.catalog import Catalog, Endpoint, Service
from mini_nova_auth.clock import Reading
from mini_nova_auth.errors import ProtocolError
from mini_nova_auth.lenient import Members, header
from mini_nova_auth.wire.urls import last_segment


def from_v1(
    auth_url: str, headers: Mapping[str, str], *, user: str, project: str, taken: Reading
) -> Access:
    """The access in a v1 answer's headers.

    The management URL becomes compute, and its last segment the project's id, as in Nova's v1.1;
    the storage URL becomes object-store. ``X-Auth-Token-Expires`` (TempAuth) is the token's
    lifetime in seconds. Raises ProtocolError if there is no token, or neither URL.
    """
    management_url = header(headers, "x-server-management-url")
    storage_url = header(headers, "x-storage-url")
    catalog = _v1_catalog(management_url, storage_url)
    auth_token = header(headers, "x-auth-token")
    storage_token = header(headers, "x-storage-token")
    token = usable_token(auth_token or storage_token, auth_url)
    if not catalog.services:
        raise ProtocolError(
            f"the v1 login at {redact.url(auth_url)} gave a token and no URL, neither "
            "X-Server-Management-Url nor X-Storage-Url",
            hint="Check that OS_AUTH_URL is the v1 address of the service.",
        )
    project_id = last_segment(management_url)
    if not _looks_like_project_id(project_id):
        project_id = project
    server_time = _server_time(headers, Members(None), taken)
    lifetime = _v1_lifetime(header(headers, "x-auth-token-expires"))
    return Access(
        token=token,
        version="1",
        auth_url=redact.url(auth_url),
        catalog=catalog,
        user=Reference(name=user),
        project=Reference(id=project_id, name=project),
        expires=None if lifetime is None else server_time + lifetime,
        server_time=server_time,
        taken=taken,
    )


def from_v2(auth_url: str, headers: Mapping[str, str], body: Any, *, taken: Reading) -> Access:
    """The access in a v2.0 answer's body. Raises ProtocolError if it holds no token."""
    access = Members(body).object("access")
    token = access.object("token")
    user = access.object("user")
    return Access(
        token=usable_token(token.value("id"), auth_url),
        version="2",
        auth_url=redact.url(auth_url),
        catalog=Catalog.from_v2(access.value("serviceCatalog")),
        user=_v2_user(user),
        project=_v2_tenant(token.value("tenant")),
        roles=_roles(user),
        expires=token.timestamp("expires"),
        server_time=_server_time(headers, token, taken),
        taken=taken,
    )


def from_v3(auth_url: str, headers: Mapping[str, str], body: Any, *, taken: Reading) -> Access:
    """The access in a v3 answer's headers and body. Raises ProtocolError if it holds no token."""
    token = Members(body).object("token")
    if not token:
        raise ProtocolError(
            f"the login at {redact.url(auth_url)} answered without a token in its body"
        )
    token_id = header(headers, "x-subject-token")
    return Access(
        token=usable_token(token_id, auth_url),
        version="3",
        auth_url=redact.url(auth_url),
        catalog=Catalog.from_v3(token.value("catalog")),
        user=_reference(token.object("user")),
        project=_reference(token.object("project")),
        domain=_reference(token.object("domain")),
        system=bool(token.object("system")),
        roles=_roles(token),
        expires=token.timestamp("expires_at"),
        server_time=_server_time(headers, token, taken),
        taken=taken,
    )


def _server_time(headers: Mapping[str, str], token: Members, taken: Reading) -> float:
    """The server's clock at a login: its ``Date``, else when it issued the token, else our clock.

    A ``Date`` at which the token would have expired already does not count.
    """
    date = clock.server_time(headers)
    issued = token.timestamp("issued_at")
    expires = token.timestamp("expires_at") or token.timestamp("expires")
    if date is None:
        return taken.wall if issued is None else issued
    is_expired = expires is not None and expires <= date
    if is_expired and issued is not None:
        return issued
    return date


def _v1_catalog(management_url: str, storage_url: str) -> Catalog:
    services = []
    if management_url:
        endpoint = Endpoint("public", management_url)
        services.append(Service("compute", "nova", (endpoint,)))
    if storage_url:
        endpoint = Endpoint("public", storage_url)
        services.append(Service("object-store", "swift", (endpoint,)))
    return Catalog(tuple(services))


def _v1_lifetime(text: str) -> int | None:
    """The text as a number of seconds; None if it is not one."""
    is_number = text.isascii() and text.isdigit()
    if not is_number or len(text) >= 10:
        return None
    return int(text)


def _v2_user(user: Members) -> Reference:
    name = user.value("name") or user.value("username")
    return Reference(id=user.text("id"), name=lenient.text(name))


def _v2_tenant(tenant: Any) -> Reference:
    """A token's tenant: an object, or on old servers its id alone."""
    if isinstance(tenant, dict):
        return _reference(Members(tenant))
    return Reference(id=lenient.text(tenant))


def _reference(members: Members) -> Reference:
    domain = members.object("domain")
    return Reference(
        id=members.text("id"),
        name=members.text("name"),
        domain_id=domain.text("id"),
        domain_name=domain.text("name"),
    )


def _roles(owner: Members) -> tuple[str, ...]:
    """The names of the roles of a token or a user."""
    names = []
    for role in owner.objects("roles"):
        name = role.text("name")
        if name:
            names.append(name)
    return tuple(names)


def _looks_like_project_id(segment: str) -> bool:
    """Whether the last segment of a management URL is neither a version nor a host or file."""
    if not segment or segment.startswith("v"):
        return False
    return ":" not in segment and "." not in segment
