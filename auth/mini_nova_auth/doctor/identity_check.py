"""The identity service: reached, recognised, logged in to; and where that fails, why."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from mini_nova_auth import discovery, redact, untrusted
from mini_nova_auth.access import Access
from mini_nova_auth.catalog_check import clock_finding
from mini_nova_auth.clock import server_time
from mini_nova_auth.credentials import Identity, kind_of, method_for, wanted_version
from mini_nova_auth.doctor.line import BAD, GOOD, ODD, Line, of_finding
from mini_nova_auth.errors import AuthenticationFailed, AuthToolkitError, FactorsNeeded, Unavailable
from mini_nova_auth.hosts import is_private
from mini_nova_auth.login import drive
from mini_nova_auth.methods.flow import NOT_FOUND, Method, Request, Response
from mini_nova_auth.retry import retry_after
from mini_nova_auth.settings import Settings

ACCEPT = {"Accept": "application/json"}
LONGEST_WAIT = 10.0  # seconds that a 429 may ask for
Send = Callable[[Request], Response]
_STEPS = {"name-not-found": "name", "refused": "connection", "unreachable": "connection", "proxy-failed": "connection"}


@dataclass
class Found:
    """What has been found out so far."""

    settings: Settings
    send: Send
    secret: Callable[[str], str]  # a secret of the login by its setting; raises ConfigurationError where there is none
    identity: Identity | None = None
    access: Access | None = None
    notes: list[Line] = field(default_factory=list)


def reach(found: Found) -> Iterator[Line]:
    """Name, connection, TLS and version document of the address; sets ``identity`` where there is one."""
    url = found.settings["auth_url"].rstrip("/")
    if "://" not in url:
        yield _without_scheme(found, url)
        return
    if wanted_version(found.settings) == "1":
        found.identity = Identity("1", found.settings["auth_url"])
        yield Line(GOOD, "address", f"{redact.url(url)} is asked by v1, which has no version document")
        return
    try:
        answer = found.send(Request("GET", url, ACCEPT))
    except AuthToolkitError as problem:
        yield silence(problem, url)
        return
    yield Line(GOOD, "connection", f"{urlsplit(url).hostname} answers{' over TLS' if url.startswith('https') else ''}")
    said = server_time(answer.headers)
    apart = clock_finding(answer.taken.wall - said) if said is not None else None
    if apart is not None:
        yield of_finding("clock", apart)
    yield from _recognised(found, url, answer)


def silence(problem: AuthToolkitError, url: str) -> Line:
    """The line for an address that gave no answer: at the step where it failed."""
    code = problem.code if isinstance(problem, Unavailable) else ""
    what = _STEPS.get(code, "certificate" if code.startswith("tls-") else "connection")
    hint = problem.hint
    host = urlsplit(url).hostname or ""
    if code == "unreachable" and is_private(host):
        hint = f"{host} is private: use the cloud's VPN, or --os-interface public. {hint}"
    issuer = _issuer(url) if code == "tls-untrusted" else ""
    message = f"{problem.message}; it is signed by {issuer}" if issuer else problem.message
    return Line(BAD, what, message, hint, code or "no-sense")


def _issuer(url: str) -> str:
    """Who signed the certificate, as it says itself; '' where that cannot be told."""
    from mini_nova_auth.certificates import issuer_of

    parts = urlsplit(url)
    return issuer_of(parts.hostname or "", parts.port or 443)


def _without_scheme(found: Found, url: str) -> Line:
    """An address without http:// or https://: which of them answers?"""
    for scheme in ("https", "http"):
        try:
            found.send(Request("GET", f"{scheme}://{url}", ACCEPT))
        except AuthToolkitError:
            continue
        source = found.settings.source("auth_url")
        return Line(
            BAD, "address", f'auth_url "{redact.url(url)}" has no http:// or https://; {scheme} answers there',
            f"Write {scheme}://{redact.url(url)} in {source}.", "scheme-missing",
        )  # fmt: skip
    return Line(
        BAD, "address", f'auth_url "{redact.url(url)}" has no http:// or https://, and neither answers there',
        "Write the address with its scheme, as http://host:5000/v3.", "scheme-missing",
    )  # fmt: skip


def _recognised(found: Found, url: str, answer: Response) -> Iterator[Line]:
    offered = discovery.identity_versions(answer.json_or_none(), url) if answer.status in (200, 300) else ()
    wanted = wanted_version(found.settings)
    if (not offered and answer.status == NOT_FOUND) or (offered and wanted and not _has(offered, wanted)):
        yield from _other_version(found, url, wanted, offered)
        return
    if not offered:
        yield _not_identity(found, url, answer)
        return
    version = wanted or str(offered[0].number[0])
    at = next(one.url for one in offered if str(one.number[0]) == version)
    found.identity = Identity(version, discovery.identity_url(url, version) if wanted else at)
    names = " and ".join(sorted({f"v{one.number[0]}" for one in offered}))
    yield Line(GOOD, "versions", f"it is an identity service with {names}; v{version} is used")


def _has(offered: tuple[discovery.Version, ...], version: str) -> bool:
    return any(str(one.number[0]) == version for one in offered)


def _other_version(found: Found, url: str, wanted: str, offered: tuple[discovery.Version, ...]) -> Iterator[Line]:
    """The path answers 404, or the version asked for is not offered: what is there at its root?"""
    root = discovery.identity_root(url)
    if not offered and root != url:
        try:
            listed = found.send(Request("GET", root, ACCEPT))
            offered = discovery.identity_versions(listed.json_or_none(), root)
        except AuthToolkitError:
            offered = ()
    if not offered:
        yield from _elsewhere(found, url, f"{redact.url(url)} answers 404", "address-wrong")
        return
    names = " and ".join(sorted({f"v{one.number[0]}" for one in offered}))
    at = offered[0].url
    asked = f"v{wanted}" if wanted else "that path"
    yield Line(
        BAD, "versions", f"this identity service offers {names} only, and the settings ask for {asked}",
        f"Set OS_AUTH_URL={redact.url(at)} and OS_IDENTITY_API_VERSION={offered[0].number[0]} (auth_url is from "
        f"{found.settings.source('auth_url')}).",
        "version-not-offered",
    )  # fmt: skip


def _not_identity(found: Found, url: str, answer: Response) -> Line:
    page = answer.content.lstrip()[:1] == b"<"
    is_what = "is a web page (a dashboard, or a proxy?)" if page else f"is no identity service (HTTP {answer.status})"
    return next(_elsewhere(found, url, f"{redact.url(url)} {is_what}", "not-identity"))


def _elsewhere(found: Found, url: str, what: str, code: str) -> Iterator[Line]:
    """An address that is not Keystone's: is it at one of the places where Keystone mostly is?"""
    parts = urlsplit(url)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    places = (f"{parts.scheme}://{parts.netloc}/identity/v3", f"{parts.scheme}://{parts.netloc}/v3",
              f"{parts.scheme}://{host}:5000/v3")  # fmt: skip
    for place in dict.fromkeys(places):
        if place == url:
            continue
        try:
            answer = found.send(Request("GET", place, ACCEPT))
        except AuthToolkitError:
            continue
        if answer.status == 200 and discovery.identity_versions(answer.json_or_none(), place):
            yield Line(BAD, "address", f"{what}; Keystone is at {place}", f"Set OS_AUTH_URL={place}.", code)
            return
    yield Line(
        BAD, "address", f"{what}, and Keystone is at none of the usual places beside it",
        "Ask the operator for the identity service's address; it mostly ends in /v3.", code,
    )  # fmt: skip


def log_in(found: Found, identity: Identity) -> Iterator[Line]:
    """The login, and where it is refused, which part of it is wrong; sets ``access``."""
    settings = found.settings
    try:
        secrets = {name: found.secret(name) for name in _needed(settings)}
        method = method_for(settings, identity, secrets=secrets)
        found.access = _patiently(found, method)
    except FactorsNeeded as problem:
        yield Line(BAD, "login", problem.message, problem.hint, "factor-missing")
    except AuthenticationFailed as problem:
        yield from _refused(found, identity, problem)
    except AuthToolkitError as problem:
        code = "slow-down" if problem.status == 429 else "login-failed"
        yield Line(BAD, "login", problem.message, problem.hint, code)
    yield from found.notes
    if found.access is not None:
        yield Line(GOOD, "login", f"{who(settings)} is logged in by {kind_of(settings)} to v{identity.version}")


def _needed(settings: Settings) -> tuple[str, ...]:
    from mini_nova_auth.credentials import secret_names

    return secret_names(settings)


def _patiently(found: Found, method: Method) -> Access:
    """A login, tried once more where a 429 asks for a short wait."""

    def send(request: Request) -> Response:
        answer = found.send(request)
        wait = retry_after(answer) if answer.status == 429 else None
        if wait is None or wait > LONGEST_WAIT:
            return answer
        time.sleep(wait)
        found.notes.append(Line(ODD, "login", f"the identity service asked to slow down; waited {wait:g} s as asked"))
        return found.send(request)

    return drive(method, send)


def who(settings: Settings) -> str:
    """Who logs in, in words."""
    if kind_of(settings) == "applicationcredential":
        which = settings["application_credential_id"] or settings["application_credential_name"]
        return f"application credential {which}"
    domain = settings["user_domain_name"] or settings["user_domain_id"] or settings["default_domain_name"]
    name = settings["username"] or settings["user_id"] or "the token"
    return f"{name}@{domain}" if domain and settings["username"] else name


def _refused(found: Found, identity: Identity, problem: AuthenticationFailed) -> Iterator[Line]:
    """A refused login: is it the secret, or the scope?"""
    settings = found.settings
    scoped = [name for name in ("project_name", "project_id", "domain_name", "domain_id", "system_scope", "trust_id")
              if settings[name]]  # fmt: skip
    if problem.status != 401 or identity.version != "3" or kind_of(settings) not in ("password", "token") or not scoped:
        yield Line(BAD, "login", problem.message, _cure(settings, problem), "refused-login")
        return
    name = kind_of(settings)
    method: Any = method_for(settings, identity, secrets={name: found.secret(name)})
    try:
        unscoped = drive(replace(method, scope=replace(method.scope, unscoped=True)), found.send)
    except AuthToolkitError:
        yield Line(
            BAD,
            "login",
            f"{who(settings)} was refused even without a project",
            _cure(settings, problem),
            "refused-login",
        )
        return
    held = projects_of(found, unscoped)
    wanted = f"{scoped[0]} {settings[scoped[0]]} (from {settings.source(scoped[0])})"
    domain = settings["project_domain_name"] or settings["project_domain_id"] or settings["default_domain_id"]
    assumed = "" if domain or scoped[0] != "project_name" else "; its domain is not given, and default was assumed"
    yield Line(
        BAD, "scope", f"{who(settings)} may log in, but not for {wanted}{assumed}",
        f"Yours: {', '.join(held)}." if held else "The user has no project: ask the operator for a role in one.",
        "refused-scope",
    )  # fmt: skip


def _cure(settings: Settings, problem: AuthenticationFailed) -> str:
    if problem.status != 401:
        return problem.hint
    secret = next((name for name in _needed(settings) if settings[name]), "")
    source = f" (from {settings.source(secret)})" if secret else ""
    domain = settings["user_domain_name"] or settings["user_domain_id"]
    assumed = "" if domain or not settings["username"] else "; the domain is not given, and default was assumed"
    return f"The user, the {(secret or 'secret').replace('_', ' ')}{source} or the user's domain is wrong{assumed}."


def projects_of(found: Found, access: Access) -> list[str]:
    """The projects that a login may be scoped to, by name (and domain where it is not the default one)."""
    headers = {**ACCEPT, **access.headers()}
    try:
        answer = found.send(Request("GET", f"{access.auth_url}/auth/projects", headers))
    except AuthToolkitError:
        return []
    listed: Mapping[str, Any] = untrusted.mapping(answer.json_or_none())
    names = [
        (untrusted.text(one.get("name")), untrusted.text(one.get("domain_id")))
        for one in untrusted.mappings(listed.get("projects"))
    ]
    return [name if domain in ("", "default") else f"{name} (domain {domain})" for name, domain in names if name]


def scope(found: Found, access: Access) -> Iterator[Line]:
    """What the login is for."""
    roles = f", as {', '.join(access.roles)}" if access.roles else ""
    if access.system:
        yield Line(GOOD, "scope", f"the whole system{roles}")
    elif access.project.id or access.project.name:
        name = access.project.name or access.project.id
        yield Line(GOOD, "scope", f"project {name}{roles}")
    elif access.domain.id or access.domain.name:
        yield Line(ODD, "scope", f"domain {access.domain.name or access.domain.id}{roles}; servers live in projects",
                   "Set OS_PROJECT_NAME for compute.", "scope-domain")  # fmt: skip
    elif access.version == "3":
        held = projects_of(found, access)
        yield Line(
            BAD, "scope", f"logged in as {access.user.name or who(found.settings)}, but no project is chosen",
            f"Set OS_PROJECT_NAME; yours: {', '.join(held)}." if held else "Ask the operator for a role in a project.",
            "unscoped",
        )  # fmt: skip
    elif not access.catalog.services:
        yield Line(BAD, "scope", "no project is chosen", "Set OS_PROJECT_NAME (OS_TENANT_NAME).", "unscoped")
