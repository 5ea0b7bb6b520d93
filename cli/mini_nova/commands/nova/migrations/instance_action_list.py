"""List what was done to a server. For one that is deleted, give its id."""

from __future__ import annotations

from typing import Any

import click

from mini_nova.commands.nova._kinds.listing import ColumnRange, listing
from mini_nova.commands.nova._kinds.page_options import page_options, page_query
from mini_nova.compute.api import Compute
from mini_nova.compute.resources import instance_actions
from mini_nova.output.results import field

_COLUMNS = (
    field("Action"),
    field("Request_ID"),
    field("Message"),
    field("Start_Time"),
    ColumnRange(field("Updated_At"), since="2.58"),
)


def _read(compute: Compute, server: str, **options: Any) -> list[instance_actions.Action]:
    return instance_actions.list_all(compute, server, page_query(options))


command = listing(
    __name__,
    __doc__,
    _read,
    _COLUMNS,
    *page_options("actions", "2.58"),
    click.argument("server"),
    sort=3,
)
