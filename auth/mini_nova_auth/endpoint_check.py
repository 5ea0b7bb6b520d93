"""What is wrong with the endpoints of a catalog, told from what they answer. Every one is asked, side by side.

Each is asked for its version document without a token, and, where that made sense, once with it, so that a service that
does not accept the cloud's tokens is found. A token goes to no endpoint that is less encrypted than the identity service.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple
from urllib.parse import urlsplit, urlunsplit

from mini_nova_auth import discovery, redact, untrusted
from mini_nova_auth.access import Access
from mini_nova_auth.catalog import Endpoint, Service
from mini_nova_auth.discovery import MICROVERSIONED_FROM
from mini_nova_auth.errors import AuthToolkitError, Unavailable
from mini_nova_auth.findings import ERROR, INFO, WARNING, Finding
from mini_nova_auth.hosts import origin
from mini_nova_auth.methods.flow import NOT_FOUND, UNAUTHORIZED, Request, Response
from mini_nova_auth.service_types import official

SIDE_BY_SIDE = 8
CONNECT_WITHIN, ANSWER_WITHIN = 3.0, 10.0  # seconds
BAD_REQUEST = 400
_ACCEPT = {"Accept": "application/json"}
# A cheap read that needs a token, by official type: what follows the version, and the version where the URL has none.
_READS = {
    "compute": ("/flavors?limit=1", "/v2.1"),
    "network": ("/networks?limit=1&fields=id", "/v2.0"),
    "image": ("/images?limit=1", "/v2"),
    "identity": ("/auth/projects", "/v3"),
    "object-store": ("", ""),
    "block-storage": ("/limits", "/v3"),
    "shared-file-system": ("/limits", "/v2"),
    "placement": ("/resource_providers?name=none", ""),
    "load-balancer": ("/lbaas/loadbalancers?limit=1&fields=id", "/v2"),
    "key-manager": ("/secrets?limit=1", "/v1"),
    "dns": ("/zones?limit=1", "/v2"),
    "baremetal": ("/nodes?limit=1", "/v1"),
}
_AT_THEIR_VERSION = ("compute", "identity")  # types that have a document at their version, whatever else is wrong
_VERSIONED = ("compute", "block-storage")  # types whose endpoints are listed with their version
Send = Callable[[Request], Response]


class Asked(NamedTuple):
    """What an endpoint answered (or what came in its place): for its version document, and to a request with a token.

    ``other_scheme``: it does not answer so, and answers to the other one of http and https.
    """

    document: Response | AuthToolkitError
    with_token: Response | AuthToolkitError | None = None
    other_scheme: bool = False


def check(access: Access, send: Send, *, interface: str = "public") -> list[Finding]:
    """The findings of every endpoint. ``send`` is used by several threads at once; ``interface`` is the one in use."""
    from concurrent.futures import ThreadPoolExecutor

    places = [(service, at) for service in access.catalog.services for at in service.endpoints if origin(at.url)]
    urls = list(dict.fromkeys((official(service.type), at.url) for service, at in places))
    pool = ThreadPoolExecutor(min(SIDE_BY_SIDE, max(len(urls), 1)))
    try:
        asked = dict(zip(urls, pool.map(lambda one: ask(one[0], one[1], access, send), urls), strict=True))
    finally:
        pool.shutdown(wait=False, cancel_futures=True)  # who interrupts it waits for no answer
    return [
        (finding if at.interface == interface else _milder(finding)).at(service, at)
        for service, at in places
        for finding in findings(service, at, asked[official(service.type), at.url])
    ]


def ask(kind: str, url: str, access: Access, send: Send) -> Asked:
    """Asks one endpoint; ``kind`` is its official type, '' for an unknown one."""
    document = _sent(send, Request("GET", document_url(kind, url), _ACCEPT))
    if scheme_may_be_wrong(document) if isinstance(document, AuthToolkitError) else wants_tls(document):
        return Asked(document, other_scheme=answers(send, document_url(kind, swapped(url))))
    if isinstance(document, AuthToolkitError):
        return Asked(document)
    if document.status == NOT_FOUND and kind not in _AT_THEIR_VERSION:
        document = _at_root(url, send) or document
    trusted = not (access.auth_url.startswith("https:") and url.startswith("http:"))
    if kind not in _READS or not trusted or document.status >= 500 or document.status == NOT_FOUND:
        return Asked(document)
    return Asked(document, _sent(send, Request("GET", read_url(kind, url), {**_ACCEPT, **access.headers()})))


def _at_root(url: str, send: Send) -> Response | None:
    """The version list above an endpoint that has no document at its version (Heat, Swift's kin); None for none."""
    parts = urlsplit(url)
    segments = parts.path.split("/")
    at = next((at for at, part in enumerate(segments) if discovery.parse_version(part) and part[:1] == "v"), 0)
    root = urlunsplit((parts.scheme, parts.netloc, "/".join(segments[:at]) + "/", "", ""))
    answer = _sent(send, Request("GET", root, _ACCEPT))
    good = isinstance(answer, Response) and answer.status in (200, 300) and isinstance(answer.json_or_none(), dict)
    return answer if good and isinstance(answer, Response) else None


def wants_tls(answer: Response) -> bool:
    """Whether a server says, in a page of its own, that plain HTTP came to a port for TLS."""
    return answer.status == BAD_REQUEST and b"HTTPS" in answer.content and answer.url.startswith("http:")


def scheme_may_be_wrong(problem: AuthToolkitError) -> bool:
    """Whether this is how a server fails that is asked by http for https, or the reverse."""
    return isinstance(problem, Unavailable) and problem.code in ("tls-none", "tls-failed", "cut", "no-answer")


def answers(send: Send, url: str) -> bool:
    """Whether a server answers, be it with a certificate that is not trusted."""
    try:
        return not wants_tls(send(Request("GET", url, _ACCEPT)))
    except Unavailable as problem:
        return problem.code in ("tls-untrusted", "tls-expired", "tls-wrong-host")
    except AuthToolkitError:
        return False


def swapped(url: str) -> str:
    """The same URL with the other one of http and https."""
    scheme, _, rest = url.partition("://")
    return f"{'http' if scheme == 'https' else 'https'}://{rest}"


def _sent(send: Send, request: Request) -> Response | AuthToolkitError:
    try:
        return send(request)
    except AuthToolkitError as problem:
        return problem


def document_url(kind: str, url: str) -> str:
    """Where an endpoint's version document is: at its version, or at its root where it names none."""
    parts = urlsplit(url.rstrip("/"))
    segments = parts.path.split("/")
    at = next((at for at, part in enumerate(segments) if discovery.parse_version(part) and part[:1] == "v"), None)
    if kind == "object-store":
        return urlunsplit((parts.scheme, parts.netloc, "/".join([*segments[: at or 1], "info"]), "", ""))
    path = parts.path if at is None else "/".join(segments[: at + 1])
    return urlunsplit((parts.scheme, parts.netloc, path + "/", "", ""))


def read_url(kind: str, url: str) -> str:
    """Where a cheap read that needs a token is."""
    path, version = _READS[kind]
    plain = url.rstrip("/")
    return plain + ("" if discovery.version_in(plain) else version) + path


def findings(service: Service, endpoint: Endpoint, asked: Asked) -> Iterator[Finding]:
    """What an endpoint's answers tell."""
    document = asked.document
    if asked.other_scheme:
        yield _of_scheme(service, endpoint)
        return
    if isinstance(document, AuthToolkitError):
        code = document.code if isinstance(document, Unavailable) and document.code else "no-sense"
        yield Finding(ERROR, code, document.message, document.hint)
        return
    kind = official(service.type)
    yield from _of_document(service, endpoint, document, kind)
    answer = asked.with_token
    if isinstance(answer, Response) and answer.status == UNAUTHORIZED:
        yield Finding(
            ERROR, "token-refused", f"{service.type} answers 401 to a token that the identity service has just given",
            "Its keystonemiddleware (auth_url, user, memcached, clock) is the operator's to correct.",
        )  # fmt: skip


def _of_scheme(service: Service, endpoint: Endpoint) -> Finding:
    asked, answers = ("https", "http") if endpoint.url.startswith("https:") else ("http", "https")
    return Finding(
        ERROR, f"{asked}-where-{answers}", f"{service.type} is listed with {asked}, and {answers} answers there",
        f"Have the operator list it with {answers}; until then give its address with --os-endpoint-override.",
    )  # fmt: skip


def _of_document(service: Service, endpoint: Endpoint, answer: Response, kind: str) -> Iterator[Finding]:
    if answer.status >= 500:
        yield Finding(
            ERROR,
            "out-of-order",
            f"{service.type} answers HTTP {answer.status}",
            "Ask the cloud's operator; try again.",
        )
        return
    if kind == "object-store":
        return  # it has no version document; its /info may be switched off
    if answer.status == NOT_FOUND:
        yield Finding(
            ERROR, "not-found", f"{service.type} answers 404 at {redact.url(answer.url)}",
            "The path in the catalog is wrong, or the service is not behind this address.",
        )  # fmt: skip
        return
    body = answer.json_or_none()
    if body is None and answer.status < 300:
        yield Finding(
            WARNING, "version-not-json",
            f"the version page of {service.type} is {'HTML' if answer.content.lstrip()[:1] == b'<' else 'no JSON'}",
            "A proxy or a dashboard may be answering. mini-nova uses the catalog's address as it stands.",
        )  # fmt: skip
        return
    yield from _of_versions(service, endpoint, answer, kind, body)


def _of_versions(service: Service, endpoint: Endpoint, answer: Response, kind: str, body: Any) -> Iterator[Finding]:
    listed = discovery.version_in(endpoint.url)
    if listed is None and kind in _VERSIONED:
        yield Finding(
            WARNING, "version-missing", f"{service.type} is listed without a version (HTTP {answer.status} at its root)",
            "mini-nova asks it for its versions; other programs get a 300 or a 404. Have the operator add /v2.1 or /v3.",
        )  # fmt: skip
    if kind == "compute" and listed is not None and listed < MICROVERSIONED_FROM:
        yield Finding(
            WARNING, "version-old", f"compute is registered at /v{listed[0]}{'.1' if listed == (1, 1) else ''}",
            "It knows no microversions. Where /v2.1 answers beside it, have the operator register that.",
        )  # fmt: skip
    elsewhere = next((link for link in _self_links(body) if _leads_away(link, answer.url)), "")
    if elsewhere:
        yield Finding(
            WARNING, "link-elsewhere", f"the versions of {service.type} link to {redact.url(elsewhere)}",
            "Programs that follow such links go there. Behind a proxy the operator sets enable_proxy_headers_parsing.",
        )  # fmt: skip


def _self_links(body: Any) -> Iterator[str]:
    given = untrusted.mapping(body)
    listed = given.get("versions")
    listed = listed.get("values") if isinstance(listed, dict) else listed
    for entry in (*untrusted.mappings(listed), untrusted.mapping(given.get("version"))):
        for link in untrusted.mappings(entry.get("links")):
            if link.get("rel") == "self":
                yield untrusted.text(link.get("href"))


def _leads_away(link: str, asked: str) -> bool:
    there = origin(link)
    return there is not None and there != origin(asked)


def _milder(finding: Finding) -> Finding:
    """Of an interface that is not in use: an inner address that cannot be reached from here is no fault."""
    far = ("unreachable", "name-not-found", "refused", "no-answer", "cut")
    return finding._replace(severity=INFO) if finding.code in far else finding
