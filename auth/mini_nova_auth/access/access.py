"""Access: a token, and what the identity service says about it, in one shape for all versions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from mini_nova_auth import clock, lenient, redact
from mini_nova_auth.access.catalog import Catalog
from mini_nova_auth.clock import Reading
from mini_nova_auth.errors import ProtocolError
from mini_nova_auth.lenient import Members

# A token counts as expired this long before its expiry, so that it never expires on the way,
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
        if self.expires is None:
            return None
        return self.expires - self.server_now(moment)

    def server_now(self, moment: Reading) -> float:
        """The server's clock at a reading of this machine's, in seconds since 1970."""
        elapsed = clock.seconds_since(self.taken, moment)
        return self.server_time + elapsed

    def is_fresh(self, moment: Reading) -> bool:
        """Whether the token can be used without expiring on the way."""
        remaining = self.seconds_left(moment)
        if remaining is None or self.expires is None:
            return True
        lifetime = max(self.expires - self.server_time, 0.0)
        margin = min(RENEW_AHEAD, RENEW_SHARE * lifetime)
        return remaining > margin

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
        members = Members(value)
        expires = members.number("expires")
        if expires is None and members.value("expires") is not None:
            raise ProtocolError("an access without a believable end")
        return cls(
            token=usable_token(members.value("token"), "the cache"),
            version=members.text("version"),
            auth_url=members.text("auth_url"),
            catalog=Catalog.from_v3(members.value("catalog")),
            user=_reference_from_list(members.value("user")),
            project=_reference_from_list(members.value("project")),
            domain=_reference_from_list(members.value("domain")),
            system=members.value("system") is True,
            roles=tuple(members.texts("roles")),
            expires=expires,
            server_time=members.number("server_time") or 0.0,
            taken=Reading.from_json(members.value("taken")),
        )


Base = Callable[[Access], str]  # from an access to the address that a path is added to


def usable_token(value: Any, source: str) -> str:
    """The token, if it can go into a header: printable ASCII without spaces.

    ``source`` is the address, or the file, that it comes from.
    """
    url = redact.url(source)
    login = f"the login at {url}"
    if not isinstance(value, str) or not value:
        raise ProtocolError(
            f"{login} answered without a token",
            hint="Check that OS_AUTH_URL is an identity service.",
        )
    is_printable = value.isascii() and value.isprintable()
    if not is_printable or " " in value or len(value) > _LONGEST_TOKEN:
        raise ProtocolError(f"{login} answered with a token that cannot be sent in a header")
    redact.learn(value)
    return value


def _reference_from_list(value: Any) -> Reference:
    texts = []
    for item in lenient.items(value):
        text = lenient.text(item)
        texts.append(text)
    size = len(Reference._fields)
    return Reference(*texts[:size])
