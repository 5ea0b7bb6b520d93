"""Lock servers: users who are not admins cannot change them."""

from __future__ import annotations

from typing import Any

from mini_nova.commands.nova._kinds.api_range import ranged_option
from mini_nova.commands.nova._kinds.server_action import server_action
from mini_nova.compute.api import Compute


def _body(compute: Compute, reason: str | None) -> dict[str, Any]:
    return {"lock": None if reason is None else {"locked_reason": reason}}


command = server_action(
    __name__,
    __doc__,
    _body,
    ranged_option("--reason", since="2.73", metavar="TEXT", help="Why they are locked."),
)
