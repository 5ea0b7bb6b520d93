"""What the v3 methods share: ``POST {auth_url}/auth/tokens``, who logs in, and what the token is for.

Wire format: Keystone's API reference, "Password authentication with scoped authorization" and its neighbours, and for
receipts "Multi-Factor Authentication" in its user guide.
"""

from __future__ import annotations

import json
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any, NamedTuple

from mini_nova_auth import lenient, redact
from mini_nova_auth.access import access
from mini_nova_auth.access.access import Access
from mini_nova_auth.errors import FactorsNeeded
from mini_nova_auth.methods.refusal import login_refusal
from mini_nova_auth.settings.resolve import Settings
from mini_nova_auth.wire.message import (
    ACCEPT_JSON,
    CREATED,
    OK,
    SEND_JSON,
    UNAUTHORIZED,
    Request,
    Response,
)

HEADERS = {**SEND_JSON, **ACCEPT_JSON}
RECEIPT_HEADER = "Openstack-Auth-Receipt"
REFUSED_TRUST = "Check the user and the secret, and that the trust is for this user and has not ended or been deleted."
DEFAULT_DOMAIN = "default"  # the id of the domain that Keystone makes at its start


@dataclass(frozen=True)
class Scope:
    """What a token is for: a project, a domain, the system, a trust, or (all '') what Keystone makes of it.

    ``unscoped`` asks for no scope even where the user has a default project.
    """

    project_id: str = ""
    project_name: str = ""
    project_domain_id: str = ""
    project_domain_name: str = ""
    domain_id: str = ""
    domain_name: str = ""
    system: bool = False
    trust_id: str = ""
    unscoped: bool = False

    def body(self) -> dict[str, Any] | None:
        """The ``scope`` of the login's body; None where none is asked for."""
        if self.unscoped:
            return {"unscoped": {}}
        if self.system:
            return {"system": {"all": True}}
        if self.trust_id:
            return {"OS-TRUST:trust": {"id": self.trust_id}}
        if self.project_id:
            return {"project": {"id": self.project_id}}
        if self.project_name:
            domain = domain_body(self.project_domain_id, self.project_domain_name)
            return {
                "project": {"name": self.project_name, **({"domain": domain} if domain else {})}
            }
        domain = domain_body(self.domain_id, self.domain_name)
        return {"domain": domain} if domain else None

    def __str__(self) -> str:
        """The scope that ``body`` asks for in words, for errors."""
        if self.unscoped:
            return "no project"
        if self.system:
            return "the system"
        if self.trust_id:
            return f'trust "{self.trust_id}"'
        if self.project_id or self.project_name:
            return f'project "{self.project_id or self.project_name}"'
        return (
            f'domain "{self.domain_id or self.domain_name}"'
            if self.domain_id or self.domain_name
            else "no project"
        )


class User(NamedTuple):
    """Who logs in: by id, else by name in a domain."""

    id: str = ""
    name: str = ""
    domain_id: str = ""
    domain_name: str = ""

    def body(self) -> dict[str, Any]:
        """The user as a login's body names them."""
        if self.id:
            return {"id": self.id}
        domain = domain_body(self.domain_id, self.domain_name)
        return {"name": self.name, **({"domain": domain} if domain else {})}

    def __str__(self) -> str:
        domain = self.domain_name or self.domain_id
        return self.id or (f"{self.name}@{domain}" if domain else self.name)


ANY_SCOPE = Scope()
NOBODY = User()


def domain_body(identity: str, name: str) -> dict[str, str]:
    """A domain by its id, else by its name; {} where both are ''."""
    if identity:
        return {"id": identity}
    return {"name": name} if name else {}


def domain_of(settings: Settings, of: str) -> tuple[str, str]:
    """The domain's id and name of the ``user`` or the ``project``.

    Its own, else the one given once for both (``domain_id`` beside a project), else the default domain asked for, else
    Keystone's first.
    """
    places = [f"{of}_domain", "default_domain"]
    if settings["project_id"] or settings["project_name"]:
        places.insert(1, "domain")
    for place in places:
        identity, name = settings[f"{place}_id"], settings[f"{place}_name"]
        if identity or name:
            return identity, "" if identity else name
    return DEFAULT_DOMAIN, ""


def user_of(settings: Settings) -> User:
    """Who the settings say logs in."""
    return User(settings["user_id"], settings["username"], *domain_of(settings, "user"))


def scope_of(settings: Settings) -> Scope:
    """What the settings want a token for."""
    names = ("project_id", "project_name", "domain_id", "domain_name", "trust_id")
    domain_id, domain_name = domain_of(settings, "project")
    return Scope(
        **{name: settings[name] for name in names},
        project_domain_id=domain_id,
        project_domain_name=domain_name,
        system=settings["system_scope"].lower() == "all" or settings.is_on("system_scope"),
        unscoped=settings.is_on("unscoped"),
    )


def post(
    url: str,
    methods: dict[str, Any],
    scope: Scope | None,
    *,
    who: str,
    receipt: str = "",
    hint: str = "",
) -> Generator[Request, Response, Access]:
    """One POST of an identity by its methods, and what its answer gives. ``receipt`` is that of factors shown before,
    ``hint`` what to check where it is refused.

    Raises AuthenticationFailed, Unavailable, ProtocolError; FactorsNeeded where the answer is a receipt.
    """
    auth: dict[str, Any] = {"identity": {"methods": list(methods), **methods}}
    wanted = scope.body() if scope else None
    if wanted is not None:
        auth["scope"] = wanted
    headers = {**HEADERS, RECEIPT_HEADER: receipt} if receipt else HEADERS
    answer = yield Request("POST", f"{url}/auth/tokens", headers, json.dumps({"auth": auth}))
    if answer.status not in (OK, CREATED):
        given = answer.header(RECEIPT_HEADER)
        if answer.status == UNAUTHORIZED and given:
            raise _factors_needed(answer, given, who)
        hint = REFUSED_TRUST if scope and scope.trust_id and not hint else hint
        raise login_refusal(
            answer, subject=f"{who} for {scope}" if wanted is not None else who, hint=hint
        )
    return access.from_v3(url, answer.headers, answer.json(), taken=answer.taken)


def _factors_needed(answer: Response, receipt: str, who: str) -> FactorsNeeded:
    """The error for a 401 with a receipt: which methods were accepted, and which sets of them would do."""
    redact.learn(receipt)
    body = lenient.mapping(answer.json_or_none())
    shown = lenient.texts(lenient.mapping(body.get("receipt")).get("methods"))
    sets = [lenient.texts(names) for names in lenient.items(body.get("required_auth_methods"))]
    missing = min(
        ([name for name in names if name not in shown] for names in sets), key=len, default=[]
    )
    lacking = (
        " and ".join("a TOTP code" if name == "totp" else name for name in missing)
        or "another factor"
    )
    return FactorsNeeded(
        f"{' and '.join(shown) or 'the first factor'} of {who} was accepted; {lacking} is needed too",
        hint="Give the code of the moment: OS_PASSCODE, --os-passcode, or type it when asked."
        if missing == ["totp"]
        else "Log in with OS_AUTH_TYPE=v3multifactor and OS_AUTH_METHODS listing all of them.",
        status=answer.status,
        request_id=answer.request_id,
        receipt=receipt,
        missing=tuple(missing),
    )
