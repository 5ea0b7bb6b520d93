"""Print every command and option on one line, as the classic client does for its completion.

mini-nova's own completion scripts know more: see 'mini-nova help completion'.
"""

from __future__ import annotations

import click

from mini_nova.context import Context
from mini_nova.lazy import Command

NAME = "bash-completion"
HELP_OPTIONS = ("-h", "--help")


@click.command(NAME, cls=Command, help=__doc__)
@click.pass_context
def command(ctx: click.Context) -> None:
    """Print the words, sorted."""
    from mini_nova.completion.command_tree import all_commands, spellings, tree

    context: Context = ctx.obj
    root = tree(ctx.find_root().command)
    words = {*HELP_OPTIONS}
    for item in all_commands(root):
        words.update(item.words[:1], spellings(item.options))
    words.discard(NAME)
    line = " ".join(sorted(words))
    context.io.result(f"{line}\n")
