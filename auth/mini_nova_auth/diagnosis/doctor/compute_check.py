"""Check compute: its endpoint, its version document, and its answer to a request with the token."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mini_nova_auth import redact
from mini_nova_auth.access import discovery
from mini_nova_auth.access.access import Access
from mini_nova_auth.access.catalog import Endpoint, Service
from mini_nova_auth.access.choice import Choice, usable_endpoints, with_region
from mini_nova_auth.diagnosis.doctor.budgeted_sender import BudgetSpent
from mini_nova_auth.diagnosis.doctor.checkup import Checkup
from mini_nova_auth.diagnosis.doctor.compute_answer import check_answer
from mini_nova_auth.diagnosis.doctor.connection_failure import connection_failure
from mini_nova_auth.diagnosis.doctor.microversion_check import check_microversion
from mini_nova_auth.diagnosis.doctor.step import BAD, GOOD, ODD, SKIPPED, Step, from_finding
from mini_nova_auth.diagnosis.endpoint_findings import EndpointAnswers, findings
from mini_nova_auth.diagnosis.endpoint_probe import (
    find_newer_compute,
    is_answered,
    may_be_wrong_scheme,
)
from mini_nova_auth.diagnosis.findings import INFO
from mini_nova_auth.diagnosis.probe_urls import document_url
from mini_nova_auth.errors import AuthToolkitError, EndpointNotFound, ProtocolError
from mini_nova_auth.settings.endpoint import choose_endpoint
from mini_nova_auth.wire.message import ACCEPT_JSON, NOT_FOUND, Request, Response
from mini_nova_auth.wire.urls import origin, swap_scheme, version_in


def check_compute(checkup: Checkup, access: Access) -> Iterator[Step]:
    """Check compute from the catalog to its answer."""
    override = checkup.settings["endpoint_override"]
    try:
        choice = _choose_endpoint(checkup, access)
    except EndpointNotFound as problem:
        yield _no_endpoint(checkup, access, problem)
        return
    yield Step(GOOD, "catalog", choice.why)
    if origin(choice.endpoint.url) is None:
        yield _malformed_url(override or access.endpoint)
        return
    yield from _check_endpoint(checkup, access, choice)


def _choose_endpoint(checkup: Checkup, access: Access) -> Choice:
    """Return compute's endpoint. Raises EndpointNotFound."""
    settings = checkup.settings
    override = settings["endpoint_override"]
    if override:
        endpoint = Endpoint("", override)
        service = Service("compute", endpoints=(endpoint,))
        reason = f"compute, given in the settings: {redact.url(override)}"
        return Choice(service, endpoint, reason)
    service_type = settings["service_type"] or "compute"
    return choose_endpoint(settings, access, service_type, name=settings["service_name"])


def _no_endpoint(checkup: Checkup, access: Access, problem: EndpointNotFound) -> Step:
    if access.version == "1" and not access.catalog.of_type("compute"):
        return Step(SKIPPED, "compute", "not checked: this v1 login is only for object storage")
    endpoint = _other_interface(checkup, access)
    if endpoint is None:
        return Step(BAD, "catalog", problem.message, problem.hint, "no-endpoint")
    interface = endpoint.interface
    url = document_url("compute", endpoint.url)
    try:
        checkup.send(Request("GET", url, ACCEPT_JSON))
    except AuthToolkitError:
        sentence = f"{problem.message}, which is not reachable from here"
        hint = f"Use the cloud's VPN with --os-interface {interface}, or ask the operator."
    else:
        sentence = f"{problem.message}, which answers"
        hint = f"Use --os-interface {interface} (OS_INTERFACE)."
    return Step(BAD, "catalog", sentence, hint, "no-endpoint")


def _other_interface(checkup: Checkup, access: Access) -> Endpoint | None:
    """Return the first endpoint of compute in the region, on whatever interface; or None."""
    region = checkup.settings["region_name"]
    candidates = usable_endpoints(access.catalog.of_type("compute"))
    for _, endpoint in with_region(candidates):
        is_in_region = not region or endpoint.region in ("", region)
        if is_in_region and origin(endpoint.url):
            return endpoint
    return None


def _malformed_url(url: str) -> Step:
    """Report a malformed URL in the settings; the catalog check reports those of the catalog."""
    if not url:
        return Step(SKIPPED, "compute", "not checked: its URL is malformed")
    sentence = f'"{redact.url(url)}" is not a valid http(s) URL'
    hint = "Correct OS_ENDPOINT_OVERRIDE or OS_ENDPOINT."
    return Step(BAD, "compute", sentence, hint, "url-broken")


def _check_endpoint(checkup: Checkup, access: Access, choice: Choice) -> Iterator[Step]:
    endpoint = choice.endpoint
    url = endpoint.url.rstrip("/")
    request = Request("GET", document_url("compute", url), ACCEPT_JSON)
    document: Response | AuthToolkitError
    try:
        document = checkup.send(request)
        name = redact.url(request.url).rstrip("/")
        checkup.documents[name] = document.json_or_none()
    except AuthToolkitError as problem:
        document = problem
    if _does_other_scheme_answer(checkup, url, document):
        yield _wrong_scheme(choice.service, url)
    elif isinstance(document, AuthToolkitError):
        yield _no_answer(endpoint, document)
    else:
        newer_url = find_newer_compute(url, checkup.send)
        problems = _document_problems(choice, document, newer_url)
        yield from problems
        if not any(step.mark == BAD for step in problems):
            yield from _check_requests(checkup, access, endpoint, document)


def _does_other_scheme_answer(
    checkup: Checkup, url: str, document: Response | AuthToolkitError
) -> bool:
    if not may_be_wrong_scheme(document):
        return False
    other_url = document_url("compute", swap_scheme(url))
    return is_answered(checkup.send, other_url)


def _wrong_scheme(service: Service, url: str) -> Step:
    working_url = swap_scheme(url)
    scheme, _, _ = url.partition(":")
    working_scheme, _, _ = working_url.partition(":")
    return Step(
        BAD,
        "compute",
        f"the catalog lists {service.type} with {scheme}, but {working_scheme} answers there",
        f"Use --os-endpoint-override {redact.url(working_url)} "
        "until the operator has corrected the catalog.",
        f"{scheme}-where-{working_scheme}",
    )


def _no_answer(endpoint: Endpoint, problem: AuthToolkitError) -> Step:
    if isinstance(problem, BudgetSpent):
        return Step(SKIPPED, "compute", problem.message, problem.hint)
    step = connection_failure(problem, endpoint.url)
    step = step._replace(subject="compute")
    if step.code != "unreachable" or endpoint.interface in ("", "public"):
        return step
    hint = f"Try --os-interface public. {step.hint}"
    return step._replace(hint=hint)


def _document_problems(choice: Choice, document: Response, newer_url: str) -> list[Step]:
    """Return a step for each fault or oddity of the version document."""
    is_missing = document.status == NOT_FOUND and not newer_url
    if is_missing and version_in(choice.endpoint.url):
        return [_no_document(document)]
    answers = EndpointAnswers(document, newer_url=newer_url)
    return [
        from_finding("compute", finding)
        for finding in findings(choice.service, choice.endpoint, answers)
        if finding.severity != INFO
    ]


def _no_document(document: Response) -> Step:
    return Step(
        ODD,
        "compute",
        f"compute has no version document: {redact.url(document.url)} answers 404",
        "If the next step fails, too, the URL in the catalog is wrong.",
        "version-not-json",
    )


def _check_requests(
    checkup: Checkup, access: Access, endpoint: Endpoint, document: Response
) -> Iterator[Step]:
    """Check the microversion and a request with the token, at the address that requests use."""
    body = document.json_or_none()
    try:
        url = _request_url(endpoint.url.rstrip("/"), body, access)
    except ProtocolError as problem:
        yield Step(BAD, "compute", problem.message, problem.hint, "version-missing")
        return
    yield from check_microversion(checkup, url, body)
    headers = {**ACCEPT_JSON, **access.headers()}
    request = Request("GET", f"{url}/flavors?limit=1", headers)
    try:
        answer = checkup.send(request, last=True)
    except AuthToolkitError as problem:
        yield _no_answer(endpoint, problem)
        return
    yield check_answer(answer, url)


def _request_url(url: str, document: Any, access: Access) -> str:
    """Return the address of requests. Raises ProtocolError if a root lists no usable version."""
    endpoint = discovery.compute_endpoint(url, access.project.id)
    if endpoint is None:
        endpoint = discovery.compute_from_root(document, url, access.project.id)
    return endpoint.url
