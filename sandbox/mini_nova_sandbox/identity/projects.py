"""The trees of projects: parents and children. A project without a parent is below its domain."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.http.errors import BadRequest, Forbidden, NotFound
from mini_nova_sandbox.identity import directory
from mini_nova_sandbox.state.database import Database, Row

MAX_DEPTH = 5  # of projects below a domain


def parents(database: Database, project: Row) -> list[Row]:
    """Return a project's parents, the nearest first, without its domain."""
    rows = []
    parent_id = project["parent_id"]
    while parent_id:
        parent = directory.by_id(database, "project", parent_id)
        rows.append(parent)
        parent_id = parent["parent_id"]
    return rows


def children(database: Database, project_id: str) -> list[Row]:
    """Return the projects right below a project, by name."""
    return database.rows("SELECT * FROM projects WHERE parent_id = ? ORDER BY name", project_id)


def descendants(database: Database, project_id: str) -> list[Row]:
    """Return all projects below a project, parents before their children."""
    rows = []
    for child in children(database, project_id):
        rows += [child, *descendants(database, child["id"])]
    return rows


def parents_as_ids(database: Database, project: Row) -> dict[str, Any] | None:
    """Return a project's parents as nested ids, up to its domain: ``{parent: {domain: None}}``."""
    ids = [parent["id"] for parent in parents(database, project)]
    nested: dict[str, Any] | None = None
    for identifier in reversed([*ids, project["domain_id"]]):
        nested = {identifier: nested}
    return nested


def subtree_as_ids(database: Database, project_id: str) -> dict[str, Any] | None:
    """Return the projects below a project as nested ids, None if there are none."""
    rows = children(database, project_id)
    return {row["id"]: subtree_as_ids(database, row["id"]) for row in rows} or None


def place(database: Database, parent_id: str | None, domain_id: str | None) -> tuple[Any, str]:
    """Return the parent's id (None below the domain) and the domain's id of a new project.

    Raises BadRequest if they do not exist or do not fit, Forbidden if the tree gets too deep.
    """
    parent = _find(database, "project", parent_id)
    if domain_id is not None:
        _find(database, "domain", domain_id)
    if parent is None:
        return None, domain_id or "default"
    is_domain = "is_domain" in parent
    parent_domain = parent["id"] if is_domain else parent["domain_id"]
    if domain_id not in (None, parent_domain):
        raise BadRequest(
            f"Cannot create project, since it specifies its domain_id {domain_id}, but specifies"
            f" a parent in a different domain ({parent_domain})."
        )
    if is_domain:
        return None, parent_domain
    _check_parent(database, parent)
    return parent["id"], parent_domain


def _find(database: Database, kind: str, identifier: str | None) -> Row | None:
    if identifier is None:
        return None
    try:
        return directory.by_id(database, kind, identifier)
    except NotFound as error:
        raise BadRequest(error.message) from error


def _check_parent(database: Database, parent: Row) -> None:
    family = [parent, *parents(database, parent)]
    if len(family) >= MAX_DEPTH:
        raise Forbidden(f"Max hierarchy depth reached for {parent['id']} branch.")
    for project in family:
        if not project["enabled"]:
            raise BadRequest(
                f"Cannot create project in a branch containing a disabled project: {project['id']}."
            )


def check_enabled(database: Database, project: Row, *, enabled: bool) -> None:
    """Raise Forbidden if a project may not be (or stay) enabled or disabled: its family matters."""
    if enabled:
        if not all(parent["enabled"] for parent in parents(database, project)):
            raise Forbidden(f"Cannot enable project {project['id']} since it has disabled parents")
        return
    if any(child["enabled"] for child in descendants(database, project["id"])):
        raise Forbidden(
            f"Cannot disable project {project['id']} since its subtree contains enabled projects."
        )
