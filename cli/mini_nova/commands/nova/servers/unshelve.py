"""Unshelve servers."""

from __future__ import annotations

from typing import Any

from mini_nova.commands.nova._kinds.api_range import ranged_option
from mini_nova.commands.nova._kinds.server_action import server_action
from mini_nova.compute.api import Compute
from mini_nova.errors import BadUsage


def _body(
    compute: Compute, availability_zone: str | None, no_availability_zone: bool, host: str | None
) -> dict[str, Any]:
    if availability_zone is not None and no_availability_zone:
        raise BadUsage("give --availability-zone or --no-availability-zone, but not both")
    place: dict[str, Any] = {}
    if availability_zone is not None or no_availability_zone:
        place["availability_zone"] = availability_zone
    if host is not None:
        place["host"] = host
    return {"unshelve": place or None}


command = server_action(
    __name__,
    __doc__,
    _body,
    ranged_option(
        "--availability-zone",
        since="2.77",
        metavar="ZONE",
        help="The zone for servers that have left their host.",
    ),
    ranged_option(
        "--no-availability-zone",
        since="2.91",
        is_flag=True,
        help="Let them run in any zone from now on.",
    ),
    ranged_option(
        "--host",
        since="2.91",
        metavar="HOST",
        help="The compute host for servers that have left theirs (admins).",
    ),
    until="ACTIVE",
)
