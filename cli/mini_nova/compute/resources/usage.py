"""What projects have used, by the simple tenant usage API."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from mini_nova.compute.names import segment
from mini_nova.compute.queries import with_query
from mini_nova_auth import lenient

if TYPE_CHECKING:
    from mini_nova.compute.api import Compute

PAGES_SINCE = (2, 40)
TOTALS = ("total_hours", "total_memory_mb_usage", "total_vcpus_usage", "total_local_gb_usage")
SERVERS = "server_usages"
PATH = "/os-simple-tenant-usage"

Usage = dict[str, Any]


def of_project(compute: Compute, project: str, start: datetime, end: datetime) -> Usage:
    """Return the usage of a project from one moment (UTC) to another; {} if it used nothing."""
    path = f"{PATH}/{segment(project)}"
    query = {"start": start.isoformat(), "end": end.isoformat()}

    def read(marker: str) -> list[Usage]:
        page_path = with_query(path, {**query, "marker": marker})
        page = compute.read(page_path)
        usage = lenient.mapping(page.get("tenant_usage"))
        return [dict(usage)] if usage else []

    usages = _merged(_pages(compute, read))
    return usages[0] if usages else {}


def of_all(compute: Compute, start: datetime, end: datetime) -> list[Usage]:
    """Return the usage of every project, with its servers."""
    query = {"start": start.isoformat(), "end": end.isoformat(), "detailed": "1"}

    def read(marker: str) -> list[Usage]:
        page_path = with_query(PATH, {**query, "marker": marker})
        return list(compute.read_page(page_path, "tenant_usages")["tenant_usages"])

    return _merged(_pages(compute, read))


def _pages(compute: Compute, read: Any) -> Iterator[Usage]:
    """Yield the usages of all pages: the next begins after the last server of this one."""
    markers: set[str] = set()
    marker = ""
    while True:
        page = read(marker)
        next_marker = _last_server(page)
        if not marker or next_marker:
            yield from page
        if not next_marker or next_marker in markers or compute.version < PAGES_SINCE:
            return
        marker = next_marker
        markers.add(marker)


def _last_server(page: list[Usage]) -> str:
    servers = lenient.mappings(page[-1].get(SERVERS)) if page else ()
    ids = [lenient.text_at(server, "instance_id") for server in servers]
    return ids[-1] if ids else ""


def _merged(usages: Iterable[Usage]) -> list[Usage]:
    """Return one usage a project: those of several pages are added up."""
    by_project: dict[str, Usage] = {}
    for usage in usages:
        project = lenient.text_at(usage, "tenant_id")
        if project not in by_project:
            by_project[project] = dict(usage)
            continue
        whole = by_project[project]
        whole[SERVERS] = [*whole.get(SERVERS, ()), *usage.get(SERVERS, ())]
        for key in TOTALS:
            whole[key] = whole.get(key, 0) + usage.get(key, 0)
    return list(by_project.values())
