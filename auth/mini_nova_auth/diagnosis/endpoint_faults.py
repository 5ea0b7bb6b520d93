"""The faults of an endpoint that its answers show, as findings."""

from __future__ import annotations

from mini_nova_auth import redact
from mini_nova_auth.access.catalog import Endpoint, Service
from mini_nova_auth.diagnosis.findings import ERROR, INFO, WARNING, Finding, override_hint
from mini_nova_auth.diagnosis.probe_urls import newer_compute
from mini_nova_auth.errors import AuthToolkitError, Unavailable
from mini_nova_auth.wire.message import Response
from mini_nova_auth.wire.urls import swap_scheme, version_in


def failure(problem: AuthToolkitError) -> Finding:
    code = ""
    if isinstance(problem, Unavailable):
        code = problem.code
    return Finding(ERROR, code or "no-sense", problem.message, problem.hint)


def wrong_scheme(service: Service, endpoint: Endpoint) -> Finding:
    url = swap_scheme(endpoint.url)
    listed_scheme = _scheme(endpoint.url)
    working_scheme = _scheme(url)
    workaround = override_hint(service.type, url)
    return Finding(
        ERROR,
        f"{listed_scheme}-where-{working_scheme}",
        f"{service.type} is listed with {listed_scheme}, but {working_scheme} answers there",
        f"Ask the operator to list it with {working_scheme}; until then, {workaround}.",
    )


def _scheme(url: str) -> str:
    scheme, _, _ = url.partition(":")
    return scheme


def too_many_requests(service: Service) -> Finding:
    return Finding(
        WARNING,
        "slow-down",
        f"{service.type} limits the rate of requests (HTTP 429)",
        "Try again later.",
    )


def out_of_order(service: Service, answer: Response) -> Finding:
    return Finding(
        ERROR,
        "out-of-order",
        f"{service.type} answers HTTP {answer.status}",
        "Try again later; if it persists, ask the operator.",
    )


def not_found(severity: str, service: Service, answer: Response) -> Finding:
    return Finding(
        severity,
        "not-found",
        f"{service.type} answers 404 at {redact.url(answer.url)}",
        "Ask the operator to check the path in the catalog, and which service is at this address.",
    )


def missing_version(service: Service, document: Response) -> Finding:
    return Finding(
        WARNING,
        "version-missing",
        f"{service.type} is listed without a version (HTTP {document.status} at its root)",
        "Ask the operator to add /v2.1 or /v3: mini-nova discovers the versions, "
        "but other programs get a 300 or a 404.",
    )


def no_versions(endpoint: Endpoint) -> Finding:
    return Finding(
        ERROR,
        "version-missing",
        "compute is listed without a version and lists none at its root",
        "Ask the operator to add the version; "
        f"until then, {override_hint('compute', newer_compute(endpoint.url))}.",
    )


def no_document(service: Service, page: str) -> Finding:
    return Finding(
        WARNING,
        "version-not-json",
        f"the version document of {service.type} is {page}",
        "Check whether a proxy or a dashboard answers there; "
        "mini-nova uses the catalog's URL unchanged.",
    )


def old_version_beside_newer(
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


def old_version(endpoint: Endpoint) -> Finding:
    return Finding(
        INFO,
        "version-old",
        f"compute is listed at {_version_segment(endpoint)}, and no /v2.1 answers beside it",
        "This version has no microversions.",
    )


def link_elsewhere(service: Service, link: str) -> Finding:
    return Finding(
        WARNING,
        "link-elsewhere",
        f"the version document of {service.type} links to {redact.url(link)}",
        "Ask the operator to set enable_proxy_headers_parsing if a proxy is in front: "
        "some programs follow these links.",
    )


def token_refused(service: Service) -> Finding:
    return Finding(
        ERROR,
        "token-refused",
        f"{service.type} answers 401 to a token that the identity service just issued",
        "Ask the operator to check its keystonemiddleware (auth_url, user, memcached, clock).",
    )


def web_page(service: Service) -> Finding:
    return Finding(
        ERROR,
        "no-sense",
        f"{service.type} answers a request with a web page",
        "Ask the operator: a proxy or a dashboard may be answering in its place.",
    )


def _version_segment(endpoint: Endpoint) -> str:
    """Return the version in an old compute's URL as a path: ``/v2`` or ``/v1.1``."""
    version = version_in(endpoint.url)
    if version == (1, 1):
        return "/v1.1"
    if version:
        return f"/v{version[0]}"
    return "/v2"
