"""Compute: found in the catalog, its version document, its answer to a token."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mini_nova_auth import discovery, redact
from mini_nova_auth.access import Access
from mini_nova_auth.catalog import Choice, Endpoint, Service, interfaces
from mini_nova_auth.discovery import MICROVERSIONED_FROM
from mini_nova_auth.doctor.address_check import silence
from mini_nova_auth.doctor.found import ACCEPT, Found
from mini_nova_auth.doctor.line import BAD, GOOD, ODD, SKIPPED, Line, of_finding
from mini_nova_auth.endpoint_check import (
    Asked,
    answers,
    document_url,
    findings,
    scheme_may_be_wrong,
    swapped,
    wants_tls,
)
from mini_nova_auth.errors import AuthToolkitError, EndpointNotFound, ProtocolError
from mini_nova_auth.findings import INFO
from mini_nova_auth.hosts import origin
from mini_nova_auth.methods.flow import NOT_FOUND, UNAUTHORIZED, Request, Response, service_message
from mini_nova_auth.session import chosen

_WHAT = "compute"


def lines(found: Found, access: Access) -> Iterator[Line]:
    """Compute, from the catalog to its answer."""
    settings = found.settings
    override = settings["endpoint_override"]
    try:
        choice = _given(override) if override else chosen(settings, access, settings["service_type"] or "compute",
                                                          name=settings["service_name"])  # fmt: skip
    except EndpointNotFound as problem:
        yield Line(BAD, "catalog", f"{problem.message}{_reach(found, access)}", problem.hint, "no-endpoint")
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
    message, hint = f'"{redact.url(given)}" is no http(s) URL', "Correct OS_ENDPOINT_OVERRIDE or OS_ENDPOINT."
    return Line(BAD, _WHAT, message, hint, "url-broken")


def _given(url: str) -> Choice:
    endpoint = Endpoint("", url)
    return Choice(
        Service("compute", endpoints=(endpoint,)), endpoint, f"compute, given in the settings: {redact.url(url)}"
    )


def _reach(found: Found, access: Access) -> str:
    """Whether the endpoint of another interface can be reached from here."""
    listed = [at for service in access.catalog.of_type("compute") for at in service.endpoints if origin(at.url)]
    region = found.settings["region_name"]
    here = [at for at in listed if not region or at.region in ("", region)]
    if not here:
        return ""
    try:
        found.send(Request("GET", document_url("compute", here[0].url), ACCEPT))
    except AuthToolkitError:
        return ", not reachable from here"
    return ", which answers"


def _asked(found: Found, access: Access, choice: Choice) -> Iterator[Line]:
    service, endpoint = choice.service, choice.endpoint
    url = endpoint.url.rstrip("/")
    try:
        document = found.send(Request("GET", document_url("compute", url), ACCEPT))
    except AuthToolkitError as problem:
        yield from _unanswered(found, service, url, problem)
        return
    said = [finding for finding in findings(service, endpoint, Asked(document)) if finding.severity != INFO]
    if wants_tls(document):
        yield from _unanswered(found, service, url, None)
        return
    for finding in said:
        line = of_finding(_WHAT, finding)
        yield _beside(found, url, line) if finding.code == "version-old" else line
    if any(finding.code in ("not-found", "out-of-order") for finding in said):
        return
    try:
        base, body = _base(url, document, access)
    except ProtocolError as problem:
        yield Line(BAD, _WHAT, problem.message, problem.hint, "version-missing")
        return
    yield from _microversions(found, base, body)
    yield from _answer(found, access, base)


def _beside(found: Found, url: str, line: Line) -> Line:
    """The line on a compute that is registered at an old version: does v2.1 answer beside it?"""
    newer = f"{document_url('compute', url).rstrip('/').rpartition('/')[0]}/v2.1/"
    try:
        answers = found.send(Request("GET", newer, ACCEPT)).status == 200
    except AuthToolkitError:
        answers = False
    if not answers:
        return line
    return line._replace(
        sentence=f"{line.sentence}; /v2.1 answers beside it",
        hint=f"Use --os-endpoint-override {redact.url(newer.rstrip('/'))}, and have the operator register that.",
    )


def _unanswered(found: Found, service: Service, url: str, problem: AuthToolkitError | None) -> Iterator[Line]:
    """No sense came by this scheme: does the other one answer? ``problem`` None: a page said that TLS is wanted."""
    other = swapped(url)
    tried = problem is None or scheme_may_be_wrong(problem)
    if tried and answers(found.send, document_url("compute", other)):
        asked, works = url.partition(":")[0], other.partition(":")[0]
        yield Line(
            BAD, _WHAT, f"Keystone lists {service.type} as {asked}://, and {works} answers there",
            f"Use --os-endpoint-override {redact.url(other)} until the operator has corrected the catalog.",
            f"{asked}-where-{works}",
        )  # fmt: skip
        return
    problem = problem or ProtocolError(f"{redact.url(url)} wants TLS, and does not answer to it")
    yield _silence(found, problem, url)


def _silence(found: Found, problem: AuthToolkitError, url: str) -> Line:
    """The line for a compute that gave no answer; another interface than the public one may be out of reach from here."""
    line = silence(problem, url)._replace(what=_WHAT)
    elsewhere = line.code == "unreachable" and interfaces(found.settings["interface"])[0] != "public"
    return line._replace(hint=f"Try --os-interface public. {line.hint}") if elsewhere else line


def _base(url: str, document: Response, access: Access) -> tuple[str, Any]:
    """The address that requests go to, and the version document that belongs to it."""
    body = document.json_or_none()
    found = discovery.compute_endpoint(url, access.project.id)
    if found is None:
        found = discovery.compute_from_root(body, url, access.project.id)
    return found.url, body


def _microversions(found: Found, base: str, body: Any) -> Iterator[Line]:
    """The range of microversions, and whether what is asked for is in it."""
    number = discovery.version_in(base)
    listed = [one for one in discovery.versions(body, base) if one.number == number and one.max_version]
    if not listed or number is None or number < MICROVERSIONED_FROM:
        return
    low, high = listed[0].min_version or (2, 1), listed[0].max_version or (2, 1)
    wanted = found.settings["compute_api_version"]
    asked = discovery.parse_version(wanted)
    span = f"{low[0]}.{low[1]} to {high[0]}.{high[1]}"
    if asked is not None and wanted.count(".") and not low <= asked <= high:
        yield Line(
            BAD, "microversion", f"{wanted} is asked for ({found.settings.source('compute_api_version')}); it has {span}",
            f"Set OS_COMPUTE_API_VERSION={high[0]}.{high[1]}, or leave it out.", "microversion",
        )  # fmt: skip
    else:
        yield Line(GOOD, "microversion", f"{span}{f'; {wanted} is asked for' if wanted else ''}")


def _answer(found: Found, access: Access, base: str) -> Iterator[Line]:
    """Compute's answer to a request with the token."""
    try:
        answer = found.send(Request("GET", f"{base}/flavors?limit=1", {**ACCEPT, **access.headers()}))
    except AuthToolkitError as problem:
        yield _silence(found, problem, base)
        return
    if answer.status == 200 and answer.json_or_none() is not None:
        yield Line(GOOD, _WHAT, f"{redact.url(base)} answers")
        return
    said = service_message(answer)
    reason = f": {said}" if said else ""
    if answer.status == UNAUTHORIZED:
        yield Line(
            BAD, _WHAT, f"compute answers 401 to a token that Keystone has just given{reason}",
            "Its keystonemiddleware (auth_url, user, memcached, clock) is the operator's to correct.", "token-refused",
        )  # fmt: skip
    elif answer.status == NOT_FOUND:
        yield Line(
            BAD, _WHAT, f"{redact.url(base)}/flavors answers 404{reason}",
            "The path in the catalog is wrong; try --os-endpoint-override with the right one.", "not-found",
        )  # fmt: skip
    else:
        yield Line(BAD if answer.status >= 400 else ODD, _WHAT, f"{redact.url(base)} answers HTTP {answer.status}{reason}",
                   "Ask the cloud's operator.", "out-of-order")  # fmt: skip
