"""Commands that do something with each of many things, such as ``keypair-delete``: one declaration
each.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import click

from mini_nova.commands.nova._kinds.declaration import Param, declare
from mini_nova.commands.nova._kinds.each import Each
from mini_nova.commands.nova._kinds.writing import WritingCommand
from mini_nova.context import Context


def on_each(
    module: str,
    doc: str | None,
    act: Callable[..., str],
    target: str,
    *params: Param,
    failure: str,
    sentence: str = "",
    **attributes: Any,
) -> click.Command:
    """Make the command of a module: call ``act`` for each target.

    ``act`` takes the compute service and the target as it was typed, then the values of ``params``
    by their names, and returns the thing's id. ``target`` is the name of the argument. ``sentence``
    is printed for each success, with ``{target}`` as it was typed and ``{id}``. ``failure`` is the
    error at the end if some of several have failed.
    """

    def run(context: Context, /, **arguments: Any) -> None:
        targets: Sequence[str] = arguments.pop(target)

        def attempt(reference: str) -> str:
            item_id = act(context.compute, reference, **arguments)
            return sentence.format(target=reference, id=item_id)

        actions = Each(context, targets, attempt)
        if sentence:
            actions.show()
        else:
            actions.run()
        actions.check(failure)

    argument = click.argument(target, nargs=-1, required=True)
    return declare(module, doc, WritingCommand, [*params, argument], run, **attributes)
