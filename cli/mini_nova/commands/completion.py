"""Print a shell's completion script.

SHELL is bash, zsh or fish. Load it with 'source <(mini-nova completion bash)' in ~/.bashrc, the
same with zsh in ~/.zshrc after compinit, or 'mini-nova completion fish | source' in
~/.config/fish/config.fish.
"""

from __future__ import annotations

import click

from mini_nova.completion import SHELLS
from mini_nova.context import Context
from mini_nova.lazy import Command


@click.command("completion", cls=Command, help=__doc__)
@click.argument("shell", type=click.Choice(SHELLS), metavar="SHELL")
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Print the script. It has every word: TAB starts no process."""
    from mini_nova.completion.command_tree import tree
    from mini_nova.completion.scripts import SCRIPTS

    context: Context = ctx.obj
    script = SCRIPTS[shell]
    commands = tree(ctx.find_root().command)
    context.io.result(script(commands))
