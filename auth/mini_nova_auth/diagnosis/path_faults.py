"""Faults in the path of an endpoint's URL: projects, versions and slashes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from mini_nova_auth.access.discovery import MICROVERSIONED_FROM
from mini_nova_auth.diagnosis.catalog_entry import (
    CatalogEntry,
    extra_segment,
    is_template,
    is_version,
)
from mini_nova_auth.diagnosis.findings import ERROR, INFO, WARNING, Finding
from mini_nova_auth.errors import ConfigurationError
from mini_nova_auth.wire.urls import version_in

_PROJECT_ID = re.compile(r"(?:AUTH_)?([0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")
# Types whose URL has the project's ID after its version.
_PROJECT_TYPES = ("compute", "block-storage", "orchestration", "shared-file-system", "database")


def path_faults(entry: CatalogEntry) -> Iterator[Finding]:
    """Iterate over the faults in the path of an endpoint's URL."""
    for fault in (
        _other_project,
        _missing_project,
        _extra_segment,
        _double_slash,
        _trailing_slash,
    ):
        finding = fault(entry)
        if finding is not None:
            yield finding


def _other_project(entry: CatalogEntry) -> Finding | None:
    project = entry.access.project.id
    if not project:
        return None
    for project_id in _project_ids(entry):
        if project_id.replace("-", "") != project.replace("-", ""):
            return Finding(
                ERROR,
                "project-other",
                f"the {entry.service.type} URL belongs to project {project_id}, "
                f"but the login is for {project}",
                "Log in again (mini-nova cache clear); if the URL stays the same, "
                f"ask the operator to correct it{entry.workaround}.",
            )
    return None


def _project_ids(entry: CatalogEntry) -> list[str]:
    """List the project IDs in a path: by their form, or by their place after the version."""
    matches = [_PROJECT_ID.fullmatch(segment) for segment in entry.segments]
    project_ids = [match[1] for match in matches if match]
    if entry.official_type not in _PROJECT_TYPES:
        return project_ids
    segment = _segment_after_version(entry.segments)
    if segment and not is_template(segment) and not is_version(segment):
        project_ids.append(segment)
    return project_ids


def _segment_after_version(segments: list[str]) -> str:
    """Return the segment after the last version that has one after it; '' if there is none."""
    for segment, successor in reversed(list(pairwise(segments))):
        if is_version(segment):
            return successor
    return ""


def _missing_project(entry: CatalogEntry) -> Finding | None:
    is_in_use = entry.service in entry.access.catalog.of_type("compute")
    ends_in_version = is_version(entry.segments[-1])
    if not is_in_use or entry.template or not ends_in_version or not _is_old_compute(entry):
        return None
    return Finding(
        WARNING,
        "project-missing",
        f"the {entry.service.type} URL lacks the project ID that this version requires",
        "Ask the operator to append /%(project_id)s, or to list /v2.1: "
        "mini-nova adds the ID, but other programs get a 404.",
    )


def _is_old_compute(entry: CatalogEntry) -> bool:
    """Return whether this is compute v1.1 or v2, which have the project's ID in their paths."""
    if entry.official_type != "compute":
        return False
    try:
        version = version_in(entry.endpoint.url)
    except ConfigurationError:
        return False
    return version is not None and version < MICROVERSIONED_FROM


def _extra_segment(entry: CatalogEntry) -> Finding | None:
    segment = extra_segment(entry.segments)
    if not segment:
        return None
    return Finding(
        ERROR,
        "version-doubled",
        f"the {entry.service.type} URL has one segment too many in its path: {segment}",
        f"Ask the operator to remove it{entry.workaround}.",
    )


def _double_slash(entry: CatalogEntry) -> Finding | None:
    if "//" not in f"/{entry.path}":
        return None
    return Finding(
        WARNING,
        "slash-doubled",
        f"the {entry.service.type} URL has a double slash in its path",
        "Ask the operator to correct it: some servers answer 404.",
    )


def _trailing_slash(entry: CatalogEntry) -> Finding | None:
    is_doubled = "//" in f"/{entry.path}"
    is_keystone = entry.official_type == "identity"  # Keystone's own setup registers a slash
    if not entry.path.endswith("/") or is_doubled or is_keystone:
        return None
    return Finding(
        INFO,
        "slash-trailing",
        f"the {entry.service.type} URL ends with a slash",
        "mini-nova removes it; programs that append a path get a double slash.",
    )
