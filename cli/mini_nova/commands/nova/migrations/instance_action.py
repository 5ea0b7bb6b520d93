"""Show what a request did to a server, with the events and how they ended."""

from __future__ import annotations

from collections.abc import Mapping
from pprint import pformat
from typing import Any

import click

from mini_nova.commands.nova._kinds.showing import showing
from mini_nova.compute.resources import instance_actions


def _properties(action: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what the table shows: the events as the classic client prints them."""
    if "events" not in action:
        return action
    return {**action, "events": pformat(action["events"])}


command = showing(
    __name__,
    __doc__,
    instance_actions.show,
    click.argument("server"),
    click.argument("request_id"),
    properties=_properties,
)
