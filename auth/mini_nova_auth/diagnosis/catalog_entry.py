"""CatalogEntry: an endpoint of a catalog with the context that its URL is judged by."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from mini_nova_auth.access.access import Access
from mini_nova_auth.access.catalog import Endpoint, Service
from mini_nova_auth.access.service_types import official
from mini_nova_auth.diagnosis.findings import Finding, override_hint
from mini_nova_auth.wire.urls import Origin, origin

_TEMPLATE = re.compile(r"[%$]\(\w+\)s?|\$?\{\w+\}|<\w+>|[%$]?%28\w+%29s?|%[a-z]\w*_id%")
_VERSION = re.compile(r"v\d+(\.\d+)?")
_UP_TO_V2_1 = re.compile(r"https?://[^/]+(?:/.*?)??/v2\.1(?=/|$)")


class CatalogEntry(NamedTuple):
    """An endpoint, its service, and the login that it came with.

    ``auth_url`` is the identity service that was asked for the login, ``hosts`` are the hosts of
    all endpoints of the catalog.
    """

    service: Service
    endpoint: Endpoint
    access: Access
    auth_url: str
    hosts: frozenset[str]

    @property
    def official_type(self) -> str:
        """The official name of the service's type; '' if it is unknown."""
        return official(self.service.type)

    @property
    def origin(self) -> Origin | None:
        """Scheme, host and port of the URL; None if it is malformed."""
        return origin(self.endpoint.url)

    @property
    def path(self) -> str:
        """The path of the URL without its first slash."""
        _, _, address = self.endpoint.url.partition("://")
        _, _, path = address.partition("/")
        return path

    @property
    def segments(self) -> list[str]:
        """The segments of the path; a slash at its end does not count."""
        return self.path.rstrip("/").split("/")

    @property
    def template(self) -> str:
        """The first template in the URL, e.g. ``%(project_id)s``; '' if there is none."""
        match = _TEMPLATE.search(self.endpoint.url)
        if match:
            return match[0]
        return ""

    @property
    def workaround(self) -> str:
        """The end of a hint: how to use compute until its URL is corrected.

        '' if the service is not compute, or if its URL is already wrong before ``/v2.1``.
        """
        match = _UP_TO_V2_1.match(self.endpoint.url)
        if self.official_type != "compute" or match is None:
            return ""
        url = match[0]
        if is_template(url) or extra_segment(url.split("/")):
            return ""
        return f"; until then, {override_hint('compute', url)}"

    def locate(self, finding: Finding) -> Finding:
        """Return the finding with its place in the catalog."""
        return finding.for_endpoint(self.service, self.endpoint)


def is_template(text: str) -> bool:
    """Return whether a text contains a template that the identity service did not fill in."""
    return _TEMPLATE.search(text) is not None


def is_version(segment: str) -> bool:
    """Return whether a segment of a path is a version, e.g. ``v2.1``."""
    return _VERSION.fullmatch(segment) is not None


def extra_segment(segments: list[str]) -> str:
    """Describe what a path has one too many of; '' if nothing.

    That is a segment next to itself, two adjacent versions, or a version in two places.
    """
    neighbours = list(pairwise(segments))
    for segment, neighbour in neighbours:
        if segment and segment == neighbour:
            return f"/{segment}/{neighbour}"
    for segment, neighbour in neighbours:
        if is_version(segment) and is_version(neighbour):
            return f"/{segment}/{neighbour}"
    versions = [segment for segment in segments if is_version(segment)]
    for version in versions:
        if versions.count(version) > 1:
            return f"/{version} twice"
    return ""
