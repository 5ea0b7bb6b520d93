"""The identity service's address: reached, and recognised; and where that fails, why."""

from __future__ import annotations

from collections.abc import Iterator

from mini_nova_auth import redact
from mini_nova_auth.access import discovery
from mini_nova_auth.clock import server_time
from mini_nova_auth.diagnosis.doctor.checkup import Found
from mini_nova_auth.diagnosis.doctor.step import BAD, GOOD, Line, of_finding
from mini_nova_auth.diagnosis.endpoint_probe import is_answered, may_be_wrong_scheme, name_issuer
from mini_nova_auth.diagnosis.login_findings import clock_finding
from mini_nova_auth.errors import AuthToolkitError, Unavailable
from mini_nova_auth.login.identity import Identity
from mini_nova_auth.wire.message import (
    ACCEPT_JSON,
    DOCUMENT_STATUSES,
    GONE,
    NOT_FOUND,
    OK,
    TOO_MANY_REQUESTS,
    Request,
    Response,
)
from mini_nova_auth.wire.urls import (
    is_local,
    is_private,
    origin,
    split,
    swap_scheme,
    without_version,
)

_STEPS = {
    "name-not-found": "name",
    "refused": "connection",
    "unreachable": "connection",
    "proxy-failed": "connection",
}


def reach(found: Found) -> Iterator[Line]:
    """Name, connection, TLS and version document of the address; sets ``identity`` where there is one."""
    url = found.settings["auth_url"].rstrip("/")
    if not url.strip().lower().startswith(("http://", "https://")):
        yield _without_scheme(found, url)
        return
    if found.plan.version == "1":
        found.identity = Identity("1", found.settings["auth_url"])
        yield Line(
            GOOD, "address", f"{redact.url(url)} is asked by v1, which has no version document"
        )
        return
    try:
        answer = found.send(Request("GET", url, ACCEPT_JSON))
    except AuthToolkitError as problem:
        yield _other_scheme(found, url, problem) or silence(problem, url)
        return
    other = _other_scheme(found, url, answer)
    if other is not None:
        yield other
        return
    yield Line(
        GOOD,
        "connection",
        f"{split(url).hostname} answers{' over TLS' if url.startswith('https') else ''}",
    )
    said = server_time(answer.headers)
    apart = clock_finding(answer.taken.wall - said) if said is not None else None
    found.clock_told = said is not None
    if apart is not None:
        yield of_finding("clock", apart)
    yield from _recognised(found, url, answer)


def _other_scheme(found: Found, url: str, came: Response | AuthToolkitError) -> Line | None:
    """The line for an address whose other scheme answers; None where it does not, or where that would tell nothing."""
    other = swap_scheme(url)
    if not may_be_wrong_scheme(came) or not is_answered(found.send, other):
        return None
    asked, works = url.partition(":")[0], other.partition(":")[0]
    return Line(
        BAD,
        "address",
        f"{redact.url(url)} does not speak {asked}, and {works} answers there",
        f"Write {redact.url(other)} in {found.settings.source('auth_url')}.",
        f"{asked}-where-{works}",
    )


def silence(problem: AuthToolkitError, url: str) -> Line:
    """The line for an address that gave no answer: at the step where it failed."""
    code = problem.code if isinstance(problem, Unavailable) else ""
    what = _STEPS.get(code, "certificate" if code.startswith("tls-") else "connection")
    hint = problem.hint
    asked = origin(url)
    host = asked.host if asked else ""
    if code == "unreachable" and is_private(host) and not is_local(host):
        hint = f"{host} is private: use the cloud's VPN. {hint}"
    return Line(BAD, what, name_issuer(problem, url).message, hint, code or "no-sense")


def _without_scheme(found: Found, url: str) -> Line:
    """An address without http:// or https://: which of them answers?"""
    plain = url.strip("'\"").partition("://")[2] or url.strip("'\"").lstrip("/")
    what = f'auth_url "{redact.url(url)}" has no http:// or https://'
    for scheme in ("https", "http"):
        works = f"{scheme}://{plain}"
        if is_answered(found.send, works):
            hint = f"Write {redact.url(works)} in {found.settings.source('auth_url')}."
            return Line(BAD, "address", f"{what}; {scheme} answers there", hint, "scheme-missing")
    return Line(
        BAD,
        "address",
        f"{what}, and neither answers there",
        "Write the address with its scheme, as http://host:5000/v3.",
        "scheme-missing",
    )


def _recognised(found: Found, url: str, answer: Response) -> Iterator[Line]:
    offered = (
        discovery.identity_versions(answer.json_or_none(), url)
        if answer.status in DOCUMENT_STATUSES
        else ()
    )
    wanted = found.plan.version
    if (not offered and answer.status in (NOT_FOUND, GONE)) or (
        offered and wanted and not _has(offered, wanted)
    ):
        yield from _other_version(found, url, wanted, offered)
        return
    if answer.status == TOO_MANY_REQUESTS:
        yield Line(
            BAD,
            "versions",
            f"{redact.url(url)} asks to slow down (HTTP 429)",
            "Try again later.",
            "slow-down",
        )
        return
    if answer.is_server_error:
        yield Line(
            BAD,
            "versions",
            f"{redact.url(url)} answers HTTP {answer.status}: it is out of order",
            "Try again later; if it stays, ask the cloud's operator.",
            "out-of-order",
        )
        return
    if not offered:
        yield _not_identity(found, url, answer)
        return
    version = wanted or str(offered[0].number[0])
    at = next(one.url for one in offered if str(one.number[0]) == version)
    found.identity = Identity(version, discovery.identity_url(url, version) if wanted else at)
    yield _used(offered, version)


def _used(offered: tuple[discovery.Version, ...], version: str) -> Line:
    return Line(
        GOOD, "versions", f"it is an identity service with {_names(offered)}; v{version} is used"
    )


def _names(offered: tuple[discovery.Version, ...]) -> str:
    return " and ".join(sorted({f"v{one.number[0]}" for one in offered}))


def _has(offered: tuple[discovery.Version, ...], version: str) -> bool:
    return any(str(one.number[0]) == version for one in offered)


def _other_version(
    found: Found, url: str, wanted: str, offered: tuple[discovery.Version, ...]
) -> Iterator[Line]:
    """The path answers 404, or the version asked for is not offered: what is there at its root?"""
    root = without_version(url)
    if not offered and root != url:
        try:
            listed = found.send(Request("GET", root, ACCEPT_JSON))
            offered = discovery.identity_versions(listed.json_or_none(), root)
        except AuthToolkitError:
            offered = ()
    if not offered:
        yield from _elsewhere(found, url, f"{redact.url(url)} answers 404", "address-wrong")
        return
    if wanted and _has(offered, wanted):
        yield _at_its_version(found, url, wanted, offered)
        return
    at = offered[0].url
    wrong = (
        f"the settings ask for v{wanted}"
        if wanted
        else f"{redact.url(url)} is none of its addresses"
    )
    yield Line(
        BAD,
        "versions",
        f"this identity service offers {_names(offered)} only, and {wrong}",
        f"Set OS_AUTH_URL={redact.url(at)} and OS_IDENTITY_API_VERSION={offered[0].number[0]} (auth_url is from "
        f"{found.settings.source('auth_url')}).",
        "version-not-offered",
    )


def _at_its_version(
    found: Found, url: str, wanted: str, offered: tuple[discovery.Version, ...]
) -> Line:
    """The version is there, and logins find it where the address only names another one; sets ``identity`` then."""
    at = next(one.url for one in offered if str(one.number[0]) == wanted)
    if discovery.identity_url(url, wanted) == at:
        found.identity = Identity(wanted, at)
        return _used(offered, wanted)
    return Line(
        BAD,
        "address",
        f"{redact.url(url)} answers 404; v{wanted} is at {redact.url(at)}",
        f"Set OS_AUTH_URL={redact.url(at)} (it is from {found.settings.source('auth_url')}).",
        "address-wrong",
    )


def _not_identity(found: Found, url: str, answer: Response) -> Line:
    page = answer.content.lstrip()[:1] == b"<"
    is_what = (
        "is a web page (a dashboard, or a proxy?)"
        if page
        else f"is no identity service (HTTP {answer.status})"
    )
    return next(_elsewhere(found, url, f"{redact.url(url)} {is_what}", "not-identity"))


def _elsewhere(found: Found, url: str, what: str, code: str) -> Iterator[Line]:
    """An address that is not Keystone's: is it at one of the places where Keystone mostly is?"""
    parts = split(url)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    places = (
        f"{parts.scheme}://{parts.netloc}/identity/v3",
        f"{parts.scheme}://{parts.netloc}/v3",
        f"{parts.scheme}://{host}:5000/v3",
    )
    for place in dict.fromkeys(places):
        if place == url:
            continue
        try:
            answer = found.send(Request("GET", place, ACCEPT_JSON))
        except AuthToolkitError:
            continue
        if answer.status == OK and discovery.identity_versions(answer.json_or_none(), place):
            yield Line(
                BAD, "address", f"{what}; Keystone is at {place}", f"Set OS_AUTH_URL={place}.", code
            )
            return
    yield Line(
        BAD,
        "address",
        f"{what}, and Keystone is at none of the usual places beside it",
        "Ask the operator for the identity service's address; it mostly ends in /v3.",
        code,
    )
