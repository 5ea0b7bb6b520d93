"""The project of the login, whose quotas and usage are shown unless another is named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mini_nova.errors import BadUsage

if TYPE_CHECKING:
    from mini_nova.compute.api import Compute


def project_id(compute: Compute, project: str | None = None) -> str:
    """Return the id that was given, or that of the login's project.

    Raises BadUsage if the login has no project.
    """
    own_id = project or compute.session.access.project.id
    if not own_id:
        raise BadUsage("the login has no project", hint="Name one with --tenant.")
    return own_id
