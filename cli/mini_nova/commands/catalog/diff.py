"""Compare two catalogs: of two clouds, of two users, or of two points in time.

A and B are each a cloud of clouds.yaml, a file that 'catalog list -f json' wrote (it exists, or its
name has a slash), or - for the login in use. The exit code is 0 if they are alike, 1 if they differ.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from mini_nova.context import Context
from mini_nova.errors import BadUsage
from mini_nova.lazy import Command
from mini_nova.output.results import Rows, field
from mini_nova_auth.access.catalog import Catalog
from mini_nova_auth.access.catalog_diff import differences

DIFFERENT = 1  # the exit code, as in diff
COLUMNS = (
    field("Change"),
    field("Service"),
    field("Region"),
    field("Interface"),
    field("A"),
    field("B"),
)


@click.command("diff", cls=Command, help=__doc__)
@click.argument("first", metavar="A")
@click.argument("second", metavar="B")
@click.pass_obj
def command(context: Context, first: str, second: str) -> Rows:
    """Return one row for each difference."""
    first_catalog = _catalog(context, first)
    second_catalog = _catalog(context, second)
    changes = differences(first_catalog, second_catalog)
    rows = [change._asdict() for change in changes]
    if rows:
        context.exit_code = DIFFERENT
    else:
        context.io.note("The catalogs are alike.")
    return Rows(rows, COLUMNS)


def _catalog(context: Context, name: str) -> Catalog:
    if "/" in name or Path(name).is_file():
        return _read_catalog(Path(name))
    if name != "-":
        context = context.for_cloud(name)
    return context.session.access.catalog


def _read_catalog(path: Path) -> Catalog:
    """Read a catalog from a file. Raises BadUsage if it holds none."""
    try:
        value: Any = json.loads(path.read_text(encoding="utf-8"))
    except OSError as problem:
        raise BadUsage(f"{path} cannot be read: {problem.strerror}") from problem
    except (ValueError, RecursionError) as problem:
        raise BadUsage(f"{path} is not JSON") from problem
    catalog = Catalog.from_v3(value)
    if not catalog.services and value != []:
        raise BadUsage(
            f"{path} holds no catalog", hint="Write one with: mini-nova catalog list -f json >FILE"
        )
    return catalog
