"""Reset the state of servers, to ERROR unless --active is given. What they do stays as it is."""

from __future__ import annotations

from typing import Any

import click

from mini_nova.commands.nova._kinds.server_action import server_action
from mini_nova.compute.api import Compute


def _body(compute: Compute, state: str) -> dict[str, Any]:
    return {"os-resetState": {"state": state}}


command = server_action(
    __name__,
    __doc__,
    _body,
    click.option(
        "--active", "state", flag_value="active", default="error", help="To ACTIVE, not to ERROR."
    ),
    sentence="Reset state for server {server} succeeded; new state is {state}",
    scope=None,
    failure="Unable to reset the state for the specified server(s).",
)
