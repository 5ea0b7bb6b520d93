"""What the v3 methods share: the request for a token, its user and its scope.

Wire format: ``POST {auth_url}/auth/tokens``, Keystone's API reference, "Password authentication with
scoped authorization" and its neighbours; for receipts, "Multi-Factor Authentication" in Keystone's
user guide.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, NamedTuple

from mini_nova_auth import lenient, redact
from mini_nova_auth.access import answers
from mini_nova_auth.errors import AuthToolkitError, FactorsNeeded
from mini_nova_auth.lenient import Members
from mini_nova_auth.methods.method import Flow
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
TRUST_HINT = (
    "Check the user and the secret, and that the trust is for this user and has not ended or been "
    "deleted."
)
DEFAULT_DOMAIN = "default"  # the id of the domain that Keystone creates first


@dataclass(frozen=True)
class Scope:
    """What a token is for: a project, a domain, the system or a trust; all '' leaves it to Keystone.

    ``unscoped`` asks for no scope even if the user has a default project.
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
        """Return the ``scope`` of the request's body, None if there is none."""
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
            project = _in_domain(self.project_name, domain)
            return {"project": project}
        domain = domain_body(self.domain_id, self.domain_name)
        return {"domain": domain} if domain else None

    def __str__(self) -> str:
        """Name the scope that ``body`` asks for, for errors."""
        if self.unscoped:
            return "no project"
        if self.system:
            return "the system"
        if self.trust_id:
            return f'trust "{self.trust_id}"'
        project = self.project_id or self.project_name
        if project:
            return f'project "{project}"'
        domain = self.domain_id or self.domain_name
        if not domain:
            return "no project"
        return f'domain "{domain}"'


class User(NamedTuple):
    """A user by id, else by name in a domain."""

    id: str = ""
    name: str = ""
    domain_id: str = ""
    domain_name: str = ""

    def body(self) -> dict[str, Any]:
        """Return the user as the request's body names them."""
        if self.id:
            return {"id": self.id}
        domain = domain_body(self.domain_id, self.domain_name)
        return _in_domain(self.name, domain)

    def __str__(self) -> str:
        """Name the user, for errors."""
        domain = self.domain_name or self.domain_id
        if self.id or not domain:
            return self.id or self.name
        return f"{self.name}@{domain}"


ANY_SCOPE = Scope()
NOBODY = User()


def domain_body(identity: str, name: str) -> dict[str, str]:
    """Return a domain by its id, else by its name; {} if both are ''."""
    if identity:
        return {"id": identity}
    if name:
        return {"name": name}
    return {}


def _in_domain(name: str, domain: dict[str, str]) -> dict[str, Any]:
    """Return a user or a project by its name in a domain, {} for none."""
    if not domain:
        return {"name": name}
    return {"name": name, "domain": domain}


def domain_of(settings: Settings, owner: str) -> tuple[str, str]:
    """Return the id and name of the domain of the ``user`` or the ``project``; one of them is ''.

    It is the owner's own domain, else the one given for both (``domain_id`` beside a project), else
    the settings' default domain, else Keystone's first.
    """
    places = [f"{owner}_domain", "default_domain"]
    if settings["project_id"] or settings["project_name"]:
        places.insert(1, "domain")
    for place in places:
        identity = settings[f"{place}_id"]
        if identity:
            return identity, ""
        name = settings[f"{place}_name"]
        if name:
            return "", name
    return DEFAULT_DOMAIN, ""


def user_of(settings: Settings) -> User:
    """Return the settings' user."""
    domain_id, domain_name = domain_of(settings, "user")
    return User(
        id=settings["user_id"],
        name=settings["username"],
        domain_id=domain_id,
        domain_name=domain_name,
    )


def scope_of(settings: Settings) -> Scope:
    """Return the settings' scope."""
    domain_id, domain_name = domain_of(settings, "project")
    is_all = settings["system_scope"].lower() == "all"
    return Scope(
        project_id=settings["project_id"],
        project_name=settings["project_name"],
        project_domain_id=domain_id,
        project_domain_name=domain_name,
        domain_id=settings["domain_id"],
        domain_name=settings["domain_name"],
        system=is_all or settings.is_on("system_scope"),
        trust_id=settings["trust_id"],
        unscoped=settings.is_on("unscoped"),
    )


def post(
    url: str,
    methods: dict[str, Any],
    scope: Scope | None,
    *,
    subject: str,
    receipt: str = "",
    hint: str = "",
) -> Flow:
    """Request a token with one or several methods of Keystone, by their names.

    ``subject`` is the user, token or credential that logs in; ``receipt`` is Keystone's, for the
    factors it accepted before; ``hint`` says what to check if the subject is refused. Raises
    AuthenticationFailed, Unavailable, ProtocolError; FactorsNeeded if the answer is a receipt.
    """
    auth: dict[str, Any] = {}
    auth["identity"] = {"methods": list(methods), **methods}
    scope_body = None if scope is None else scope.body()
    if scope_body is not None:
        auth["scope"] = scope_body
    headers = dict(HEADERS)
    if receipt:
        headers[RECEIPT_HEADER] = receipt
    body = json.dumps({"auth": auth})
    answer = yield Request("POST", f"{url}/auth/tokens", headers, body, is_login=True)
    if answer.status not in (OK, CREATED):
        raise _refusal(answer, scope, subject, hint)
    return answers.from_v3(
        url,
        answer.headers,
        answer.json(),
        taken=answer.taken,
    )


def post_factor(
    url: str, name: str, user: User, secret: dict[str, str], scope: Scope, *, receipt: str = ""
) -> Flow:
    """Request a token with one factor of a user, by the name of Keystone's method for it.

    ``secret`` is the factor's member of the body. Raises what ``post`` raises.
    """
    factor = {"user": {**user.body(), **secret}}
    return post(
        url,
        {name: factor},
        scope,
        subject=f'user "{user}"',
        receipt=receipt,
    )


def _refusal(answer: Response, scope: Scope | None, subject: str, hint: str) -> AuthToolkitError:
    """Return the error for an answer without a token."""
    receipt = answer.header(RECEIPT_HEADER)
    if answer.status == UNAUTHORIZED and receipt:
        return _factors_needed(answer, receipt, subject)
    if scope is not None and scope.trust_id:
        hint = hint or TRUST_HINT
    if scope is not None and scope.body() is not None:
        subject = f"{subject} for {scope}"
    return login_refusal(answer, subject=subject, hint=hint)


def _factors_needed(answer: Response, receipt: str, subject: str) -> FactorsNeeded:
    """Return the error for a receipt: which factors were accepted, and which are missing."""
    redact.learn(receipt)
    body = lenient.mapping(answer.json_or_none())
    accepted = Members(body.get("receipt")).texts("methods")
    missing = _missing_factors(body, accepted)
    words = ["a TOTP code" if name == "totp" else name for name in missing]
    accepted_words = " and ".join(accepted) or "the first factor"
    missing_words = " and ".join(words) or "another factor"
    hint = "Log in with OS_AUTH_TYPE=v3multifactor and OS_AUTH_METHODS listing all of them."
    if missing == ["totp"]:
        hint = "Give the code of the moment: OS_PASSCODE, --os-passcode, or type it when asked."
    return FactorsNeeded(
        f"{accepted_words} of {subject} was accepted; {missing_words} is needed too",
        hint=hint,
        status=answer.status,
        request_id=answer.request_id,
        receipt=receipt,
        missing=tuple(missing),
    )


def _missing_factors(body: dict[str, Any], accepted: list[str]) -> list[str]:
    """Return the smallest set of methods that would complete the accepted ones."""
    candidates = []
    for methods in lenient.items(body.get("required_auth_methods")):
        names = lenient.texts(methods)
        missing = [name for name in names if name not in accepted]
        candidates.append(missing)
    return min(candidates, key=len, default=[])
