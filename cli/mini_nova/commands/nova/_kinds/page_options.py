"""The options of lists that come in pages and know when their items changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from mini_nova.commands.nova._kinds.api_range import ranged_option
from mini_nova.commands.nova._kinds.declaration import Param
from mini_nova.commands.nova._kinds.values import check_time

_BEFORE_SINCE = "2.66"


def page_options(things: str, since: str) -> tuple[Param, ...]:
    """Return the options --marker, --limit, --changes-since and --changes-before of a list."""
    return (
        ranged_option("--marker", since=since, metavar="ID", help=f"List the {things} after it."),
        ranged_option(
            "--limit", since=since, type=click.INT, metavar="N", help=f"List at most N {things}."
        ),
        ranged_option(
            "--changes-since",
            since=since,
            metavar="TIME",
            help="Changed at or after this time (ISO 8601).",
        ),
        ranged_option(
            "--changes-before",
            since=_BEFORE_SINCE,
            metavar="TIME",
            help="Changed at or before this time (ISO 8601).",
        ),
    )


def page_query(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the query of options by their names. Raises BadUsage for what is no time."""
    query = {}
    for option, value in options.items():
        name = option.replace("_", "-") if option.startswith("changes_") else option
        if value and name != option:
            check_time(name, value)
        query[name] = value
    return query
