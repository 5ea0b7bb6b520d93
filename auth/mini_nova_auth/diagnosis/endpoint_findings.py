"""Judge the answers of an endpoint: pure functions from answers to findings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from mini_nova_auth import lenient
from mini_nova_auth.access import discovery
from mini_nova_auth.access.catalog import Endpoint, Service
from mini_nova_auth.access.discovery import MICROVERSIONED_FROM
from mini_nova_auth.access.service_types import official
from mini_nova_auth.diagnosis import endpoint_faults
from mini_nova_auth.diagnosis.findings import ERROR, INFO, WARNING, Finding
from mini_nova_auth.errors import AuthToolkitError
from mini_nova_auth.wire.message import NOT_FOUND, TOO_MANY_REQUESTS, UNAUTHORIZED, Response
from mini_nova_auth.wire.urls import origin, version_in

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
        yield endpoint_faults.wrong_scheme(service, endpoint)
    elif isinstance(document, AuthToolkitError):
        yield endpoint_faults.failure(document)
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


def _document_findings(
    service: Service, endpoint: Endpoint, document: Response, newer_url: str
) -> Iterator[Finding]:
    if document.status == TOO_MANY_REQUESTS:
        yield endpoint_faults.too_many_requests(service)
    elif document.is_server_error:
        yield endpoint_faults.out_of_order(service, document)
    elif official(service.type) != "object-store":  # Swift has no versions; /info may be disabled
        yield from _version_findings(service, endpoint, document, newer_url)


def _missing_document_findings(
    service: Service, endpoint: Endpoint, document: Response, answers: EndpointAnswers
) -> Iterator[Finding]:
    """Judge a 404 in place of a version document: services without one may still work."""
    official_type = official(service.type)
    is_compute_root = official_type == "compute" and version_in(endpoint.url) is None
    if answers.newer_url:
        yield endpoint_faults.old_version_beside_newer(
            endpoint, answers.newer_url, is_missing=not answers.is_alive
        )
    elif is_compute_root and (answers.is_alive or answers.read is None):
        yield endpoint_faults.no_versions(endpoint)
    elif answers.is_alive and official_type in HAVE_VERSION_DOCUMENTS:
        yield endpoint_faults.no_document(service, "missing (HTTP 404)")
    elif not answers.is_alive:
        severity = ERROR if official_type else WARNING  # an unknown type may answer anywhere
        yield endpoint_faults.not_found(severity, service, document)


def _version_findings(
    service: Service, endpoint: Endpoint, document: Response, newer_url: str
) -> Iterator[Finding]:
    """Judge a version document, or the answer in its place."""
    body = document.json_or_none()
    official_type = official(service.type)
    version = version_in(endpoint.url)
    is_compute = official_type == "compute"
    is_old = is_compute and version is not None and version < MICROVERSIONED_FROM
    needs_versions = official_type in HAVE_VERSION_DOCUMENTS and not is_old
    lacks_versions = needs_versions and not discovery.versions(body, document.url)
    if document.is_success and (body is None or lacks_versions):
        page = _describe_page(document, body)
        yield endpoint_faults.no_document(service, page)
        if is_compute and version is None:
            yield endpoint_faults.no_versions(endpoint)
        return
    if version is None and official_type in _LISTED_WITH_VERSION:
        yield endpoint_faults.missing_version(service, document)
    if is_old and newer_url:
        yield endpoint_faults.old_version_beside_newer(endpoint, newer_url)
    elif is_old:
        yield endpoint_faults.old_version(endpoint)
    for link in _foreign_links(body, document.url):
        yield endpoint_faults.link_elsewhere(service, link)
        break


def _read_findings(
    service: Service, endpoint: Endpoint, answer: Response | AuthToolkitError | None
) -> Iterator[Finding]:
    """Judge the answer to a request with a token."""
    if answer is None:
        return
    if isinstance(answer, AuthToolkitError):
        yield endpoint_faults.failure(answer)
        return
    is_versioned_compute = official(service.type) == "compute" and version_in(endpoint.url)
    if answer.status == UNAUTHORIZED:
        yield endpoint_faults.token_refused(service)
    elif answer.is_server_error:
        yield endpoint_faults.out_of_order(service, answer)
    elif answer.status == NOT_FOUND and is_versioned_compute:
        yield endpoint_faults.not_found(ERROR, service, answer)
    elif answer.is_success and _is_markup(answer):
        yield endpoint_faults.web_page(service)


def _foreign_links(body: Any, url: str) -> Iterator[str]:
    """Iterate over the links of a version document that lead to another origin than its own."""
    home = origin(url)
    for link in _self_links(body):
        place = origin(link)
        if place is not None and place != home:
            yield link


def _describe_page(answer: Response, body: Any) -> str:
    if _is_markup(answer):
        return "HTML"
    if body is None:
        return "not JSON"
    return "JSON without versions"


def _is_markup(answer: Response) -> bool:
    return answer.content.lstrip().startswith(b"<")


def _self_links(body: Any) -> Iterator[str]:
    """Iterate over the addresses that the entries of a version document give themselves."""
    document = lenient.mapping(body)
    versions = document.get("versions")
    if isinstance(versions, dict):
        versions = versions.get("values")
    entries = list(lenient.mappings(versions))
    version = lenient.mapping(document.get("version"))
    for entry in (*entries, version):
        links = lenient.mappings(entry.get("links"))
        for link in links:
            if link.get("rel") != "self":
                continue
            yield lenient.text(link.get("href"))
