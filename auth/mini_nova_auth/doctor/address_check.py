"""The identity service's address: reached, and recognised; and where that fails, why."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from mini_nova_auth import discovery, redact
from mini_nova_auth.catalog_check import clock_finding
from mini_nova_auth.clock import server_time
from mini_nova_auth.credentials import Identity, wanted_version
from mini_nova_auth.doctor.found import ACCEPT, Found
from mini_nova_auth.doctor.line import BAD, GOOD, Line, of_finding
from mini_nova_auth.endpoint_check import answers, scheme_may_be_wrong, swapped, wants_tls
from mini_nova_auth.errors import AuthToolkitError, ProtocolError, Unavailable
from mini_nova_auth.hosts import is_local, is_private, origin
from mini_nova_auth.methods.flow import NOT_FOUND, TOO_MANY, Request, Response

_STEPS = {"name-not-found": "name", "refused": "connection", "unreachable": "connection", "proxy-failed": "connection"}


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
        other = _other_scheme(found, url, problem)
        yield other or silence(problem, url)
        return
    if wants_tls(answer):
        yield _other_scheme(found, url, None) or silence(ProtocolError("it wants TLS, and does not answer to it"), url)
        return
    yield Line(GOOD, "connection", f"{urlsplit(url).hostname} answers{' over TLS' if url.startswith('https') else ''}")
    said = server_time(answer.headers)
    apart = clock_finding(answer.taken.wall - said) if said is not None else None
    if apart is not None:
        yield of_finding("clock", apart)
    yield from _recognised(found, url, answer)


def _other_scheme(found: Found, url: str, problem: AuthToolkitError | None) -> Line | None:
    """The line for an address whose other scheme answers; None where it does not, or where that would tell nothing."""
    if problem is not None and not scheme_may_be_wrong(problem):
        return None
    other = swapped(url)
    if not answers(found.send, other):
        return None
    asked, works = url.partition(":")[0], other.partition(":")[0]
    return Line(
        BAD, "address", f"{redact.url(url)} does not speak {asked}, and {works} answers there",
        f"Write {redact.url(other)} in {found.settings.source('auth_url')}.", f"{asked}-where-{works}",
    )  # fmt: skip


def silence(problem: AuthToolkitError, url: str) -> Line:
    """The line for an address that gave no answer: at the step where it failed."""
    code = problem.code if isinstance(problem, Unavailable) else ""
    what = _STEPS.get(code, "certificate" if code.startswith("tls-") else "connection")
    hint = problem.hint
    asked = origin(url)
    host = asked.host if asked else ""
    if code == "unreachable" and is_private(host) and not is_local(host):
        hint = f"{host} is private: it may take the cloud's VPN. {hint}"
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
    if answer.status >= 500 or answer.status == TOO_MANY:
        yield Line(
            BAD, "versions", f"{redact.url(url)} answers HTTP {answer.status}: it is out of order, or too busy",
            "Try again later; if it stays, ask the cloud's operator.", "out-of-order",
        )  # fmt: skip
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
    offers_it = not wanted or _has(offered, wanted)
    wrong = f"{redact.url(url)} is none of its addresses" if offers_it else f"the settings ask for v{wanted}"
    yield Line(
        BAD, "versions", f"this identity service offers {names} only, and {wrong}",
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
