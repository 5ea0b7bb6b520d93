"""Commands that do something with every server on a host, such as ``host-evacuate``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import click

from mini_nova.commands.nova._kinds.declaration import Param, declare
from mini_nova.commands.nova._kinds.each import Each
from mini_nova.commands.nova._kinds.server_action import MakeBody
from mini_nova.commands.nova._kinds.waiting import check_timeout, poll_action, poll_options
from mini_nova.commands.nova._kinds.writing import WritingCommand
from mini_nova.compute.resources import hypervisors, servers
from mini_nova.compute.resources.servers import Acceptance
from mini_nova.compute.wait.goal import Goal
from mini_nova.context import Context
from mini_nova.errors import MiniNovaError
from mini_nova.explain import sentence_of
from mini_nova.output.results import Rows, field
from mini_nova_auth.errors import AuthToolkitError

STRICT = click.option(
    "--strict", is_flag=True, help="HOST is the whole hostname; else it may be a part of it."
)
HOST = click.argument("host")


def on_host(
    module: str,
    doc: str | None,
    body: MakeBody,
    *params: Param,
    title: str,
    failure: str,
    until: Goal,
    **attributes: Any,
) -> click.Command:
    """Make the command of a module: post an action to every server on a host.

    ``body`` is a function of the compute service and the values of ``params``, the command's own
    options, by name. ``title`` is the column of the servers that have accepted it. ``failure``
    begins the message for one that has not. With --poll, ``until`` is waited for.
    """
    move = _Move(body, title, failure, until)
    shared: list[Param] = [STRICT, poll_options(until), HOST]
    attributes["many"] = True
    return declare(module, doc, WritingCommand, [*params, *shared], move.run, **attributes)


class _Move(NamedTuple):
    """An action that moves a server, and how its acceptance is told."""

    body: MakeBody
    title: str
    failure: str
    goal: Goal

    def run(
        self,
        context: Context,
        /,
        *,
        host: str,
        strict: bool,
        poll: bool,
        timeout: float | None,
        max_servers: int | None = None,
        **options: Any,
    ) -> None:
        """Act on each server, show a row for each, and wait for those that accepted it."""
        check_timeout(poll, timeout)
        body = self.body(context.compute, **options)
        acceptances: list[Acceptance] = []
        messages: dict[str, str] = {}

        def act(server_id: str) -> None:
            try:
                acceptances.append(servers.act(context.compute, server_id, body))
            except (MiniNovaError, AuthToolkitError) as problem:
                messages[server_id] = f"{self.failure}: {sentence_of(problem)}"
                raise
            messages[server_id] = ""

        ids = hypervisors.server_ids(context.compute, host, strict=strict)[:max_servers]
        actions = Each(context, ids, act)
        try:
            actions.run()
        finally:
            self._show(context, [self._row(key, messages[key]) for key in ids if key in messages])
        if poll and acceptances:
            poll_action(context, acceptances, host, goal=self.goal, timeout=timeout)
        actions.check(f"Not every server on {host} has accepted it.")

    def _row(self, server_id: str, message: str) -> dict[str, Any]:
        key = self.title.lower().replace(" ", "_")
        return {"server_uuid": server_id, key: not message, "error_message": message}

    def _show(self, context: Context, rows: Sequence[dict[str, Any]]) -> None:
        if context.dry_run:
            return
        columns = (field("Server UUID"), field(self.title), field("Error Message"))
        context.show(Rows(rows, columns))
