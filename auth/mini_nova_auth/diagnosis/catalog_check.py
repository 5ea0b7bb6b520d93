"""What is wrong with a catalog, told from the catalog alone: pure functions from an Access to findings.

What an endpoint answers is ``endpoint_check``'s.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from urllib.parse import urlsplit

from mini_nova_auth import redact
from mini_nova_auth.access.access import Access
from mini_nova_auth.access.catalog import INTERFACES, Catalog, Endpoint, Service
from mini_nova_auth.access.discovery import MICROVERSIONED_FROM, identity_root, version_in
from mini_nova_auth.access.service_types import CUSTOMARY, official
from mini_nova_auth.diagnosis import region_check
from mini_nova_auth.diagnosis.findings import ERROR, INFO, WARNING, Finding, instead
from mini_nova_auth.errors import ConfigurationError
from mini_nova_auth.wire.hosts import is_local, is_private, origin

EXPIRES_SOON = 300.0  # seconds
_SPANS = ((86400, "days"), (60, "min"), (1, "s"))
CLOCKS_APART = 60.0  # seconds from which clocks that differ are worth a word
_TEMPLATE = re.compile(r"[%$]\(\w+\)s?|\$?\{\w+\}|<\w+>|[%$]?%28\w+%29s?|%[a-z]\w*_id%")
_IN_A_PROJECT = (
    "compute",
    "block-storage",
    "orchestration",
    "shared-file-system",
    "database",
)  # types with its id
_VERSION = re.compile(r"v\d+(\.\d+)?")
_PROJECT = re.compile(r"(?:AUTH_)?([0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")


def check(
    access: Access, *, auth_url: str, skew: float = 0.0, seconds_left: float | None = None
) -> list[Finding]:
    """The findings of a login's catalog. ``auth_url`` is what was asked; ``skew`` the seconds our clock is ahead."""
    catalog = access.catalog
    if not catalog.services:
        return [*of_login(skew, seconds_left), _empty(access)]
    places = [(service, endpoint) for service in catalog.services for endpoint in service.endpoints]
    hosts = {at.host for _, endpoint in places if (at := origin(endpoint.url))}
    by_place = [
        finding.at(service, endpoint)
        for service, endpoint in places
        for finding in _of_endpoint(service, endpoint, access, auth_url, hosts)
    ]
    return [
        *of_login(skew, seconds_left),
        *_of_services(access),
        *by_place,
        *region_check.regions(places),
        *_twice(places),
        *_identity(catalog, auth_url),
    ]


def clock_finding(skew: float) -> Finding | None:
    """What to say of two clocks that differ by so many seconds (ours ahead where positive)."""
    if abs(skew) < CLOCKS_APART:
        return None
    size, unit = next((size, unit) for size, unit in _SPANS if abs(skew) >= 2 * size or size == 1)
    apart = f"{abs(skew) / size:.0f} {unit}"
    return Finding(
        WARNING,
        "clock-skew",
        f"this machine's clock is {apart} {'ahead of' if skew > 0 else 'behind'} the cloud's",
        "mini-nova counts by the cloud's clock; for other programs set this one (NTP).",
    )


def of_login(skew: float, seconds_left: float | None) -> Iterator[Finding]:
    """What the clocks and the token's end tell; ``skew`` and ``seconds_left`` as above."""
    apart = clock_finding(skew)
    if apart is not None:
        yield apart
    if seconds_left is not None and seconds_left <= 0:
        yield Finding(
            WARNING,
            "token-expiring",
            "the token has ended already, by the identity service's own clock",
            "Where each new one has, its clocks or its [token] expiration are the operator's to correct.",
        )
    elif seconds_left is not None and seconds_left < EXPIRES_SOON:
        yield Finding(
            WARNING,
            "token-expiring",
            f"the token ends in {seconds_left:.0f} s",
            "mini-nova renews it by itself; a token taken out of it (token issue) will not live longer.",
        )


def _empty(access: Access) -> Finding:
    if access.project.id or access.system or access.domain.id:
        return Finding(
            ERROR,
            "catalog-empty",
            "the catalog is empty",
            "Ask the cloud's operator to register endpoints.",
        )
    return Finding(
        ERROR,
        "catalog-empty",
        "the catalog is empty, as the login is for no project",
        "Choose a project: OS_PROJECT_NAME with OS_PROJECT_DOMAIN_NAME.",
    )


def _of_services(access: Access) -> Iterator[Finding]:
    catalog = access.catalog
    for service in catalog.services:
        known = official(service.type)
        if not known and service.type.lower() not in CUSTOMARY:
            yield Finding(
                INFO,
                "type-unknown",
                f'"{service.type}" is no service type of the service-types authority',
                "Programs that look for an official type do not find it.",
                service=service.type,
            )
        elif known and known != service.type.lower():
            yield Finding(
                INFO,
                "type-alias",
                f'"{service.type}" is another name for "{known}"',
                f'Some programs look for "{known}" only; mini-nova takes either.',
                service=service.type,
            )
    if not catalog.of_type("compute"):
        types = ", ".join(sorted({service.type for service in catalog.services}))
        yield Finding(
            INFO if access.version == "1" else ERROR,
            "no-compute",
            f"the catalog has no compute service; it has {types}",
            "Ask the cloud's operator, or give its address with --os-endpoint-override.",
        )


def _of_endpoint(
    service: Service, endpoint: Endpoint, access: Access, auth_url: str, hosts: set[str]
) -> Iterator[Finding]:
    where = origin(endpoint.url)
    template = _TEMPLATE.search(endpoint.url)
    if template:
        name = endpoint.id or f"of {service.type}"
        yield Finding(
            ERROR,
            "template-left",
            f"endpoint {name} has {template[0]} left in; the identity service did not fill it",
            f"Have the operator correct the endpoint's URL, or log in with a project{_until_then(service, endpoint)}.",
        )
    if where is None:
        yield Finding(
            ERROR,
            "url-broken",
            f'"{redact.url(endpoint.url)}" is no http(s) URL',
            "Have the operator correct it.",
        )
        return
    if endpoint.interface not in INTERFACES:
        yield Finding(
            WARNING,
            "interface-unknown",
            f'"{endpoint.interface}" is none of {", ".join(INTERFACES)}',
            "Have the operator correct the endpoint's interface.",
        )
    if not _TEMPLATE.search(where.host):
        yield from _of_host(where.host, endpoint.interface, auth_url, hosts)
    yield from _of_path(service, endpoint, access, template=template is not None)
    asked = origin(auth_url)
    if (
        asked is not None
        and (asked.scheme, where.scheme) == ("https", "http")
        and endpoint.interface == "public"
    ):
        yield Finding(
            WARNING,
            "unencrypted",
            f"{service.type} is listed with http although the identity service speaks https",
            "Tokens go there in clear text. Try the same address with https, and have the operator correct it.",
        )


def _until_then(service: Service, endpoint: Endpoint) -> str:
    """How a compute whose URL is wrong behind its version is asked until it is corrected; '' for other services."""
    head = re.match(r"https?://[^/]+(?:/.*?)??/v2\.1(?=/|$)", endpoint.url)
    if (
        official(service.type) != "compute"
        or head is None
        or _TEMPLATE.search(head[0])
        or _doubled(head[0].split("/"))
    ):
        return ""
    return f"; until then {instead('compute', head[0])}"


def _of_host(host: str, interface: str, auth_url: str, hosts: set[str]) -> Iterator[Finding]:
    """What an endpoint's host tells beside the identity service's and those of the whole catalog."""
    asked = origin(auth_url)
    home = asked.host if asked else ""
    if is_local(host):
        odd_one_out = host != home and home in hosts  # on a cloud that is all on this machine
        if not is_local(home) or odd_one_out:
            severity = ERROR if interface == "public" and not is_local(home) else WARNING
            yield Finding(
                severity,
                "localhost",
                f"{host} is whatever machine asks, not the cloud",
                "Have the operator register the endpoint under a name that others can reach.",
            )
    elif interface == "public" and is_private(host) and (is_local(home) or not is_private(home)):
        yield Finding(
            WARNING,
            "internal-host",
            f"the public interface names {host}, which only an inner network knows",
            "Reach it by VPN, or have the operator register a public name.",
        )


def _of_path(
    service: Service, endpoint: Endpoint, access: Access, *, template: bool
) -> Iterator[Finding]:
    path = endpoint.url.partition("://")[2].partition("/")[2]
    segments = path.rstrip("/").split("/")
    project = access.project.id
    others = [
        one
        for one in _projects_in(service, segments)
        if project and one.replace("-", "") != project.replace("-", "")
    ]
    if others:
        yield Finding(
            ERROR,
            "project-other",
            f"the {service.type} URL is of project {others[0]}, and the login is for {project}",
            "Log in anew (cache clear); if it stays, have the operator correct the endpoint"
            f"{_until_then(service, endpoint)}.",
        )
    used = service in access.catalog.of_type("compute")
    if (
        used
        and _is_old_compute(service, endpoint.url)
        and not template
        and _lacks_project(segments)
    ):
        yield Finding(
            WARNING,
            "project-missing",
            f"the {service.type} URL names no project, which this version needs in its path",
            "mini-nova adds it; other programs get a 404. Have the operator add /%(project_id)s, or use /v2.1.",
        )
    doubled = _doubled(segments)
    if doubled:
        yield Finding(
            ERROR,
            "version-doubled",
            f"the {service.type} URL has {doubled} in its path",
            f"Have the operator take one of them out{_until_then(service, endpoint)}.",
        )
    if "//" in f"/{path}":
        yield Finding(
            WARNING,
            "slash-doubled",
            f"the {service.type} URL has a doubled slash in its path",
            "Some servers answer 404 to that. Have the operator correct it.",
        )
    elif (
        path.endswith("/") and official(service.type) != "identity"
    ):  # Keystone's own setup lists it so
        yield Finding(
            INFO,
            "slash-trailing",
            f"the {service.type} URL ends in a slash",
            "mini-nova takes it off; programs that only append a path get a doubled one.",
        )


def _projects_in(service: Service, segments: list[str]) -> list[str]:
    """The ids of projects in a path: what looks like one, and what stands behind the version where one has to stand."""
    held = [found[1] for segment in segments if (found := _PROJECT.fullmatch(segment))]
    behind = [segment for version, segment in pairwise(segments) if _VERSION.fullmatch(version)][
        -1:
    ]
    if official(service.type) not in _IN_A_PROJECT:
        return held
    return held + [
        one for one in behind if one and not (_TEMPLATE.search(one) or _VERSION.fullmatch(one))
    ]


def _doubled(segments: list[str]) -> str:
    """What a path has twice: a segment beside itself, two versions, or one version at two places; '' for none."""
    beside = next(
        (f"/{one}/{other}" for one, other in pairwise(segments) if one and one == other), ""
    )
    versions = [one for one in segments if _VERSION.fullmatch(one)]
    both = next(
        (
            f"/{one}/{other}"
            for one, other in pairwise(segments)
            if one in versions and other in versions
        ),
        "",
    )
    again = next((f"/{one} twice" for one in versions if versions.count(one) > 1), "")
    return beside or both or again


def _is_old_compute(service: Service, url: str) -> bool:
    """Whether it is compute at a version (v1.1, v2) that has the project's id in its paths."""
    try:
        version = version_in(url)
    except ConfigurationError:
        return False
    return (
        official(service.type) == "compute"
        and version is not None
        and version < MICROVERSIONED_FROM
    )


def _lacks_project(segments: list[str]) -> bool:
    return bool(_VERSION.fullmatch(segments[-1]))


def _twice(places: list[tuple[Service, Endpoint]]) -> Iterator[Finding]:
    seen: dict[tuple[str, str, str, str], str] = {}
    for service, endpoint in places:
        key = (service.type, service.name, endpoint.region, endpoint.interface)
        first = seen.setdefault(key, endpoint.url)
        if first is not endpoint.url:
            yield Finding(
                WARNING,
                "endpoint-twice",
                f"{service.type} has two {endpoint.interface} endpoints in one region; the other is {redact.url(first)}",
                "Programs take the first or any of them. Have the operator remove one.",
            ).at(service, endpoint)


def _same_keystone(listed: str, asked: str) -> bool:
    """Whether two addresses are of one host and path, whatever version they name."""
    one, other = origin(listed), origin(asked)
    if one is None or other is None or one._replace(host="") != other._replace(host=""):
        return False
    if one.host != other.host and not (is_local(one.host) and is_local(other.host)):
        return False
    return urlsplit(identity_root(listed)).path == urlsplit(identity_root(asked)).path


def _identity(catalog: Catalog, auth_url: str) -> Iterator[Finding]:
    asked = origin(auth_url)
    listed = [
        (service, at)
        for service in catalog.of_type("identity")
        for at in service.endpoints
        if at.interface == "public"
    ]
    if asked is None or not listed or any(_same_keystone(at.url, auth_url) for _, at in listed):
        return
    service, endpoint = listed[0]
    yield Finding(
        WARNING,
        "identity-elsewhere",
        f"the catalog lists identity at {redact.url(endpoint.url)}, and the login was at {redact.url(auth_url)}",
        "Programs that go on with the listed address must reach it, too; set OS_AUTH_URL to it if it is the right one.",
    ).at(service, endpoint)
