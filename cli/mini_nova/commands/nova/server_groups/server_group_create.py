"""Create a server group."""

from __future__ import annotations

from typing import Any

import click

from mini_nova.commands.nova._kinds.api_range import ranged_option
from mini_nova.commands.nova._kinds.key_values import pairs
from mini_nova.commands.nova._kinds.listing import columns_at
from mini_nova.commands.nova._kinds.writing import WritingCommand
from mini_nova.commands.nova.server_groups._group_table import COLUMNS
from mini_nova.compute.resources import server_groups
from mini_nova.context import Context
from mini_nova.errors import BadUsage
from mini_nova.output.results import Rows

MOST_PER_HOST = "max_server_per_host"


@click.command("server-group-create", cls=WritingCommand, help=__doc__)
@ranged_option(
    "--rule",
    since="2.64",
    metavar="KEY=VALUE",
    multiple=True,
    help=f"A rule of the policy: anti-affinity has {MOST_PER_HOST}; may be repeated.",
)
@click.argument("name")
@click.argument("policy")
@click.pass_obj
def command(context: Context, rule: tuple[str, ...], name: str, policy: str) -> Rows:
    """Return the new group. Policies: affinity, anti-affinity, soft-affinity, soft-anti-affinity."""
    rules = _rules(pairs(rule, "--rule"))
    compute = context.compute
    group = server_groups.create(compute, name, policy, rules)
    return Rows([group], columns_at(compute.version, COLUMNS))


def _rules(texts: dict[str, str]) -> dict[str, Any]:
    """Return the rules, the one that Nova has as a number. Raises BadUsage."""
    if MOST_PER_HOST not in texts:
        return dict(texts)
    text = texts[MOST_PER_HOST]
    try:
        return {**texts, MOST_PER_HOST: int(text)}
    except ValueError as problem:
        raise BadUsage(
            f"Invalid '{MOST_PER_HOST}' value: {text}", hint="It is a number."
        ) from problem
