"""Access: the result of a login, in one shape for v1, v2.0 and v3.

Wire shapes: v1's response headers; v2.0's ``{"access": {"token", "user", "serviceCatalog"}}``; v3's
``{"token": {...}}`` with the token's id in ``X-Subject-Token``. Parsing is lenient about what
servers write differently (missing ids or names, times with offsets or fractions, unscoped answers
without a catalog), and strict about the token, without which an answer is useless.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from mini_nova_auth import clock, lenient, redact
from mini_nova_auth.access.catalog import Catalog, Endpoint, Service
from mini_nova_auth.clock import Reading
from mini_nova_auth.errors import ProtocolError
from mini_nova_auth.wire.urls import last_segment

# A token counts as expired this long ahead of its expiry, so that it never expires on the way,
# but by no more than this share of its lifetime.
RENEW_AHEAD = 60.0  # seconds
RENEW_SHARE = 0.1
_LONGEST_TOKEN = 64 * 1024


class Reference(NamedTuple):
    """A user, project or domain: its id and name, and those of the domain that it is in, or ''."""

    id: str = ""
    name: str = ""
    domain_id: str = ""
    domain_name: str = ""


class Access(NamedTuple):
    """A token, and what the identity service says about it.

    ``expires`` and ``server_time``, the server's clock at the login, are seconds since 1970 by the
    server's clock; ``taken`` reads this machine's clocks at the same moment. ``auth_url`` is the
    address that issued the token, with its version and without a user or password. Without an
    identity service, ``endpoint`` is the address of every service, and ``authorization`` (a secret)
    the header of that name; such an access is never cached.
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
        """The headers that authenticate a request to a service."""
        headers = {}
        if self.token:
            headers["X-Auth-Token"] = self.token
        if self.authorization:
            headers["Authorization"] = self.authorization
        return headers

    def __repr__(self) -> str:
        """For tracebacks and logs: without the token."""
        url = redact.url(self.auth_url)
        return f"Access(version={self.version!r}, auth_url={url!r}, user={self.user!r})"

    def seconds_left(self, moment: Reading) -> float | None:
        """The token's remaining lifetime, by the server's clock; None if it never expires (v1)."""
        return None if self.expires is None else self.expires - self.server_now(moment)

    def server_now(self, moment: Reading) -> float:
        """The server's clock at a reading of this machine's, in seconds since 1970."""
        return self.server_time + clock.seconds_since(self.taken, moment)

    def is_fresh(self, moment: Reading) -> bool:
        """Whether the token can be used without expiring on the way."""
        remaining = self.seconds_left(moment)
        if remaining is None or self.expires is None:
            return True
        lifetime = max(self.expires - self.server_time, 0.0)
        return remaining > min(RENEW_AHEAD, RENEW_SHARE * lifetime)

    def to_json(self) -> dict[str, Any]:
        """The access as the cache stores it."""
        members = self._asdict()
        del members["endpoint"], members["authorization"]
        return {
            **members,
            "catalog": self.catalog.to_v3(),
            "user": list(self.user),
            "project": list(self.project),
            "domain": list(self.domain),
            "roles": list(self.roles),
            "taken": self.taken.to_json(),
        }

    @classmethod
    def from_json(cls, value: Any) -> Access:
        """The access that ``to_json`` wrote. Raises ProtocolError if the value is malformed."""
        members = lenient.mapping(value)
        expires = lenient.number(members.get("expires"))
        if expires is None and members.get("expires") is not None:
            raise ProtocolError("an access without a believable end")
        return cls(
            token=_token(members.get("token"), "the cache"),
            version=lenient.text(members.get("version")),
            auth_url=lenient.text(members.get("auth_url")),
            catalog=Catalog.from_v3(members.get("catalog")),
            user=_reference_from_list(members.get("user")),
            project=_reference_from_list(members.get("project")),
            domain=_reference_from_list(members.get("domain")),
            system=members.get("system") is True,
            roles=tuple(lenient.texts(members.get("roles"))),
            expires=expires,
            server_time=lenient.number(members.get("server_time")) or 0.0,
            taken=Reading.from_json(members.get("taken")),
        )


def from_v1(
    auth_url: str, headers: Mapping[str, str], *, user: str, project: str, taken: Reading
) -> Access:
    """The access in a v1 answer's headers.

    The management URL becomes compute, and its last segment the project's id, as in Nova's v1.1;
    the storage URL becomes object-store. ``X-Auth-Token-Expires`` (TempAuth) is the token's
    lifetime in seconds. Raises ProtocolError if there is no token, or neither URL.
    """
    management_url = lenient.header(headers, "x-server-management-url")
    storage_url = lenient.header(headers, "x-storage-url")
    catalog = _v1_catalog(management_url, storage_url)
    auth_token = lenient.header(headers, "x-auth-token")
    token = _token(auth_token or lenient.header(headers, "x-storage-token"), auth_url)
    if not catalog.services:
        raise ProtocolError(
            f"the v1 login at {redact.url(auth_url)} gave a token and no URL, neither "
            "X-Server-Management-Url nor X-Storage-Url",
            hint="Check that OS_AUTH_URL is the v1 address of the service.",
        )
    project_id = last_segment(management_url)
    if not _looks_like_project_id(project_id):
        project_id = project
    server_time = _server_time(headers, {}, taken)
    lifetime = _v1_lifetime(lenient.header(headers, "x-auth-token-expires"))
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
    access = lenient.mapping(lenient.mapping(body).get("access"))
    token = lenient.mapping(access.get("token"))
    user = lenient.mapping(access.get("user"))
    return Access(
        token=_token(token.get("id"), auth_url),
        version="2",
        auth_url=redact.url(auth_url),
        catalog=Catalog.from_v2(access.get("serviceCatalog")),
        user=_v2_user(user),
        project=_v2_tenant(token.get("tenant")),
        roles=_roles(user.get("roles")),
        expires=lenient.timestamp(token.get("expires")),
        server_time=_server_time(headers, token, taken),
        taken=taken,
    )


def from_v3(auth_url: str, headers: Mapping[str, str], body: Any, *, taken: Reading) -> Access:
    """The access in a v3 answer's headers and body. Raises ProtocolError if it holds no token."""
    token = lenient.mapping(lenient.mapping(body).get("token"))
    if not token:
        raise ProtocolError(
            f"the login at {redact.url(auth_url)} answered without a token in its body"
        )
    return Access(
        token=_token(lenient.header(headers, "x-subject-token"), auth_url),
        version="3",
        auth_url=redact.url(auth_url),
        catalog=Catalog.from_v3(token.get("catalog")),
        user=_reference(token.get("user")),
        project=_reference(token.get("project")),
        domain=_reference(token.get("domain")),
        system=bool(lenient.mapping(token.get("system"))),
        roles=_roles(token.get("roles")),
        expires=lenient.timestamp(token.get("expires_at")),
        server_time=_server_time(headers, token, taken),
        taken=taken,
    )


def _token(value: Any, source: str) -> str:
    """The token, if it can go into a header: printable ASCII without spaces.

    ``source`` is the address, or the file, that it comes from.
    """
    login = f"the login at {redact.url(source)}"
    if not isinstance(value, str) or not value:
        raise ProtocolError(
            f"{login} answered without a token",
            hint="Check that OS_AUTH_URL is an identity service.",
        )
    is_printable = value.isascii() and value.isprintable() and " " not in value
    if not is_printable or len(value) > _LONGEST_TOKEN:
        raise ProtocolError(f"{login} answered with a token that cannot be sent in a header")
    redact.learn(value)
    return value


def _server_time(headers: Mapping[str, str], token: Mapping[str, Any], taken: Reading) -> float:
    """The server's clock at a login: its ``Date``, else when it issued the token, else our clock.

    A ``Date`` at which the token would have expired already does not count.
    """
    date = clock.server_time(headers)
    issued = lenient.timestamp(token.get("issued_at"))
    expires = lenient.timestamp(token.get("expires_at")) or lenient.timestamp(token.get("expires"))
    is_credible = date is not None and (expires is None or expires > date)
    if not is_credible and issued is not None:
        return issued
    return taken.wall if date is None else date


def _v1_catalog(management_url: str, storage_url: str) -> Catalog:
    services = []
    if management_url:
        services.append(Service("compute", "nova", (Endpoint("public", management_url),)))
    if storage_url:
        services.append(Service("object-store", "swift", (Endpoint("public", storage_url),)))
    return Catalog(tuple(services))


def _v1_lifetime(text: str) -> int | None:
    """Seconds, if that is what the text counts."""
    is_number = text.isascii() and text.isdigit()
    return int(text) if is_number and len(text) < 10 else None


def _v2_user(user: Mapping[str, Any]) -> Reference:
    name = lenient.text(user.get("name") or user.get("username"))
    return Reference(lenient.text(user.get("id")), name)


def _v2_tenant(tenant: Any) -> Reference:
    """A token's tenant: an object, or on old servers its id alone."""
    if isinstance(tenant, dict):
        return _reference(tenant)
    return Reference(id=lenient.text(tenant))


def _reference(value: Any) -> Reference:
    members = lenient.mapping(value)
    domain = lenient.mapping(members.get("domain"))
    return Reference(
        id=lenient.text(members.get("id")),
        name=lenient.text(members.get("name")),
        domain_id=lenient.text(domain.get("id")),
        domain_name=lenient.text(domain.get("name")),
    )


def _reference_from_list(value: Any) -> Reference:
    members = [lenient.text(item) for item in lenient.items(value)]
    return Reference(*members[: len(Reference._fields)])


def _roles(value: Any) -> tuple[str, ...]:
    names = (lenient.text(role.get("name")) for role in lenient.mappings(value))
    return tuple(filter(None, names))


def _looks_like_project_id(segment: str) -> bool:
    """Whether the last segment of a management URL is no version, host or file."""
    is_host_or_file = ":" in segment or "." in segment
    return bool(segment) and not segment.startswith("v") and not is_host_or_file
