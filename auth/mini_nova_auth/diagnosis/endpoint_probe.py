"""Probe the endpoints of a catalog, several at once. ``endpoint_findings`` judges their answers.

Each is asked for its version document without a token. If that works, it gets one request with the
token, which shows whether the service accepts the cloud's tokens. No token is sent in clear text to
an endpoint if the identity service uses TLS.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from mini_nova_auth.access import discovery
from mini_nova_auth.access.access import Access
from mini_nova_auth.access.catalog import Endpoint, Service
from mini_nova_auth.access.service_types import official
from mini_nova_auth.diagnosis.endpoint_findings import (
    HAVE_VERSION_DOCUMENTS,
    EndpointAnswers,
    downgrade_unreachable,
    findings,
)
from mini_nova_auth.diagnosis.findings import Finding
from mini_nova_auth.diagnosis.probe_urls import (
    READS,
    document_url,
    newer_compute,
    read_url,
    root_url,
)
from mini_nova_auth.errors import AuthToolkitError, Unavailable
from mini_nova_auth.wire import retry
from mini_nova_auth.wire.message import (
    ACCEPT_JSON,
    DOCUMENT_STATUSES,
    NOT_FOUND,
    OK,
    Request,
    Response,
)
from mini_nova_auth.wire.misdirected import expects_tls
from mini_nova_auth.wire.urls import leaves_tls, origin, swap_scheme, version_in

PARALLEL_PROBES = 10  # the transport keeps as many connections to a host
CONNECT_TIMEOUT, READ_TIMEOUT = 3.0, 10.0  # seconds
_SCHEME_PROBLEMS = ("tls-none", "tls-failed", "cut", "no-answer")
_CERTIFICATE_PROBLEMS = ("tls-untrusted", "tls-expired", "tls-wrong-host")
Send = Callable[[Request], Response]


class Target(NamedTuple):
    """A URL to probe, and the official type of its service ('' if it is unknown)."""

    official_type: str
    url: str


def check(access: Access, send: Send, *, interface: str = "public") -> list[Finding]:
    """Probe every endpoint of a catalog, each URL once, and return the findings.

    ``send`` is called by several threads at once; ``interface`` is the interface in use.
    """
    endpoints = [
        (service, endpoint)
        for service in access.catalog.services
        for endpoint in service.endpoints
        if origin(endpoint.url)
    ]
    targets = [_target(service, endpoint) for service, endpoint in endpoints]
    answers = _probe_all(targets, access, send)
    result: list[Finding] = []
    for service, endpoint in endpoints:
        for finding in findings(service, endpoint, answers[_target(service, endpoint)]):
            if finding.code == "version-old" and not _is_compute_in_use(service, access):
                continue  # a legacy compute beside the current one is old on purpose
            is_in_use = endpoint.interface == interface
            judged = finding if is_in_use else downgrade_unreachable(finding)
            result.append(judged.for_endpoint(service, endpoint))
    return result


def _target(service: Service, endpoint: Endpoint) -> Target:
    return Target(official(service.type), endpoint.url)


def _is_compute_in_use(service: Service, access: Access) -> bool:
    return service in access.catalog.of_type("compute")


def _probe_all(targets: list[Target], access: Access, send: Send) -> dict[Target, EndpointAnswers]:
    """Probe the distinct targets in parallel. An interrupt does not wait for their answers."""
    from concurrent.futures import ThreadPoolExecutor

    unique = list(dict.fromkeys(targets))
    if not unique:
        return {}
    threads = min(PARALLEL_PROBES, len(unique))
    pool = ThreadPoolExecutor(threads)
    try:
        answers = pool.map(lambda target: probe(target, access, send), unique)
        return dict(zip(unique, answers, strict=True))
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def probe(target: Target, access: Access, send: Send) -> EndpointAnswers:
    """Send an endpoint its requests and return its answers."""
    official_type, url = target
    document = _answer_or_error(send, document_url(official_type, url))
    if may_be_wrong_scheme(document):
        other_url = swap_scheme(url)
        if is_answered(send, document_url(official_type, other_url)):
            return EndpointAnswers(document, other_scheme=True)
    if isinstance(document, AuthToolkitError):
        problem = name_issuer(document, url)
        return EndpointAnswers(problem)
    if document.status == NOT_FOUND and official_type not in HAVE_VERSION_DOCUMENTS:
        document = _root_document(url, send) or document
    answers = EndpointAnswers(document)
    if official_type == "compute":
        newer_url = find_newer_compute(url, send)
        answers = answers._replace(newer_url=newer_url)
    if _may_read(target, access) and not document.is_server_error:
        read = _read(target, access, send)
        answers = answers._replace(read=read)
    return answers


def _may_read(target: Target, access: Access) -> bool:
    """Return whether a request with the token is known for the type, and safe to send."""
    return target.official_type in READS and not leaves_tls(access.auth_url, target.url)


def _read(target: Target, access: Access, send: Send) -> Response | AuthToolkitError:
    """Send a request with the token."""
    url = read_url(target.official_type, target.url, access.project.id)
    return _answer_or_error(send, url, access.headers())


def find_newer_compute(url: str, send: Send) -> str:
    """Return the address of v2.1 if it answers beside an older compute; '' if not."""
    newer_url = newer_compute(url)
    if not newer_url or not version_in(url):
        return ""
    answer = _answer_or_error(send, f"{newer_url}/")
    if isinstance(answer, Response) and answer.status == OK:
        return newer_url
    return ""


def name_issuer(problem: AuthToolkitError, url: str) -> AuthToolkitError:
    """Add the issuer of an untrusted certificate to the problem's message."""
    if isinstance(problem, Unavailable) and problem.code == "tls-untrusted":
        from mini_nova_auth.wire.certificates import issuer_of

        server = origin(url)
        issuer = issuer_of(server.host, server.port) if server else ""
        if issuer:
            problem.message += f"; it is signed by {issuer}"
    return problem


def _root_document(url: str, send: Send) -> Response | None:
    """Return the version list above an endpoint without its own document (Heat, for example).

    A list of identity versions is Keystone's, of a cloud with all services behind one port.
    """
    root = root_url(url)
    if not root:
        return None
    answer = _answer_or_error(send, root)
    if not isinstance(answer, Response) or answer.status not in DOCUMENT_STATUSES:
        return None
    body = answer.json_or_none()
    if not isinstance(body, dict):
        return None
    is_keystone = discovery.identity_versions(body, root)
    if is_keystone:
        return None
    return answer


def may_be_wrong_scheme(answer: Response | AuthToolkitError) -> bool:
    """Return whether an answer or error is typical of http at an https port, or the reverse."""
    if isinstance(answer, Response):
        return expects_tls(answer)
    return isinstance(answer, Unavailable) and answer.code in _SCHEME_PROBLEMS


def is_answered(send: Send, url: str) -> bool:
    """Return whether a server answers at a URL, even with a certificate that is not trusted."""
    try:
        answer = send(Request("GET", url, ACCEPT_JSON))
    except Unavailable as problem:
        return problem.code in _CERTIFICATE_PROBLEMS
    except AuthToolkitError:
        return False
    return not expects_tls(answer)


def _answer_or_error(
    send: Send, url: str, headers: dict[str, str] | None = None
) -> Response | AuthToolkitError:
    """Return the answer, after the short wait that a 429 may ask for, or the error."""
    all_headers = {**ACCEPT_JSON, **(headers or {})}
    request = Request("GET", url, all_headers)
    try:
        return retry.send(lambda: send(request), retry.ShortWait())
    except AuthToolkitError as problem:
        return problem
