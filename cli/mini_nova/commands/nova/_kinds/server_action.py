"""Commands that post an action to servers, such as ``pause``: one declaration each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

import click

from mini_nova.commands.nova._kinds.declaration import Param, command_name, declare
from mini_nova.commands.nova._kinds.each import Each
from mini_nova.commands.nova._kinds.waiting import check_timeout, poll_action, poll_options
from mini_nova.commands.nova._kinds.writing import WritingCommand
from mini_nova.compute.resources import servers
from mini_nova.context import Context

Body = Mapping[str, Any]
ALL_TENANTS = click.option(
    "--all-tenants", is_flag=True, help="Look for names in all projects (admins)."
)


def server_action(
    module: str,
    doc: str | None,
    body: Body | Callable[..., Body],
    *params: Param,
    until: str | Sequence[str] = (),
    sentence: str = "",
    scope: servers.Query | None = (),
    **attributes: Any,
) -> click.Command:
    """Make the command of a module: post ``body`` to each server's ``/action``.

    The command is named after the module, its help is ``doc``. ``params`` are its own options;
    ``body`` is then a function of their values. With ``until``, a status or several, --poll waits
    for it. ``sentence`` is printed for each server that accepts, ``{server}`` being the server as it
    was typed. ``scope`` says where names are looked up; None adds --all-tenants.
    """
    goal = (until,) if isinstance(until, str) else tuple(until)
    action = _ServerAction(command_name(module), body, goal, sentence, scope)
    options = list(params)
    if scope is None:
        options.append(ALL_TENANTS)
    if goal:
        options.append(poll_options(goal))
    options.append(click.argument("server", nargs=-1, required=True))
    return declare(module, doc, WritingCommand, options, action.run, **attributes)


class _ServerAction(NamedTuple):
    """A command's name, the action that it posts, and the statuses to which it leads."""

    name: str
    body: Body | Callable[..., Body]
    goal: Sequence[str]
    sentence: str
    scope: servers.Query | None

    def run(
        self,
        context: Context,
        /,
        *,
        server: Sequence[str],
        poll: bool = False,
        timeout: float | None = None,
        all_tenants: bool = False,
        **options: Any,
    ) -> None:
        """Act on each server, and wait for those that accepted it."""
        check_timeout(poll, timeout)
        ids: list[str] = []
        scope = servers.ALL_TENANTS if all_tenants else self.scope or ()
        act = partial(self._act, context, self._body(options), scope, ids)
        actions = Each(context, server, act)
        if self.sentence:
            actions.show()
        else:
            actions.run()
        if poll and ids:
            poll_action(context, ids, ", ".join(server), goal=self.goal, timeout=timeout)
        actions.check(f"Unable to {self.name} the specified server(s).")

    def _body(self, options: Mapping[str, Any]) -> Body:
        return self.body(**options) if callable(self.body) else self.body

    def _act(
        self, context: Context, body: Body, scope: servers.Query, ids: list[str], reference: str
    ) -> str:
        """Send the action, note the server's id in ``ids``, and return the sentence."""
        ids.append(servers.act(context.compute, reference, body, scope))
        return self.sentence.format(server=reference)
