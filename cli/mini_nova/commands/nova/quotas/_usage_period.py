"""The period of a usage report, and the columns of its table."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any, NamedTuple

import click

from mini_nova.errors import BadUsage
from mini_nova.output.results import Column

DATE = "%Y-%m-%d"
START = click.option(
    "--start", metavar="YYYY-MM-DD", help="From this day; by default four weeks ago."
)
END = click.option("--end", metavar="YYYY-MM-DD", help="To this day; by default tomorrow.")
FOUR_WEEKS, ONE_DAY = timedelta(weeks=4), timedelta(days=1)


class Period(NamedTuple):
    """From one moment to another, in UTC without a zone, as Nova takes them."""

    start: datetime
    end: datetime

    @property
    def sentence(self) -> str:
        """The line above the table."""
        return f"Usage from {self.start.strftime(DATE)} to {self.end.strftime(DATE)}:"


def period(start: str | None, end: str | None) -> Period:
    """Return the period between two dates: by default from four weeks ago to tomorrow.

    Raises BadUsage.
    """
    moment = datetime.now(timezone.utc).replace(tzinfo=None)
    first = _date(start, "--start") if start else moment - FOUR_WEEKS
    last = _date(end, "--end") if end else moment + ONE_DAY
    return Period(first, last)


def _date(text: str, option: str) -> datetime:
    try:
        return datetime.strptime(text, DATE)
    except ValueError as problem:
        raise BadUsage(
            f"{option}: '{text}' is no date", hint="Write it as 2026-11-23."
        ) from problem


def _server_count(usage: Mapping[str, Any]) -> int:
    return len(usage.get("server_usages") or ())


def _amount(title: str, key: str) -> Column:
    return Column(title, lambda usage: f"{usage.get(key) or 0:.2f}")


COLUMNS = (
    Column("Servers", _server_count),
    _amount("RAM MiB-Hours", "total_memory_mb_usage"),
    _amount("CPU Hours", "total_vcpus_usage"),
    _amount("Disk GiB-Hours", "total_local_gb_usage"),
)
