"""Print a shell's completion script.

SHELL is bash, zsh or fish. Load it with 'source <(mini-nova completion bash)' in ~/.bashrc, the
same with zsh in ~/.zshrc after compinit, or 'mini-nova completion fish | source' in
~/.config/fish/config.fish. TAB also completes names of servers, flavors, images, networks, keypairs
and aggregates: those that commands have met lately (see 'mini-nova cache list'). It sends nothing.
"""

from __future__ import annotations

import click

from mini_nova import program
from mini_nova.completion import SHELLS
from mini_nova.context import Context
from mini_nova.lazy import Command


@click.command("completion", cls=Command, help=__doc__)
@click.argument("shell", type=click.Choice(SHELLS), metavar="SHELL")
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Print the script, for the name of the program, too, under which it runs."""
    from mini_nova.completion.command_tree import tree
    from mini_nova.completion.scripts import SCRIPTS

    context: Context = ctx.obj
    script = SCRIPTS[shell]
    root = ctx.find_root()
    names = dict.fromkeys((program.NAME, root.command_path))
    context.io.result(script(tree(root.command), list(names)))
