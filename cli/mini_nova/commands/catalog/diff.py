"""Compare two catalogs: of two clouds, two users, or of now and a file that catalog list -f json wrote.

A and B are each a cloud of clouds.yaml, a file (a name with a dot or a slash), or - for the login in use. The exit code
is 0 where they are alike and 1 where they differ.
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

DIFFERENT = 1  # the exit code, as diff has it


@click.command("diff", cls=Command, help=__doc__)
@click.argument("one", metavar="A")
@click.argument("other", metavar="B")
@click.pass_obj
def command(context: Context, one: str, other: str) -> Rows:
    """A and B are each a cloud of clouds.yaml, a JSON file (a name with a dot or a slash), or - for the login in use.

    Exit code 0 where they are the same, 1 where they differ.
    """
    rows = [
        found._asdict() for found in differences(_catalog(context, one), _catalog(context, other))
    ]
    context.exit_code = DIFFERENT if rows else 0
    if not rows:
        context.io.note("The catalogs are alike.")
    titles = ("Change", "Service", "Region", "Interface", "A", "B")
    return Rows(rows, tuple(field(title) for title in titles))


def _catalog(context: Context, name: str) -> Catalog:
    if name == "-":
        return context.session.access.catalog
    if "/" in name or "." in name:
        return _saved(Path(name))
    return context.for_cloud(name).session.access.catalog


def _saved(path: Path) -> Catalog:
    """The catalog in a file. Raises BadUsage where it cannot be read or is none."""
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
