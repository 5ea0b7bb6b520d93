"""What the declarations of commands have in common: a module's command, and its parameters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import click

Param = Callable[[Callable[..., Any]], Callable[..., Any]]  # as click.option() returns
Callback = Callable[..., Any]


def command_name(module: str) -> str:
    """Return the name of a module's command: ``flavor-list`` for ``....flavor_list``."""
    _, _, stem = module.rpartition(".")
    return stem.replace("_", "-")


def declare(
    module: str,
    doc: str | None,
    kind: type[click.Command],
    params: Sequence[Param],
    callback: Callback,
    **attributes: Any,
) -> click.Command:
    """Return the command of a module. ``callback`` takes the context, then the parameters by name.

    ``params`` are the decorators of click.option and click.argument, in the order of the help.
    """
    function: Any = click.pass_obj(callback)
    for param in reversed(params):
        function = param(function)
    name = command_name(module)
    return click.command(name, cls=kind, help=doc, **attributes)(function)
