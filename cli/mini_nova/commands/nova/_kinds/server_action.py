"""Commands that post an action to servers, such as ``pause``: one declaration each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

import click

from mini_nova.commands.nova._kinds.each import Each
from mini_nova.commands.nova._kinds.waiting import NOT_FOR_ONE_ANSWER, timeout_option, wait_for
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
    _, _, stem = module.rpartition(".")
    action = _ServerAction(stem.replace("_", "-"), body, until)

    @click.command(action.name, cls=Command, help=doc)
    @click.option(
        "--poll",
        is_flag=True,
        help=f"Wait until they are {until}, showing their states.",
    )
    @timeout_option(f"With --poll: wait no longer. {NOT_FOR_ONE_ANSWER}")
    @click.argument("server", nargs=-1, required=True)
    @click.pass_obj
    def command(context: Context, /, server: tuple[str, ...], **options: Any) -> None:
        action.run(context, server, **options)

    return command


class _ServerAction(NamedTuple):
    """A command's name, the action that it posts, and the status to which it leads."""

    name: str
    body: Mapping[str, Any]
    status: str

    def run(
        self, context: Context, references: Sequence[str], *, poll: bool, timeout: float | None
    ) -> None:
        """Act on each server, and wait for those that accepted it."""
        if timeout is not None and not poll:
            raise BadUsage("--timeout needs --poll")
        act = partial(servers.act, context.compute, body=self.body)
        actions = Each(context, references, act)
        ids = actions.run()
        if poll and ids:
            label = ", ".join(references)
            self._follow(context, ids, label, timeout)
        actions.check(f"Unable to {self.name} the specified server(s).")

    def _follow(
        self, context: Context, ids: Sequence[str], label: str, timeout: float | None
    ) -> None:
        try:
            wait_for(context, ids, label, status=self.status, timeout=timeout)
        except KeyboardInterrupt:
            listing = " ".join(ids)
            raise Interrupted(
                "interrupted; the action goes on", hint=f"They are: {listing}"
            ) from None
