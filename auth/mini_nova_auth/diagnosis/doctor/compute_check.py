"""Compute: found in the catalog, its version document, its answer to a token."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mini_nova_auth import redact
from mini_nova_auth.access import discovery
from mini_nova_auth.access.access import Access
from mini_nova_auth.access.catalog import Choice, Endpoint, Service
from mini_nova_auth.access.discovery import MICROVERSIONED_FROM
from mini_nova_auth.diagnosis.doctor.address_check import silence
from mini_nova_auth.diagnosis.doctor.checkup import Found, Spent
from mini_nova_auth.diagnosis.doctor.step import BAD, GOOD, ODD, SKIPPED, Line, of_finding
from mini_nova_auth.diagnosis.endpoint_findings import EndpointAnswers, findings
from mini_nova_auth.diagnosis.endpoint_probe import (
    find_newer_compute,
    is_answered,
    may_be_wrong_scheme,
)
from mini_nova_auth.diagnosis.findings import ERROR, INFO
from mini_nova_auth.diagnosis.probe_urls import document_url
from mini_nova_auth.errors import AuthToolkitError, EndpointNotFound, ProtocolError
from mini_nova_auth.settings.endpoint import choose_endpoint
from mini_nova_auth.wire.message import (
    ACCEPT_JSON,
    FORBIDDEN,
    NOT_FOUND,
    OK,
    TOO_MANY_REQUESTS,
    UNAUTHORIZED,
    Request,
    Response,
    service_message,
)
from mini_nova_auth.wire.urls import origin, swap_scheme, version_in

_WHAT = "compute"


def lines(found: Found, access: Access) -> Iterator[Line]:
    """Compute, from the catalog to its answer."""
    settings = found.settings
    override = settings["endpoint_override"]
    try:
        choice = (
            _given(override)
            if override
            else choose_endpoint(
                settings,
                access,
                settings["service_type"] or "compute",
                name=settings["service_name"],
            )
        )
    except EndpointNotFound as problem:
        if access.version == "1" and not access.catalog.of_type("compute"):
            yield Line(SKIPPED, _WHAT, "not asked: this v1 login is for object storage alone")
            return
        reach, hint = _reach(found, access)
        yield Line(BAD, "catalog", f"{problem.message}{reach}", hint or problem.hint, "no-endpoint")
        return
    yield Line(GOOD, "catalog", choice.why)
    if origin(choice.endpoint.url) is None:
        yield _no_url(override or access.endpoint)
        return
    yield from _asked(found, access, choice)


def _no_url(given: str) -> Line:
    """Compute's address is none. What the catalog lists is said with the catalog; what the settings give, here."""
    if not given:
        return Line(SKIPPED, _WHAT, "not asked: its URL is none")
    message, hint = (
        f'"{redact.url(given)}" is no http(s) URL',
        "Correct OS_ENDPOINT_OVERRIDE or OS_ENDPOINT.",
    )
    return Line(BAD, _WHAT, message, hint, "url-broken")


def _given(url: str) -> Choice:
    endpoint = Endpoint("", url)
    return Choice(
        Service("compute", endpoints=(endpoint,)),
        endpoint,
        f"compute, given in the settings: {redact.url(url)}",
    )


def _reach(found: Found, access: Access) -> tuple[str, str]:
    """Whether the endpoint of another interface can be reached from here, and what to do then; '' where none is there."""
    listed = [
        at
        for service in access.catalog.of_type("compute")
        for at in service.endpoints
        if origin(at.url)
    ]
    region = found.settings["region_name"]
    here = [at for at in listed if not region or at.region in ("", region)]
    if not here:
        return "", ""
    interface = here[0].interface
    try:
        found.send(Request("GET", document_url("compute", here[0].url), ACCEPT_JSON))
    except AuthToolkitError:
        return (
            ", not reachable from here",
            f"Use the cloud's VPN with --os-interface {interface}, or ask the operator.",
        )
    return ", which answers", f"Use --os-interface {interface} (OS_INTERFACE)."


def _asked(found: Found, access: Access, choice: Choice) -> Iterator[Line]:
    service, endpoint = choice.service, choice.endpoint
    url = endpoint.url.rstrip("/")
    try:
        document = found.send(Request("GET", document_url("compute", url), ACCEPT_JSON))
    except AuthToolkitError as problem:
        yield _other_scheme(found, service, url, problem) or _silence(endpoint, problem)
        return
    other = _other_scheme(found, service, url, document)
    if other is not None:
        yield other
        return
    asked = EndpointAnswers(document, newer_url=find_newer_compute(url, found.send))
    if document.status == NOT_FOUND and not asked.newer_url and version_in(url):
        yield _no_document(document)
    else:
        said = [
            finding for finding in findings(service, endpoint, asked) if finding.severity != INFO
        ]
        yield from (of_finding(_WHAT, finding) for finding in said)
        if any(finding.severity == ERROR for finding in said):
            return
    try:
        base, body = _base(url, document, access)
    except ProtocolError as problem:
        yield Line(BAD, _WHAT, problem.message, problem.hint, "version-missing")
        return
    yield from _microversions(found, base, body)
    yield from _answer(found, access, endpoint, base)


def _no_document(document: Response) -> Line:
    return Line(
        ODD,
        _WHAT,
        f"compute has no version document: {redact.url(document.url)} answers 404",
        "mini-nova uses the catalog's address as it stands; if that is wrong, too, see below.",
        "version-not-json",
    )


def _silence(endpoint: Endpoint, problem: AuthToolkitError) -> Line:
    """The line for an endpoint that gave no answer; one of an inner interface may be out of reach from here."""
    if isinstance(problem, Spent):
        return Line(SKIPPED, _WHAT, problem.message, problem.hint)
    line = silence(problem, endpoint.url)._replace(what=_WHAT)
    inner = line.code == "unreachable" and endpoint.interface not in ("", "public")
    return line._replace(hint=f"Try --os-interface public. {line.hint}") if inner else line


def _other_scheme(
    found: Found, service: Service, url: str, came: Response | AuthToolkitError
) -> Line | None:
    """The line for a compute whose other scheme answers; None where it does not, or where that would tell nothing."""
    other = swap_scheme(url)
    if not may_be_wrong_scheme(came) or not is_answered(found.send, document_url("compute", other)):
        return None
    asked, works = url.partition(":")[0], other.partition(":")[0]
    return Line(
        BAD,
        _WHAT,
        f"Keystone lists {service.type} as {asked}://, and {works} answers there",
        f"Use --os-endpoint-override {redact.url(other)} until the operator has corrected the catalog.",
        f"{asked}-where-{works}",
    )


def _base(url: str, document: Response, access: Access) -> tuple[str, Any]:
    """The address that requests go to, and the version document that belongs to it."""
    body = document.json_or_none()
    found = discovery.compute_endpoint(url, access.project.id)
    if found is None:
        found = discovery.compute_from_root(body, url, access.project.id)
    return found.url, body


def _microversions(found: Found, base: str, body: Any) -> Iterator[Line]:
    """The range of microversions, and whether what is asked for is in it."""
    number = version_in(base)
    listed = [
        one for one in discovery.versions(body, base) if one.number == number and one.max_version
    ]
    if not listed or number is None or number < MICROVERSIONED_FROM:
        return
    low, high = listed[0].min_version or (2, 1), listed[0].max_version or (2, 1)
    wanted = found.settings["compute_api_version"]
    asked = discovery.parse_version(wanted)
    span = f"{low[0]}.{low[1]} to {high[0]}.{high[1]}"
    if asked is not None and wanted.count(".") and not low <= asked <= high:
        yield Line(
            BAD,
            "microversion",
            f"{wanted} is asked for ({found.settings.source('compute_api_version')}); it has {span}",
            f"Set OS_COMPUTE_API_VERSION={high[0]}.{high[1]}, or leave it out.",
            "microversion",
        )
    else:
        yield Line(GOOD, "microversion", f"{span}{f'; {wanted} is asked for' if wanted else ''}")


def _answer(found: Found, access: Access, endpoint: Endpoint, base: str) -> Iterator[Line]:
    """Compute's answer to a request with the token."""
    try:
        answer = found.send(
            Request("GET", f"{base}/flavors?limit=1", {**ACCEPT_JSON, **access.headers()}),
            last=True,
        )
    except AuthToolkitError as problem:
        yield _silence(endpoint, problem)
        return
    if answer.status == OK and isinstance(answer.json_or_none(), dict):
        yield Line(GOOD, _WHAT, f"{redact.url(base)} answers")
        return
    said = service_message(answer)
    yield _refusal(answer.status, redact.url(base), f": {said}" if said else "")


def _refusal(status: int, base: str, reason: str) -> Line:
    """The line for an answer of compute that is none."""
    if status == UNAUTHORIZED:
        return Line(
            BAD,
            _WHAT,
            f"compute answers 401 to a token that Keystone has just given{reason}",
            "Its keystonemiddleware (auth_url, user, memcached, clock) is the operator's to correct.",
            "token-refused",
        )
    if status == NOT_FOUND:
        return Line(
            BAD,
            _WHAT,
            f"{base}/flavors answers 404{reason}",
            "The path in the catalog is wrong; try --os-endpoint-override with the right one.",
            "not-found",
        )
    if status == FORBIDDEN:
        hint = "Ask the operator for a role in the project that may do this (member, mostly)."
        return Line(BAD, _WHAT, f"{base} answers HTTP 403{reason}", hint, "forbidden")
    if status == TOO_MANY_REQUESTS:
        return Line(
            ODD, _WHAT, f"{base} asks to slow down{reason}", "Try again later.", "slow-down"
        )
    if status < 300:
        hint = "A proxy or a dashboard is answering in its place: ask the cloud's operator."
        return Line(
            BAD,
            _WHAT,
            f"{base} answers a request with what is no answer of compute",
            hint,
            "no-sense",
        )
    code = "out-of-order" if status >= 500 else "no-sense"
    return Line(
        BAD, _WHAT, f"{base} answers HTTP {status}{reason}", "Ask the cloud's operator.", code
    )
