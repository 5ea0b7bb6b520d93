"""Delete servers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import click

from mini_nova.commands.nova._kinds.each import each
from mini_nova.compute.resources import servers
from mini_nova.context import Context
from mini_nova.lazy import Command
from mini_nova.output.results import Sentences

if TYPE_CHECKING:
    from mini_nova.compute.api import Compute


@click.command("delete", cls=Command, help=__doc__)
@click.option("--all-tenants", is_flag=True, help="Look for names in all projects (admins).")
@click.argument("server", nargs=-1, required=True)
@click.pass_obj
def command(context: Context, all_tenants: bool, server: tuple[str, ...]) -> None:
    """Show a sentence for each server whose deletion was accepted."""
    outcome = each(context, server, partial(_delete, context.compute, all_tenants))
    if outcome.results:
        context.show(Sentences(tuple(outcome.results)))
    outcome.check("Unable to delete the specified server(s).")


def _delete(compute: Compute, all_tenants: bool, reference: str) -> str:
    servers.delete(compute, reference, all_tenants=all_tenants)
    return f"Request to delete server {reference} has been accepted."
