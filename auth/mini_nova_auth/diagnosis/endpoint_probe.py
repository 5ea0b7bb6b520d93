"""Asking the endpoints of a catalog, every one of them, side by side. What their answers tell is ``endpoint_findings``'s.

Each is asked for its version document without a token, and, where that made sense, once with it, so that a service that
does not accept the cloud's tokens is found. A token goes to no endpoint that is less encrypted than the identity service.
"""

from __future__ import annotations

from collections.abc import Callable

from mini_nova_auth.access import discovery
from mini_nova_auth.access.access import Access
from mini_nova_auth.access.service_types import official
from mini_nova_auth.diagnosis.endpoint_findings import AT_THEIR_VERSION, Asked, findings, milder
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
    BAD_REQUEST,
    DOCUMENT_STATUSES,
    NOT_FOUND,
    OK,
    Request,
    Response,
)
from mini_nova_auth.wire.urls import leaves_tls, origin, swap_scheme, version_in

SIDE_BY_SIDE = 10  # as many connections to one host as the transport keeps
CONNECT_WITHIN, ANSWER_WITHIN = 3.0, 10.0  # seconds
Send = Callable[[Request], Response]


def check(access: Access, send: Send, *, interface: str = "public") -> list[Finding]:
    """The findings of every endpoint. ``send`` is used by several threads at once; ``interface`` is the one in use."""
    from concurrent.futures import ThreadPoolExecutor

    places = [
        (service, at)
        for service in access.catalog.services
        for at in service.endpoints
        if origin(at.url)
    ]
    urls = list(dict.fromkeys((official(service.type), at.url) for service, at in places))
    pool = ThreadPoolExecutor(min(SIDE_BY_SIDE, max(len(urls), 1)))
    try:
        asked = dict(
            zip(urls, pool.map(lambda one: ask(one[0], one[1], access, send), urls), strict=True)
        )
    finally:
        pool.shutdown(wait=False, cancel_futures=True)  # who interrupts it waits for no answer
    used = access.catalog.of_type("compute")
    return [
        (finding if at.interface == interface else milder(finding)).at(service, at)
        for service, at in places
        for finding in findings(service, at, asked[official(service.type), at.url])
        if finding.code != "version-old"
        or service in used  # a legacy one beside it is meant to be old
    ]


def ask(kind: str, url: str, access: Access, send: Send) -> Asked:
    """Asks one endpoint; ``kind`` is its official type, '' for an unknown one."""
    document = _sent(send, Request("GET", document_url(kind, url), ACCEPT_JSON))
    if other_scheme_may_do(document) and answers(send, document_url(kind, swap_scheme(url))):
        return Asked(document, other_scheme=True)
    if isinstance(document, AuthToolkitError):
        return Asked(with_issuer(document, url))
    if document.status == NOT_FOUND and kind not in AT_THEIR_VERSION:
        document = _at_root(url, send) or document
    asked = Asked(document, newer=newer_beside(url, send) if kind == "compute" else "")
    trusted = not leaves_tls(access.auth_url, url)
    if kind not in READS or not trusted or document.is_server_error:
        return asked
    read = Request(
        "GET", read_url(kind, url, access.project.id), {**ACCEPT_JSON, **access.headers()}
    )
    return asked._replace(with_token=_sent(send, read))


def newer_beside(url: str, send: Send) -> str:
    """The address of v2.1 where it answers beside a compute that is listed at an older version or none; else ''."""
    newer = newer_compute(url)
    if not newer or not version_in(url):
        return ""
    answer = _sent(send, Request("GET", f"{newer}/", ACCEPT_JSON))
    return newer if isinstance(answer, Response) and answer.status == OK else ""


def with_issuer(problem: AuthToolkitError, url: str) -> AuthToolkitError:
    """The problem, with who signed a certificate that is not trusted."""
    if isinstance(problem, Unavailable) and problem.code == "tls-untrusted":
        from mini_nova_auth.wire.certificates import issuer_of

        server = origin(url)
        issuer = issuer_of(server.host, server.port) if server else ""
        problem.message += f"; it is signed by {issuer}" if issuer else ""
    return problem


def _at_root(url: str, send: Send) -> Response | None:
    """The version list above an endpoint that has no document at its version (Heat, Swift's kin); None for none."""
    root = root_url(url)
    answer = _sent(send, Request("GET", root, ACCEPT_JSON)) if root else None
    if not isinstance(answer, Response) or answer.status not in DOCUMENT_STATUSES:
        return None
    body = answer.json_or_none()
    is_keystones = bool(
        discovery.identity_versions(body, root)
    )  # of a cloud that is all behind one port
    return answer if isinstance(body, dict) and not is_keystones else None


def other_scheme_may_do(came: Response | AuthToolkitError) -> bool:
    """Whether this is what comes of asking by http for https, or the reverse: a failure, or a page that says 400."""
    return scheme_may_be_wrong(came) if isinstance(came, AuthToolkitError) else wants_tls(came)


def wants_tls(answer: Response) -> bool:
    """Whether a server may say, in a page of its own, that plain HTTP came to a port for TLS."""
    return (
        answer.status == BAD_REQUEST
        and answer.url.startswith("http:")
        and answer.json_or_none() is None
    )


def scheme_may_be_wrong(problem: AuthToolkitError) -> bool:
    """Whether this is how a server fails that is asked by http for https, or the reverse."""
    return isinstance(problem, Unavailable) and problem.code in (
        "tls-none",
        "tls-failed",
        "cut",
        "no-answer",
    )


def answers(send: Send, url: str) -> bool:
    """Whether a server answers, be it with a certificate that is not trusted."""
    try:
        return not wants_tls(send(Request("GET", url, ACCEPT_JSON)))
    except Unavailable as problem:
        return problem.code in ("tls-untrusted", "tls-expired", "tls-wrong-host")
    except AuthToolkitError:
        return False


def _sent(send: Send, request: Request) -> Response | AuthToolkitError:
    """The answer, waited for once where a 429 asks for a short wait; or what came in its place."""
    try:
        return retry.send(lambda: send(request), retry.ShortWait())
    except AuthToolkitError as problem:
        return problem
