"""Read a cloud's lists: with GETs alone, and never more than ``MOST_REQUESTS`` of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mini_nova.compute import microversion
from mini_nova.compute.api import Compute
from mini_nova.compute.microversion import Microversion
from mini_nova.compute.names import segment
from mini_nova.errors import ServiceError
from mini_nova.sandbox.recording.lists import LISTS, NEWEST_VERSIONS, OBJECTS, CloudList
from mini_nova.sandbox.recording.services import clients
from mini_nova_auth import lenient
from mini_nova_auth.wire.message import FORBIDDEN, NOT_FOUND

MOST_REQUESTS = 50  # besides those of a login and of the services' versions
REFUSALS = (FORBIDDEN, NOT_FOUND)

Item = dict[str, Any]


class CloudReader:
    """Reads one cloud. ``refused``, ``missing`` and ``cut`` name the lists that fell short."""

    def __init__(self, compute: Compute, project_id: str) -> None:
        self._compute = compute
        self._clients = clients(compute)
        self._project_id = project_id
        self._requests = 0
        self.refused: list[str] = []  # by the cloud
        self.missing: list[str] = []  # services that the cloud lacks
        self.cut: list[str] = []  # lists that go on

    def lists(self) -> dict[str, list[Item]]:
        """Return every list by its name, empty if the cloud refuses it or lacks its service.

        Raises a ServiceError for any other refusal, ProtocolError and Unavailable.
        """
        return {item.name: self._list(item) for item in LISTS}

    def objects(self) -> dict[str, Item]:
        """Return the single objects by their names; raises as ``lists``."""
        values = {}
        for item in OBJECTS:
            path = item.path.format(project=segment(self._project_id))
            page = self._read(item.name, item.service, path)
            values[item.name] = lenient.mapping((page or {}).get(item.key))
        return values

    def flavor_access(self, flavors: list[Item]) -> dict[str, list[str]]:
        """Return the projects of each private flavor, for as many as there are requests left.

        Nova has no list of them, so each flavor costs a request.
        """
        projects: dict[str, list[str]] = {}
        for flavor in flavors:
            if flavor.get("os-flavor-access:is_public", True):
                continue
            if self._requests >= MOST_REQUESTS:
                self.cut.append("projects of private flavors")
                break
            path = f"/flavors/{segment(str(flavor['id']))}/os-flavor-access"
            page = self._read("flavor access", "compute", path) or {}
            entries = lenient.objects(page.get("flavor_access"))
            projects[str(flavor["id"])] = [entry.text("tenant_id") for entry in entries]
        return projects

    def _list(self, item: CloudList) -> list[Item]:
        """Return the objects of a list, each once, though pages may overlap."""
        objects = self._pages(item, item.path, item.remainder or item.name)
        if objects is None and item.own_path:
            objects = self._pages(item, item.own_path, item.name)
        objects = objects or []
        identities = [str(value.get("id", number)) for number, value in enumerate(objects)]
        unique = dict(zip(identities, objects, strict=True))
        return list(unique.values())

    def _pages(self, item: CloudList, path: str, name: str) -> list[Item] | None:
        """Return the objects of the first pages of a list; None, noted as ``name``, for none."""
        objects: list[Item] = []
        for _ in range(item.pages):
            page = self._read(name, item.service, path, NEWEST_VERSIONS.get(item.name))
            if page is None:
                return objects or None
            objects += lenient.mappings(page.get(item.key))
            path = self._clients[item.service].next_path(page)
            if not path:
                return objects
        self.cut.append(item.name)
        return objects

    def _read(
        self, name: str, service: str, path: str, newest: Microversion | None = None
    ) -> Item | None:
        """Return the answer at a path; None, and a note of it as ``name``, if there is none."""
        client = self._clients.get(service)
        if client is None:
            if service not in self.missing:
                self.missing.append(service)
            return None
        if self._requests >= MOST_REQUESTS:
            self.cut.append(name)
            return None
        self._requests += 1
        try:
            return client.read(path, headers=self._headers(newest))
        except ServiceError as problem:
            if problem.status not in REFUSALS:
                raise
        self.refused.append(name)
        return None

    def _headers(self, newest: Microversion | None) -> Mapping[str, str] | None:
        """Return the headers of Nova's newest version of a list; None for the usual ones."""
        if newest is None or self._compute.version <= newest:
            return None
        return microversion.headers(newest)
