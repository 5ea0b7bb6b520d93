"""Projects that a path or a body names: Nova asks Keystone whether they exist."""

from __future__ import annotations

from mini_nova_sandbox.http.call import Call
from mini_nova_sandbox.http.errors import BadRequest


def require(call: Call, project_id: str) -> None:
    """Raise BadRequest, in Nova's words, unless Keystone has the project."""
    if call.database.row("SELECT id FROM projects WHERE id = ?", project_id) is None:
        raise BadRequest(f"Project ID {project_id} is not a valid project.")
