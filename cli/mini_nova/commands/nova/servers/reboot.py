"""Reboot servers, softly unless --hard is given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import click

from mini_nova.commands.nova._kinds.each import Each
from mini_nova.commands.nova._kinds.waiting import check_timeout, poll_action, poll_options
from mini_nova.commands.nova._kinds.writing import WritingCommand
from mini_nova.compute.api import Compute
from mini_nova.compute.names import slug
from mini_nova.compute.resources import servers
from mini_nova.compute.resources.server_names import ids_of_names
from mini_nova.compute.resources.servers import Acceptance, Server
from mini_nova.compute.wait.goal import Goal
from mini_nova.context import Context
from mini_nova.output.results import Sentences
from mini_nova_auth import lenient

GOAL = Goal(("ACTIVE",), returns=True)
FAILURE = "Unable to reboot the specified server(s)."


@click.command("reboot", cls=WritingCommand, help=__doc__)
@click.option("--hard", is_flag=True, help="Switch them off and on again.")
@poll_options(GOAL)
@click.argument("server", nargs=-1, required=True)
@click.pass_obj
def command(
    context: Context, hard: bool, poll: bool, timeout: float | None, server: Sequence[str]
) -> None:
    """Look up all servers first, as the classic client does: a wrong name stops it all."""
    check_timeout(poll, timeout)
    items = _find_all(context, server)
    labels = {item["id"]: _label(item) for item in items}
    body = {"reboot": {"type": "HARD" if hard else "SOFT"}}
    acceptances: list[Acceptance] = []

    def reboot(server_id: str) -> str:
        acceptances.append(servers.act(context.compute, server_id, body))
        return f"Request to reboot server {labels[server_id]} has been accepted."

    actions = Each(context, list(labels), reboot)
    actions.show()
    if poll and acceptances:
        poll_action(context, acceptances, ", ".join(server), goal=GOAL, timeout=timeout)
        ends = [f"Wait for server {labels[item.server_id]} reboot." for item in acceptances]
        context.show(Sentences(ends))
    actions.check(FAILURE)


def _find_all(context: Context, references: Sequence[str]) -> list[Server]:
    ids = ids_of_names(context.compute, references)
    lookups = Each(context, references, partial(_find, context.compute, ids))
    items = lookups.run()
    lookups.check(FAILURE)
    return items


def _find(compute: Compute, ids: Mapping[str, str], reference: str) -> Server:
    if reference in ids:
        return {"id": ids[reference], "name": reference}
    return servers.find(compute, reference)


def _label(item: Server) -> str:
    """Return a server as the classic client's sentences have it: its name's slug, and its id."""
    name = slug(lenient.text_at(item, "name"))
    return f"{name} ({item['id']})" if name else str(item["id"])
