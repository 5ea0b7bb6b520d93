"""Check the identity service's address: whether it answers, and as an identity service."""

from __future__ import annotations

from collections.abc import Iterator

from mini_nova_auth import redact
from mini_nova_auth.access import discovery
from mini_nova_auth.access.discovery import Version
from mini_nova_auth.clock import server_time
from mini_nova_auth.diagnosis.doctor import keystone_search
from mini_nova_auth.diagnosis.doctor.checkup import Checkup
from mini_nova_auth.diagnosis.doctor.connection_failure import connection_failure
from mini_nova_auth.diagnosis.doctor.step import BAD, GOOD, Step, from_finding
from mini_nova_auth.diagnosis.endpoint_probe import is_answered, may_be_wrong_scheme
from mini_nova_auth.diagnosis.login_findings import clock_finding
from mini_nova_auth.errors import AuthToolkitError
from mini_nova_auth.login.identity import Identity
from mini_nova_auth.wire.message import (
    ACCEPT_JSON,
    DOCUMENT_STATUSES,
    GONE,
    NOT_FOUND,
    TOO_MANY_REQUESTS,
    Request,
    Response,
)
from mini_nova_auth.wire.urls import origin, swap_scheme


def check_address(checkup: Checkup) -> Iterator[Step]:
    """Check the connection and the version document; set ``identity`` if both are right."""
    url = checkup.settings["auth_url"].rstrip("/")
    if not url.strip().lower().startswith(("http://", "https://")):
        yield _missing_scheme(checkup, url)
        return
    if checkup.plan.version == "1":
        checkup.identity = Identity("1", checkup.settings["auth_url"])
        sentence = f"{redact.url(url)} is used with v1, which has no version document"
        yield Step(GOOD, "address", sentence)
        return
    request = Request("GET", url, ACCEPT_JSON)
    answer: Response | AuthToolkitError
    try:
        answer = checkup.send(request)
    except AuthToolkitError as problem:
        answer = problem
    if may_be_wrong_scheme(answer) and is_answered(checkup.send, swap_scheme(url)):
        yield _wrong_scheme(checkup, url)
    elif isinstance(answer, AuthToolkitError):
        yield connection_failure(answer, url)
    else:
        yield _connection(url)
        yield from _compare_clocks(checkup, answer)
        yield from _check_versions(checkup, url, answer)


def _connection(url: str) -> Step:
    place = origin(url)
    host = place.host if place else url
    security = " over TLS" if url.startswith("https") else ""
    sentence = f"{host} answers{security}"
    return Step(GOOD, "connection", sentence)


def _compare_clocks(checkup: Checkup, answer: Response) -> Iterator[Step]:
    """Compare this machine's clock with the server's, if the answer has its time."""
    time = server_time(answer.headers)
    if time is None:
        return
    checkup.is_clock_compared = True
    finding = clock_finding(answer.taken.wall - time)
    if finding is not None:
        yield from_finding("clock", finding)


def _wrong_scheme(checkup: Checkup, url: str) -> Step:
    working_url = swap_scheme(url)
    scheme, _, _ = url.partition(":")
    working_scheme, _, _ = working_url.partition(":")
    return Step(
        BAD,
        "address",
        f"{redact.url(url)} does not speak {scheme}, but {working_scheme} answers there",
        _correction(checkup, working_url),
        f"{scheme}-where-{working_scheme}",
    )


def _missing_scheme(checkup: Checkup, url: str) -> Step:
    """Report an address without http:// or https://, and try both."""
    text = url.strip("'\"")
    _, _, address = text.partition("://")
    address = address or text.lstrip("/")
    complaint = f'auth_url "{redact.url(url)}" has no http:// or https://'
    for scheme in ("https", "http"):
        working_url = f"{scheme}://{address}"
        if is_answered(checkup.send, working_url):
            sentence = f"{complaint}; {scheme} answers there"
            hint = _correction(checkup, working_url)
            return Step(BAD, "address", sentence, hint, "scheme-missing")
    return Step(
        BAD,
        "address",
        f"{complaint}, and neither answers there",
        "Add the scheme, e.g. http://host:5000/v3.",
        "scheme-missing",
    )


def _correction(checkup: Checkup, url: str) -> str:
    source = checkup.settings.source("auth_url")
    return f"Change auth_url ({source}) to {redact.url(url)}."


def _check_versions(checkup: Checkup, url: str, answer: Response) -> Iterator[Step]:
    """Judge the version document, or what was answered in its place."""
    versions = _identity_versions(answer, url)
    requested = checkup.plan.version
    is_missing = not versions and answer.status in (NOT_FOUND, GONE)
    is_not_offered = versions and requested and not keystone_search.find(versions, requested)
    if is_missing or is_not_offered:
        yield keystone_search.find_version(checkup, url, versions)
    elif answer.status == TOO_MANY_REQUESTS:
        yield Step(
            BAD,
            "versions",
            f"{redact.url(url)} limits the rate of requests (HTTP 429)",
            "Try again later.",
            "slow-down",
        )
    elif answer.is_server_error:
        yield Step(
            BAD,
            "versions",
            f"{redact.url(url)} answers HTTP {answer.status}",
            "Try again later; if it persists, ask the operator.",
            "out-of-order",
        )
    elif not versions:
        yield _not_identity(checkup, url, answer)
    else:
        yield _choose_version(checkup, url, versions)


def _identity_versions(answer: Response, url: str) -> tuple[Version, ...]:
    if answer.status not in DOCUMENT_STATUSES:
        return ()
    return discovery.identity_versions(answer.json_or_none(), url)


def _choose_version(checkup: Checkup, url: str, versions: tuple[Version, ...]) -> Step:
    requested = checkup.plan.version
    if requested:
        checkup.identity = Identity(requested, discovery.identity_url(url, requested))
    else:
        newest = versions[0]
        checkup.identity = Identity(str(newest.number[0]), newest.url)
    return keystone_search.versions_step(versions, checkup.identity.version)


def _not_identity(checkup: Checkup, url: str, answer: Response) -> Step:
    if answer.content.lstrip().startswith(b"<"):
        description = "is a web page (a dashboard or a proxy?)"
    else:
        description = f"is not an identity service (HTTP {answer.status})"
    complaint = f"{redact.url(url)} {description}"
    return keystone_search.search(checkup, url, complaint, "not-identity")
