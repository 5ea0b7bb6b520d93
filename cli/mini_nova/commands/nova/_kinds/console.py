"""Commands that get the address of a server's console: one declaration each."""

from __future__ import annotations

from typing import Any, NamedTuple

import click

from mini_nova.commands.nova._kinds.declaration import Param, declare
from mini_nova.commands.nova._kinds.writing import WritingCommand
from mini_nova.compute.resources import consoles
from mini_nova.context import Context
from mini_nova.output.results import Rows, field

COLUMNS = (field("Type"), field("Url"))


def console(
    module: str,
    doc: str | None,
    action: str,
    *params: Param,
    console_type: str = "",
    **attributes: Any,
) -> click.Command:
    """Make the command of a module: get a console of a type, and show it as a list of one.

    ``action`` is Nova's name for the request up to 2.5. Without ``console_type`` the type is an
    argument, or one of ``params``.
    """
    console_call = _Console(action, console_type)
    arguments: list[Param] = [*params, click.argument("server")]
    if not console_type and not params:
        arguments.append(click.argument("console_type", metavar="TYPE"))
    return declare(module, doc, WritingCommand, arguments, console_call.run, **attributes)


class _Console(NamedTuple):
    """The request of a command; '' for a type that the user names."""

    action: str
    console_type: str

    def run(self, context: Context, /, *, server: str, console_type: str = "") -> Rows:
        """Return the console."""
        kind = console_type or self.console_type
        item = consoles.get(context.compute, server, kind, self.action)
        return Rows([item], COLUMNS)
