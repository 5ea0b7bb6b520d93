"""Compute: Nova at the endpoint of the catalog (or the override), at one microversion."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from mini_nova.compute import microversion
from mini_nova.compute.microversion import Microversion
from mini_nova.compute.service import Service
from mini_nova_auth.access import discovery
from mini_nova_auth.access.access import Access
from mini_nova_auth.access.discovery import ComputeEndpoint
from mini_nova_auth.session import Session
from mini_nova_auth.wire.urls import check_url

FLAVOR_BY_ID: Microversion = (2, 3)


class Compute(Service):
    """Nova. ``version`` costs nothing where the version document is cached or the endpoint (v1.1, v2) has none."""

    def __init__(self, session: Session, *, at_most: Microversion = microversion.NEWEST) -> None:
        super().__init__(session, lambda access: self._endpoint(access).url)
        self._at_most = at_most
        settings = session.login.settings
        self._override = settings["endpoint_override"]
        self._asked = microversion.asked_for(settings["compute_api_version"])
        if self._override:
            check_url(self._override)

    def limited(self, at_most: Microversion) -> Compute:
        """The same compute at no newer microversion than this, unless one was asked for."""
        return Compute(self.session, at_most=at_most)

    @cached_property
    def version(self) -> Microversion:
        """The microversion spoken; (2, 0) where the endpoint knows none. Raises CommandError where none is common."""
        document = self._endpoint(self.session.access).document
        answer = self.session.document(document) if document else None
        return microversion.negotiate(answer, document, self._asked, at_most=self._at_most)

    def headers(self) -> Mapping[str, str]:
        """The microversion; on an endpoint without them the project's id, as the contract's request has it."""
        version, access = self.version, self.session.access
        if self._endpoint(access).document:
            return microversion.headers(version)
        return {"X-Auth-Project-Id": access.project.id or access.project.name}

    def plain_headers(self) -> Mapping[str, str]:
        """Headers for answers that name a server's flavor by id, and to admins its reservation (2.3 to 2.46)."""
        return microversion.headers(min(FLAVOR_BY_ID, self.version)) or self.headers()

    def _endpoint(self, access: Access) -> ComputeEndpoint:
        """Where compute is, for this access; an address without a version is asked for its list."""
        settings = self.session.login.settings
        kind = settings["service_type"] or "compute"
        url = self._override.rstrip("/") or self.session.endpoint(
            kind, name=settings["service_name"]
        )(access)
        endpoint = discovery.compute_endpoint(url, access.project.id)
        if endpoint is None:
            endpoint = discovery.compute_from_root(
                self.session.document(url), url, access.project.id
            )
        return endpoint
