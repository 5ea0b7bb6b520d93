"""Access: what a login gives, in one shape for v1, v2.0 and v3.

Wire shapes: v1 response headers; v2.0 ``{"access": {"token", "user", "serviceCatalog"}}``; v3 ``{"token": {...}}``
with the token's id in ``X-Subject-Token``. Parsed leniently where servers differ (ids or names missing, times with an
offset or fractions, unscoped answers without a catalog), strictly where an answer is of no use without it: the token.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from mini_nova_auth import clock, lenient, redact
from mini_nova_auth.access.catalog import Catalog, Endpoint, Service
from mini_nova_auth.clock import Reading
from mini_nova_auth.errors import ProtocolError
from mini_nova_auth.wire.urls import last_segment

RENEW_AHEAD = (
    60.0  # seconds before its end when a token counts as spent, so that no request is caught by it
)
RENEW_SHARE = 0.1  # ... but no more than this share of its whole life
_LONGEST_TOKEN = 64 * 1024


class Reference(NamedTuple):
    """A user or a project: id, name and the domain it belongs to; each may be ''."""

    id: str = ""
    name: str = ""
    domain_id: str = ""
    domain_name: str = ""


class Access(NamedTuple):
    """A token and what came with it. ``expires`` and ``server_time`` are seconds since 1970 by the server's clock.

    ``server_time`` is the server's clock at the login, ``taken`` this machine's clocks at the same moment.
    ``auth_url`` is the address that gave the token, with its version, and without a user or password in it.
    ``endpoint`` is the address of every service, and ``authorization`` (a secret) the header of that name, where no
    identity service was asked; such an access is never cached.
    """

    token: str
    version: str
    auth_url: str
    catalog: Catalog = Catalog()
    user: Reference = Reference()
    project: Reference = Reference()
    domain: Reference = Reference()
    system: bool = False
    roles: tuple[str, ...] = ()
    expires: float | None = None
    server_time: float = 0.0
    taken: Reading = Reading(0.0)
    endpoint: str = ""
    authorization: str = ""

    def headers(self) -> dict[str, str]:
        """What every request to a service carries."""
        headers = {"X-Auth-Token": self.token} if self.token else {}
        return {**headers, "Authorization": self.authorization} if self.authorization else headers

    def __repr__(self) -> str:
        """Without the token, for tracebacks and logs."""
        return f"Access(version={self.version!r}, auth_url={redact.url(self.auth_url)!r}, user={self.user!r})"

    def seconds_left(self, now: Reading) -> float | None:
        """How long the token lives still, by the server's clock; None where the server named no end (v1)."""
        return None if self.expires is None else self.expires - self.server_now(now)

    def server_now(self, now: Reading) -> float:
        """What the server's clock says at this reading of ours, in seconds since 1970."""
        return self.server_time + clock.seconds_since(self.taken, now)

    def is_fresh(self, now: Reading) -> bool:
        """Whether the token can be used without being caught by its end."""
        left = self.seconds_left(now)
        if left is None or self.expires is None:
            return True
        return left > min(RENEW_AHEAD, RENEW_SHARE * max(self.expires - self.server_time, 0.0))

    def to_json(self) -> dict[str, Any]:
        """The access as the cache keeps it."""
        plain = self._asdict()
        del plain["endpoint"], plain["authorization"]
        return {
            **plain,
            "catalog": self.catalog.to_v3(),
            "user": list(self.user),
            "project": list(self.project),
            "domain": list(self.domain),
            "roles": list(self.roles),
            "taken": self.taken.to_json(),
        }

    @classmethod
    def from_json(cls, value: Any) -> Access:
        """The access that ``to_json`` wrote. Raises ProtocolError where the value is of another shape."""
        given = lenient.mapping(value)
        expires = lenient.number(given.get("expires"))
        if expires is None and given.get("expires") is not None:
            raise ProtocolError("an access without a believable end")
        return cls(
            token=_token(given.get("token"), "the cache"),
            version=lenient.text(given.get("version")),
            auth_url=lenient.text(given.get("auth_url")),
            catalog=Catalog.from_v3(given.get("catalog")),
            user=_named_from_list(given.get("user")),
            project=_named_from_list(given.get("project")),
            domain=_named_from_list(given.get("domain")),
            system=given.get("system") is True,
            roles=tuple(lenient.texts(given.get("roles"))),
            expires=expires,
            server_time=lenient.number(given.get("server_time")) or 0.0,
            taken=Reading.from_json(given.get("taken")),
        )


def from_v1(
    auth_url: str, headers: Mapping[str, str], *, user: str, project: str, taken: Reading
) -> Access:
    """The access in a v1 answer's headers: the management URL becomes compute, the storage URL object-store.

    The project's id is the last part of the management URL, as Nova's v1.1 puts it there. ``X-Auth-Token-Expires``
    (TempAuth's) is the seconds that the token lives.
    Raises ProtocolError where there is no token or neither URL.
    """
    given = {name.lower(): value for name, value in headers.items()}
    token = _token(given.get("x-auth-token") or given.get("x-storage-token"), auth_url)
    urls = (
        ("compute", "nova", given.get("x-server-management-url", "")),
        ("object-store", "swift", given.get("x-storage-url", "")),
    )
    services = tuple(
        Service(kind, name, (Endpoint("public", url),)) for kind, name, url in urls if url
    )
    if not services:
        raise ProtocolError(
            f"the v1 login at {redact.url(auth_url)} gave a token and no URL, neither "
            "X-Server-Management-Url nor X-Storage-Url",
            hint="Check that OS_AUTH_URL is the v1 address of the service.",
        )
    last = last_segment(urls[0][2])
    server_time = _server_time(headers, {}, taken)
    lives = given.get("x-auth-token-expires", "")
    return Access(
        token=token,
        version="1",
        auth_url=redact.url(auth_url),
        catalog=Catalog(services),
        user=Reference(name=user),
        project=Reference(id=last if _looks_like_project(last) else project, name=project),
        expires=server_time + int(lives)
        if lives.isascii() and lives.isdigit() and len(lives) < 10
        else None,
        server_time=server_time,
        taken=taken,
    )


def from_v2(auth_url: str, headers: Mapping[str, str], body: Any, *, taken: Reading) -> Access:
    """The access in a v2.0 answer's body. Raises ProtocolError where it holds no token."""
    access = lenient.mapping(lenient.mapping(body).get("access"))
    token, user = lenient.mapping(access.get("token")), lenient.mapping(access.get("user"))
    server_time = _server_time(headers, token, taken)
    tenant = token.get("tenant")
    return Access(
        token=_token(token.get("id"), auth_url),
        version="2",
        auth_url=redact.url(auth_url),
        catalog=Catalog.from_v2(access.get("serviceCatalog")),
        user=Reference(
            lenient.text(user.get("id")), lenient.text(user.get("name") or user.get("username"))
        ),
        project=_named(tenant) if isinstance(tenant, dict) else Reference(id=lenient.text(tenant)),
        roles=_roles(user.get("roles")),
        expires=lenient.timestamp(token.get("expires")),
        server_time=server_time,
        taken=taken,
    )


def from_v3(auth_url: str, headers: Mapping[str, str], body: Any, *, taken: Reading) -> Access:
    """The access in a v3 answer: the token's id in ``X-Subject-Token``, the rest in the body.

    Raises ProtocolError where it holds no token.
    """
    given = next(
        (value for name, value in headers.items() if name.lower() == "x-subject-token"), None
    )
    token = lenient.mapping(lenient.mapping(body).get("token"))
    if not token:
        raise ProtocolError(
            f"the login at {redact.url(auth_url)} answered without a token in its body"
        )
    return Access(
        token=_token(given, auth_url),
        version="3",
        auth_url=redact.url(auth_url),
        catalog=Catalog.from_v3(token.get("catalog")),
        user=_named(token.get("user")),
        project=_named(token.get("project")),
        domain=_named(token.get("domain")),
        system=bool(lenient.mapping(token.get("system"))),
        roles=_roles(token.get("roles")),
        expires=lenient.timestamp(token.get("expires_at")),
        server_time=_server_time(headers, token, taken),
        taken=taken,
    )


def _token(value: Any, where: str) -> str:
    """A token that can go into a header as it stands: printable ASCII without spaces."""
    where = redact.url(where)
    if not isinstance(value, str) or not value:
        raise ProtocolError(
            f"the login at {where} answered without a token",
            hint="Check that OS_AUTH_URL is an identity service.",
        )
    if len(value) > _LONGEST_TOKEN or not (value.isascii() and value.isprintable()) or " " in value:
        raise ProtocolError(
            f"the login at {where} answered with a token that cannot be sent in a header"
        )
    redact.learn(value)
    return value


def _server_time(headers: Mapping[str, str], token: Mapping[str, Any], taken: Reading) -> float:
    """The server's clock at a login: its ``Date``; where that makes the token spent at birth, or is absent, when it
    was issued; where neither is known, our clock."""
    date, issued = clock.server_time(headers), lenient.timestamp(token.get("issued_at"))
    expires = lenient.timestamp(token.get("expires_at")) or lenient.timestamp(token.get("expires"))
    if date is None or (expires is not None and expires <= date):
        date = issued if issued is not None else date
    return taken.wall if date is None else date


def _named(value: Any) -> Reference:
    given = lenient.mapping(value)
    domain = lenient.mapping(given.get("domain"))
    return Reference(
        *(lenient.text(part.get(key)) for part in (given, domain) for key in ("id", "name"))
    )


def _named_from_list(value: Any) -> Reference:
    given = [lenient.text(item) for item in lenient.items(value)[:4]]
    return Reference(*given)


def _roles(value: Any) -> tuple[str, ...]:
    return tuple(filter(None, (lenient.text(role.get("name")) for role in lenient.mappings(value))))


def _looks_like_project(segment: str) -> bool:
    return (
        bool(segment) and not segment.startswith("v") and ":" not in segment and "." not in segment
    )
