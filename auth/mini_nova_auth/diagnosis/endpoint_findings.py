"""What the answers of an endpoint tell: pure functions from them to findings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from mini_nova_auth import lenient, redact
from mini_nova_auth.access import discovery
from mini_nova_auth.access.catalog import Endpoint, Service
from mini_nova_auth.access.discovery import MICROVERSIONED_FROM
from mini_nova_auth.access.service_types import official
from mini_nova_auth.diagnosis.findings import ERROR, INFO, WARNING, Finding, override_hint
from mini_nova_auth.diagnosis.probe_urls import newer_compute
from mini_nova_auth.errors import AuthToolkitError, Unavailable
from mini_nova_auth.wire.message import NOT_FOUND, TOO_MANY_REQUESTS, UNAUTHORIZED, Response
from mini_nova_auth.wire.urls import origin, swap_scheme, version_in

AT_THEIR_VERSION = (
    "compute",
    "identity",
)  # types that have a document at their version, whatever else is wrong
_VERSIONED = ("compute", "block-storage")  # types whose endpoints are listed with their version


class Asked(NamedTuple):
    """What an endpoint answered (or what came in its place): for its version document, and to a request with a token.

    ``other_scheme``: it does not answer so, and answers to the other one of http and https. ``newer``: where v2.1
    answers beside a compute that is listed at an older version; '' where it does not.
    """

    document: Response | AuthToolkitError
    with_token: Response | AuthToolkitError | None = None
    other_scheme: bool = False
    newer: str = ""


def findings(service: Service, endpoint: Endpoint, asked: Asked) -> Iterator[Finding]:
    """What an endpoint's answers tell."""
    document = asked.document
    if asked.other_scheme:
        yield _of_scheme(service, endpoint)
        return
    if isinstance(document, AuthToolkitError):
        yield _of_problem(document)
        return
    answer = asked.with_token
    if document.status == NOT_FOUND and official(service.type) != "object-store":
        yield from _of_absence(service, endpoint, document, asked)
        if not isinstance(answer, Response) or answer.status == NOT_FOUND:
            return
    else:
        yield from _of_document(service, endpoint, document, asked.newer)
    if isinstance(answer, AuthToolkitError):
        yield _of_problem(answer)
    elif answer is not None:
        yield from _of_answer(service, endpoint, answer)


def milder(finding: Finding) -> Finding:
    """Of an interface that is not in use: an inner address that cannot be reached from here is no fault."""
    far = ("unreachable", "name-not-found", "refused", "no-answer", "cut")
    return finding._replace(severity=INFO) if finding.code in far else finding


def _of_problem(problem: AuthToolkitError) -> Finding:
    code = problem.code if isinstance(problem, Unavailable) and problem.code else "no-sense"
    return Finding(ERROR, code, problem.message, problem.hint)


def _of_scheme(service: Service, endpoint: Endpoint) -> Finding:
    other = swap_scheme(endpoint.url)
    asked, answers = endpoint.url.partition(":")[0], other.partition(":")[0]
    return Finding(
        ERROR,
        f"{asked}-where-{answers}",
        f"{service.type} is listed with {asked}, and {answers} answers there",
        f"Have the operator list it with {answers}; until then, {override_hint(service.type, other)}.",
    )


def _of_document(
    service: Service, endpoint: Endpoint, answer: Response, newer: str
) -> Iterator[Finding]:
    kind = official(service.type)
    if answer.status == TOO_MANY_REQUESTS:
        yield Finding(
            WARNING,
            "slow-down",
            f"{service.type} asks to slow down (HTTP 429)",
            "Check it again later.",
        )
    elif answer.is_server_error:
        yield _out_of_order(service, answer)
    elif kind == "object-store":
        return  # it has no version document; its /info may be switched off
    else:
        yield from _of_versions(service, endpoint, answer, newer)


def _of_absence(
    service: Service, endpoint: Endpoint, document: Response, asked: Asked
) -> Iterator[Finding]:
    """A 404 in a version document's place: many services have none, and answer requests all the same."""
    kind, answer = official(service.type), asked.with_token
    alive = isinstance(answer, Response) and answer.status != NOT_FOUND
    if asked.newer:
        yield _of_old(endpoint, asked.newer, gone=not alive)
    elif kind == "compute" and version_in(endpoint.url) is None and (alive or answer is None):
        yield _no_versions(endpoint)
    elif alive and kind in AT_THEIR_VERSION:
        yield _no_document(service, "404")
    elif not alive:
        found = _not_found(service, document)
        yield found if kind else found._replace(severity=WARNING)  # who knows where that answers


def _out_of_order(service: Service, answer: Response) -> Finding:
    return Finding(
        ERROR,
        "out-of-order",
        f"{service.type} answers HTTP {answer.status}",
        "Ask the cloud's operator; try again.",
    )


def _not_found(service: Service, answer: Response) -> Finding:
    return Finding(
        ERROR,
        "not-found",
        f"{service.type} answers 404 at {redact.url(answer.url)}",
        "The path in the catalog is wrong, or the service is not behind this address.",
    )


def _of_versions(
    service: Service, endpoint: Endpoint, answer: Response, newer: str
) -> Iterator[Finding]:
    kind, body, listed = (
        official(service.type),
        answer.json_or_none(),
        version_in(endpoint.url),
    )
    is_old = kind == "compute" and listed is not None and listed < MICROVERSIONED_FROM
    needed = kind in AT_THEIR_VERSION and not is_old
    if answer.is_success and (
        body is None or (needed and not discovery.versions(body, answer.url))
    ):
        yield _no_document(service, _page(answer, body))
        if kind == "compute" and listed is None:
            yield _no_versions(endpoint)
        return
    if listed is None and kind in _VERSIONED:
        yield Finding(
            WARNING,
            "version-missing",
            f"{service.type} is listed without a version (HTTP {answer.status} at its root)",
            "mini-nova asks it for its versions; other programs get a 300 or a 404. Have the operator add /v2.1 or /v3.",
        )
    if is_old:
        yield _of_old(endpoint, newer)
    elsewhere = next((link for link in _self_links(body) if _leads_away(link, answer.url)), "")
    if elsewhere:
        yield Finding(
            WARNING,
            "link-elsewhere",
            f"the versions of {service.type} link to {redact.url(elsewhere)}",
            "Programs that follow such links go there. Behind a proxy the operator sets enable_proxy_headers_parsing.",
        )


def _no_versions(endpoint: Endpoint) -> Finding:
    return Finding(
        ERROR,
        "version-missing",
        "compute is listed without a version, and lists none at its root",
        f"Try it with one, {override_hint('compute', newer_compute(endpoint.url))}, and have the operator add it.",
    )


def _page(answer: Response, body: Any) -> str:
    if answer.content.lstrip()[:1] == b"<":
        return "HTML"
    return "no JSON" if body is None else "JSON without versions"


def _no_document(service: Service, page: str) -> Finding:
    return Finding(
        WARNING,
        "version-not-json",
        f"the version page of {service.type} is {page}",
        "A proxy or a dashboard may be answering. mini-nova uses the catalog's address as it stands.",
    )


def _of_old(endpoint: Endpoint, newer: str, *, gone: bool = False) -> Finding:
    """Compute at an old version; ``gone``: that one answers 404."""
    number = version_in(endpoint.url) or (2, 0)
    name = f"/v{number[0]}{'.1' if number == (1, 1) else ''}"
    if newer:
        return Finding(
            ERROR if gone else WARNING,
            "version-old",
            f"compute is registered at {name}{', which answers 404' if gone else ''}; /v2.1 answers beside it",
            f"Have the operator register that; until then, {override_hint('compute', newer)}.",
        )
    return Finding(
        INFO,
        "version-old",
        f"compute is registered at {name}",
        "It knows no microversions, and no /v2.1 answers beside it.",
    )


def _of_answer(service: Service, endpoint: Endpoint, answer: Response) -> Iterator[Finding]:
    """What the answer to a request with a token tells."""
    if answer.status == UNAUTHORIZED:
        yield Finding(
            ERROR,
            "token-refused",
            f"{service.type} answers 401 to a token that the identity service has just given",
            "Its keystonemiddleware (auth_url, user, memcached, clock) is the operator's to correct.",
        )
    elif answer.is_server_error:
        yield _out_of_order(service, answer)
    elif (
        answer.status == NOT_FOUND
        and official(service.type) == "compute"
        and version_in(endpoint.url)
    ):
        yield _not_found(service, answer)
    elif answer.is_success and answer.content.lstrip()[:1] == b"<":
        yield Finding(
            ERROR,
            "no-sense",
            f"{service.type} answers a request with a web page",
            "A proxy or a dashboard is answering in its place: ask the cloud's operator.",
        )


def _self_links(body: Any) -> Iterator[str]:
    given = lenient.mapping(body)
    listed = given.get("versions")
    listed = listed.get("values") if isinstance(listed, dict) else listed
    for entry in (*lenient.mappings(listed), lenient.mapping(given.get("version"))):
        for link in lenient.mappings(entry.get("links")):
            if link.get("rel") == "self":
                yield lenient.text(link.get("href"))


def _leads_away(link: str, asked: str) -> bool:
    there = origin(link)
    return there is not None and there != origin(asked)
