"""Compute: Nova at the endpoint of the catalog (or the override), at one microversion."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from mini_nova.compute import microversion
from mini_nova.compute.dry_run import NotSent, UnsentRequest
from mini_nova.compute.microversion import Microversion
from mini_nova.compute.service import ServiceClient
from mini_nova.compute.version_range import (
    VersionRange,
    check_negotiated,
    check_requested,
    newest_in,
)
from mini_nova.errors import BadUsage
from mini_nova_auth import clock, lenient
from mini_nova_auth.access import discovery
from mini_nova_auth.access.access import Access
from mini_nova_auth.access.discovery import ComputeEndpoint, version_text
from mini_nova_auth.errors import Unavailable
from mini_nova_auth.session import Session
from mini_nova_auth.wire.headers import Headers, MakeHeaders, evaluate
from mini_nova_auth.wire.message import NOT_ACCEPTABLE, READ_METHODS, Response
from mini_nova_auth.wire.urls import check_url, without_version
from mini_nova_auth.wire.words import service_message

FLAVOR_BY_ID: Microversion = (2, 3)
PROXIES_UP_TO: Microversion = (2, 35)  # /images, /os-networks, /os-security-groups...: 404 later on

Warn = Callable[[str], object]


def _ignore(_sentence: str) -> None:
    """Warn nobody."""


class Compute(ServiceClient):
    """Nova, at the newest microversion of both sides, or the one that the settings request.

    It speaks none that is out of one of the ``ranges``, which a command and its options need.
    ``warn`` tells the user what is odd about the requested one. Raises BadUsage if that is out of a
    range, or is no microversion. In a dry run it sends reads alone, and raises NotSent for all else.
    """

    def __init__(
        self,
        session: Session,
        *,
        ranges: Sequence[VersionRange] = (),
        warn: Warn = _ignore,
        dry_run: bool = False,
    ) -> None:
        super().__init__(session, self._url)
        self.dry_run = dry_run
        self.start = clock.read()  # before the first request
        settings = session.settings
        self._warn = warn
        self._has_warned = False
        self._ranges = ranges
        self._at_most = newest_in(ranges, microversion.NEWEST)
        self._override = settings["endpoint_override"]
        self._requested = microversion.parse(settings["compute_api_version"])
        self._source = settings.source("compute_api_version")
        if self._requested is not None:
            check_requested(ranges, self._requested, self._source)
        if self._override:
            check_url(self._override)

    def require(self, item: VersionRange) -> None:
        """Raise BadUsage if the microversion is out of a range that turned out to be needed."""
        if self._requested is not None:
            check_requested([item], self._requested, self._source)
        check_negotiated([item], self.version)

    def check_writing(self) -> None:
        """Raise BadUsage if the requested microversion is newer than this client.

        It does not know what a write means there.
        """
        if self._requested is None or microversion.is_known(self._requested):
            return
        newest = version_text(microversion.NEWEST)
        raise BadUsage(
            f"{microversion.unknown_sentence(self._requested)}, and only reads with a newer one",
            hint=f"Pass --os-compute-api-version {newest}, or an older one, or 2.latest.",
        )

    def _check_reading(self) -> None:
        """Warn, once, if the requested microversion is newer than this client."""
        if self._requested is None or microversion.is_known(self._requested) or self._has_warned:
            return
        self._has_warned = True
        sentence = microversion.unknown_sentence(self._requested)
        self._warn(f"{sentence}; it may not show what came later")

    @property
    def version(self) -> Microversion:
        """The microversion spoken; (2, 0) if the endpoint (v1.1, v2) has none.

        Raises NoCommonVersion if the server has none that fits, BadUsage if it is out of a range.
        Costs no request if the version document is cached.
        """
        access = self.session.access
        try:
            return self._negotiate(access)
        except Unavailable as problem:
            current = None if problem.sent else self.session.up_to_date(access)
            if current is None:
                raise
            return self._negotiate(current)

    def exchange(
        self, method: str, path: str, *, body: Any = None, headers: Headers | MakeHeaders
    ) -> Response:
        """Send a request; send it again if the server refused its microversion and has another.

        The server did nothing then. Raises NotSent in a dry run, unless it is a read, and BadUsage
        for a write at a microversion that is newer than this client.
        """
        if method in READ_METHODS:
            self._check_reading()
        else:
            self.check_writing()
            if self.dry_run:
                raise NotSent(self._request(method, path, body, headers))
        answer = super().exchange(method, path, body=body, headers=headers)
        if answer.status == NOT_ACCEPTABLE and self._has_other_version(answer):
            answer = super().exchange(method, path, body=body, headers=headers)
        return answer

    def _request(
        self, method: str, path: str, body: Any, headers: Headers | MakeHeaders
    ) -> UnsentRequest:
        """Return a request as it would be sent, without the token."""
        url = self.base(self.session.access) + path
        return UnsentRequest(method, url, evaluate(headers), body)

    def _has_other_version(self, answer: Response) -> bool:
        """Whether another microversion fits, by new documents, after one was not acceptable.

        The server's sentence counts, too: one of several servers may be older than the documents.
        """
        version = self.version
        self.session.forget_documents()
        newest = microversion.stated_maximum(service_message(answer))
        if newest is not None:
            self._at_most = min(self._at_most, newest)
        return self.version != version

    def _negotiate(self, access: Access) -> Microversion:
        url = self._endpoint(access).document
        document = self.session.document(url) if url else None
        version = microversion.negotiate(
            document,
            url,
            self._requested,
            at_most=self._at_most,
        )
        check_negotiated(self._ranges, version)
        return version

    def headers(self) -> Mapping[str, str]:
        """Return the microversion, or the project's id if the endpoint has none (contract)."""
        version = self.version
        access = self.session.access
        endpoint = self._endpoint(access)
        if endpoint.document:
            return microversion.headers(version)
        project = access.project
        return {"X-Auth-Project-Id": project.id or project.name}

    def plain_headers(self) -> Mapping[str, str]:
        """Return headers for answers with flavor ids, and reservations for admins (2.3 to 2.46)."""
        version = min(FLAVOR_BY_ID, self.version)
        headers = microversion.headers(version)
        return headers or self.headers()

    def proxy_headers(self) -> Mapping[str, str]:
        """Return headers for what Nova hands on to other services, as it does up to 2.35."""
        version = min(PROXIES_UP_TO, self.version)
        headers = microversion.headers(version)
        return headers or self.headers()

    def versions(self) -> Any:
        """Return the versions in the document at the service's root; None if it has none."""
        url = self._url(self.session.access)
        document = self.session.document(without_version(url) + "/")
        return lenient.mapping(document).get("versions")

    def _url(self, access: Access) -> str:
        endpoint = self._endpoint(access)
        return endpoint.url

    def _endpoint(self, access: Access) -> ComputeEndpoint:
        """Return the endpoint for an access, asking a URL without a version for its versions."""
        url = self._override.rstrip("/") or self._catalog_url(access)
        project = access.project.id
        endpoint = discovery.compute_endpoint(url, project)
        if endpoint is not None:
            return endpoint
        document = self.session.document(url)
        return discovery.compute_from_root(document, url, project)

    def _catalog_url(self, access: Access) -> str:
        settings = self.session.settings
        service_type = settings["service_type"] or "compute"
        service_name = settings["service_name"]
        base = self.session.endpoint(service_type, name=service_name)
        return base(access)
