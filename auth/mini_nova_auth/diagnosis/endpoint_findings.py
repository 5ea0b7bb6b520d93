"""Judge the answers of an endpoint: pure functions from answers to findings."""

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

# Types that have a document at their version, even if the service is broken.
HAVE_VERSION_DOCUMENTS = ("compute", "identity")
_LISTED_WITH_VERSION = ("compute", "block-storage")
_UNREACHABLE = ("unreachable", "name-not-found", "refused", "no-answer", "cut")


class EndpointAnswers(NamedTuple):
    """What an endpoint answered, or the errors in place of answers.

    ``document`` is its version document, ``read`` the answer to a request with a token.
    ``other_scheme`` is set if only the other of http and https answers. ``newer_url`` is the
    address of v2.1 beside a compute that is listed at an older version; '' if there is none.
    """

    document: Response | AuthToolkitError
    read: Response | AuthToolkitError | None = None
    other_scheme: bool = False
    newer_url: str = ""

    @property
    def is_alive(self) -> bool:
        """Whether the endpoint answered the request with a token by anything but 404."""
        return isinstance(self.read, Response) and self.read.status != NOT_FOUND


def findings(service: Service, endpoint: Endpoint, answers: EndpointAnswers) -> Iterator[Finding]:
    """Iterate over the findings about an endpoint's answers."""
    document = answers.document
    if answers.other_scheme:
        yield _wrong_scheme(service, endpoint)
    elif isinstance(document, AuthToolkitError):
        yield _failure(document)
    elif document.status == NOT_FOUND and official(service.type) != "object-store":
        yield from _missing_document_findings(service, endpoint, document, answers)
        if answers.is_alive:
            yield from _read_findings(service, endpoint, answers.read)
    else:
        yield from _document_findings(service, endpoint, document, answers.newer_url)
        yield from _read_findings(service, endpoint, answers.read)


def downgrade_unreachable(finding: Finding) -> Finding:
    """Make an unreachable endpoint of an unused interface informational: it may be internal."""
    if finding.code in _UNREACHABLE:
        return finding._replace(severity=INFO)
    return finding


def _failure(problem: AuthToolkitError) -> Finding:
    code = problem.code if isinstance(problem, Unavailable) else ""
    return Finding(ERROR, code or "no-sense", problem.message, problem.hint)


def _wrong_scheme(service: Service, endpoint: Endpoint) -> Finding:
    url = swap_scheme(endpoint.url)
    listed_scheme, working_scheme = _scheme(endpoint.url), _scheme(url)
    return Finding(
        ERROR,
        f"{listed_scheme}-where-{working_scheme}",
        f"{service.type} is listed with {listed_scheme}, but {working_scheme} answers there",
        f"Ask the operator to list it with {working_scheme}; "
        f"until then, {override_hint(service.type, url)}.",
    )


def _scheme(url: str) -> str:
    return url.partition(":")[0]


def _document_findings(
    service: Service, endpoint: Endpoint, document: Response, newer_url: str
) -> Iterator[Finding]:
    if document.status == TOO_MANY_REQUESTS:
        yield _too_many_requests(service)
    elif document.is_server_error:
        yield _out_of_order(service, document)
    elif official(service.type) != "object-store":  # Swift has no versions; /info may be disabled
        yield from _version_findings(service, endpoint, document, newer_url)


def _missing_document_findings(
    service: Service, endpoint: Endpoint, document: Response, answers: EndpointAnswers
) -> Iterator[Finding]:
    """Judge a 404 in place of a version document: services without one may still work."""
    official_type = official(service.type)
    is_compute_root = official_type == "compute" and version_in(endpoint.url) is None
    if answers.newer_url:
        yield _old_version_beside_newer(
            endpoint, answers.newer_url, is_missing=not answers.is_alive
        )
    elif is_compute_root and (answers.is_alive or answers.read is None):
        yield _no_versions(endpoint)
    elif answers.is_alive and official_type in HAVE_VERSION_DOCUMENTS:
        yield _no_document(service, "missing (HTTP 404)")
    elif not answers.is_alive:
        severity = ERROR if official_type else WARNING  # an unknown type may answer anywhere
        yield _not_found(severity, service, document)


def _version_findings(
    service: Service, endpoint: Endpoint, document: Response, newer_url: str
) -> Iterator[Finding]:
    """Judge a version document, or what was answered in its place."""
    body = document.json_or_none()
    official_type = official(service.type)
    version = version_in(endpoint.url)
    is_old = official_type == "compute" and version is not None and version < MICROVERSIONED_FROM
    needs_versions = official_type in HAVE_VERSION_DOCUMENTS and not is_old
    lacks_versions = needs_versions and not discovery.versions(body, document.url)
    if document.is_success and (body is None or lacks_versions):
        yield _no_document(service, _describe_page(document, body))
        if official_type == "compute" and version is None:
            yield _no_versions(endpoint)
        return
    if version is None and official_type in _LISTED_WITH_VERSION:
        yield _missing_version(service, document)
    if is_old and newer_url:
        yield _old_version_beside_newer(endpoint, newer_url)
    elif is_old:
        yield _old_version(endpoint)
    yield from _foreign_links(service, document, body)


def _read_findings(
    service: Service, endpoint: Endpoint, answer: Response | AuthToolkitError | None
) -> Iterator[Finding]:
    """Judge the answer to a request with a token."""
    if answer is None:
        return
    if isinstance(answer, AuthToolkitError):
        yield _failure(answer)
        return
    is_versioned_compute = official(service.type) == "compute" and version_in(endpoint.url)
    if answer.status == UNAUTHORIZED:
        yield _token_refused(service)
    elif answer.is_server_error:
        yield _out_of_order(service, answer)
    elif answer.status == NOT_FOUND and is_versioned_compute:
        yield _not_found(ERROR, service, answer)
    elif answer.is_success and _is_markup(answer):
        yield _web_page(service)


def _too_many_requests(service: Service) -> Finding:
    return Finding(
        WARNING,
        "slow-down",
        f"{service.type} limits the rate of requests (HTTP 429)",
        "Try again later.",
    )


def _out_of_order(service: Service, answer: Response) -> Finding:
    return Finding(
        ERROR,
        "out-of-order",
        f"{service.type} answers HTTP {answer.status}",
        "Try again later; if it persists, ask the operator.",
    )


def _not_found(severity: str, service: Service, answer: Response) -> Finding:
    return Finding(
        severity,
        "not-found",
        f"{service.type} answers 404 at {redact.url(answer.url)}",
        "Ask the operator to check the path in the catalog, and which service is at this address.",
    )


def _missing_version(service: Service, document: Response) -> Finding:
    return Finding(
        WARNING,
        "version-missing",
        f"{service.type} is listed without a version (HTTP {document.status} at its root)",
        "Ask the operator to add /v2.1 or /v3: mini-nova discovers the versions, "
        "but other programs get a 300 or a 404.",
    )


def _no_versions(endpoint: Endpoint) -> Finding:
    return Finding(
        ERROR,
        "version-missing",
        "compute is listed without a version and lists none at its root",
        "Ask the operator to add the version; "
        f"until then, {override_hint('compute', newer_compute(endpoint.url))}.",
    )


def _no_document(service: Service, page: str) -> Finding:
    return Finding(
        WARNING,
        "version-not-json",
        f"the version document of {service.type} is {page}",
        "Check whether a proxy or a dashboard answers there; "
        "mini-nova uses the catalog's URL unchanged.",
    )


def _old_version_beside_newer(
    endpoint: Endpoint, newer_url: str, *, is_missing: bool = False
) -> Finding:
    version = _version_segment(endpoint)
    complaint = ", which answers 404" if is_missing else ""
    return Finding(
        ERROR if is_missing else WARNING,
        "version-old",
        f"compute is listed at {version}{complaint}, although /v2.1 answers beside it",
        f"Ask the operator to list /v2.1; until then, {override_hint('compute', newer_url)}.",
    )


def _old_version(endpoint: Endpoint) -> Finding:
    return Finding(
        INFO,
        "version-old",
        f"compute is listed at {_version_segment(endpoint)}, and no /v2.1 answers beside it",
        "This version has no microversions.",
    )


def _foreign_links(service: Service, document: Response, body: Any) -> Iterator[Finding]:
    """Report the first link of a version document that leads to another origin."""
    for link in _self_links(body):
        place = origin(link)
        if place is not None and place != origin(document.url):
            yield Finding(
                WARNING,
                "link-elsewhere",
                f"the version document of {service.type} links to {redact.url(link)}",
                "Ask the operator to set enable_proxy_headers_parsing if a proxy is in front: "
                "some programs follow these links.",
            )
            return


def _token_refused(service: Service) -> Finding:
    return Finding(
        ERROR,
        "token-refused",
        f"{service.type} answers 401 to a token that the identity service just issued",
        "Ask the operator to check its keystonemiddleware (auth_url, user, memcached, clock).",
    )


def _web_page(service: Service) -> Finding:
    return Finding(
        ERROR,
        "no-sense",
        f"{service.type} answers a request with a web page",
        "Ask the operator: a proxy or a dashboard may be answering in its place.",
    )


def _describe_page(answer: Response, body: Any) -> str:
    if _is_markup(answer):
        return "HTML"
    return "not JSON" if body is None else "JSON without versions"


def _is_markup(answer: Response) -> bool:
    return answer.content.lstrip().startswith(b"<")


def _version_segment(endpoint: Endpoint) -> str:
    """Return the version in an old compute's URL as a path: ``/v2`` or ``/v1.1``."""
    major, minor = version_in(endpoint.url) or (2, 0)
    return "/v1.1" if (major, minor) == (1, 1) else f"/v{major}"


def _self_links(body: Any) -> Iterator[str]:
    """Iterate over the addresses that the entries of a version document give themselves."""
    document = lenient.mapping(body)
    versions = document.get("versions")
    if isinstance(versions, dict):
        versions = versions.get("values")
    entries = [*lenient.mappings(versions), lenient.mapping(document.get("version"))]
    for entry in entries:
        for link in lenient.mappings(entry.get("links")):
            if link.get("rel") == "self":
                yield lenient.text(link.get("href"))
