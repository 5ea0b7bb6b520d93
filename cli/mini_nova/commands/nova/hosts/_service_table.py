"""The table of what has changed of a service."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from mini_nova.commands.nova._kinds.listing import ColumnRange, columns_at
from mini_nova.output.results import Column, Rows, field

if TYPE_CHECKING:
    from mini_nova.compute.microversion import Microversion

ID = ColumnRange(field("ID"), since="2.53")
HOST, BINARY, STATUS = field("Host"), field("Binary"), field("Status")
REASON, FORCED_DOWN = field("Disabled Reason"), field("Forced down")
SERVICE = click.argument("service", metavar="SERVICE")


def service_rows(service: Mapping[str, Any], version: Microversion, *columns: Column) -> Rows:
    """Return a service as a list of one: its host, its program, and these columns."""
    return Rows([service], columns_at(version, [ID, HOST, BINARY, *columns]))
