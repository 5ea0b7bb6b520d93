"""Commands that post an action to servers, such as ``pause``: one declaration each."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import click

from mini_nova.commands.nova._kinds.each import each
from mini_nova.commands.nova._kinds.waiting import timeout_option, wait_for
from mini_nova.compute.resources import servers
from mini_nova.context import Context
from mini_nova.errors import BadUsage, Interrupted
from mini_nova.lazy import Command


def server_action(
    module: str, doc: str | None, body: Mapping[str, Any], *, until: str
) -> click.Command:
    """Make the command of a module: post ``body`` to each server's ``/action``, print nothing.

    The command is named after the module, its help is ``doc``. With --poll it waits for the status
    ``until``.
    """
    name = module.rpartition(".")[2].replace("_", "-")

    @click.command(name, cls=Command, help=doc)
    @click.option(
        "--poll", is_flag=True, help=f"Wait until they are {until}, showing their states."
    )
    @timeout_option("With --poll: wait no longer.")
    @click.argument("server", nargs=-1, required=True)
    @click.pass_obj
    def command(
        context: Context, poll: bool, timeout: float | None, server: tuple[str, ...]
    ) -> None:
        if timeout is not None and not poll:
            raise BadUsage("--timeout needs --poll")
        outcome = each(context, server, partial(servers.act, context.compute, body=body))
        if poll and outcome.results:
            _follow(context, outcome.results, ", ".join(server), until, timeout)
        outcome.check(f"Unable to {name} the specified server(s).")

    return command


def _follow(
    context: Context, ids: list[str], label: str, status: str, timeout: float | None
) -> None:
    try:
        wait_for(context, ids, label, status=status, timeout=timeout)
    except KeyboardInterrupt:
        raise Interrupted(
            "interrupted; the action goes on", hint=f"They are: {' '.join(ids)}"
        ) from None
