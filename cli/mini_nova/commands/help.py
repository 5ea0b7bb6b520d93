"""Describe a command, a family of commands, or the global options.

TOPIC is a command (boot, token issue), a group (token), a family (servers) or the word options.
"""

from __future__ import annotations

import click

from mini_nova.context import Context
from mini_nova.errors import BadUsage
from mini_nova.help_pages import options_page
from mini_nova.lazy import Command, LazyGroup

OPTIONS = ["options"]


@click.command("help", cls=Command, help=__doc__)
@click.argument("topic", nargs=-1)
@click.pass_context
def command(ctx: click.Context, topic: tuple[str, ...]) -> None:
    """Print the page of a topic; without one, that of mini-nova."""
    context: Context = ctx.obj
    page = _page(ctx.find_root(), list(topic))
    context.io.result(f"{page}\n")


def _page(root: click.Context, topic: list[str]) -> str:
    """Return the page of a topic. Raises BadUsage if there is none."""
    if topic == OPTIONS:
        return options_page(root)
    group = root.command
    if len(topic) == 1 and isinstance(group, LazyGroup):
        page = group.family_help(topic[0])
        if page is not None:
            return page
    ctx = _descend(root, topic)
    return ctx.command.get_help(ctx)


def _descend(ctx: click.Context, words: list[str]) -> click.Context:
    """Return the context of the command that the words name. Raises BadUsage if there is none."""
    while words:
        group = ctx.command
        if not isinstance(group, click.Group):
            raise BadUsage(f"{ctx.command_path} has no commands of its own")
        name, subcommand, words = group.resolve_command(ctx, words)
        if subcommand is None:
            break
        ctx = click.Context(subcommand, info_name=name, parent=ctx)
    return ctx
