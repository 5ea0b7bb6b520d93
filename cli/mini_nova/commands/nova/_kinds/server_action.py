"""Commands that post an action to servers, such as ``pause``: one declaration each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

import click

from mini_nova.commands.nova._kinds.declaration import Param, command_name, declare
from mini_nova.commands.nova._kinds.each import Each
from mini_nova.commands.nova._kinds.waiting import check_timeout, poll_action, poll_options
from mini_nova.commands.nova._kinds.writing import IN_ALL_PROJECTS, WritingCommand
from mini_nova.compute.resources import servers
from mini_nova.compute.resources.server_names import ids_of_names
from mini_nova.compute.resources.servers import Acceptance
from mini_nova.compute.wait.goal import Goal
from mini_nova.context import Context

Body = Mapping[str, Any]
MakeBody = Callable[..., Body]  # takes the compute service, and the command's options by name
Show = Callable[[Context, Acceptance], None]
# A resize or migration ends in VERIFY_RESIZE, unless the cloud confirms it; a failure leaves the
# server as it was.
MOVED = Goal(("VERIFY_RESIZE", "ACTIVE", "SHUTOFF"), returns=True)


def server_action(
    module: str,
    doc: str | None,
    body: Body | MakeBody,
    *params: Param,
    until: str | Goal | None = None,
    sentence: str = "",
    scope: servers.Query | None = (),
    operands: Sequence[Param] | None = None,
    show: Show | None = None,
    failure: str = "",
    **attributes: Any,
) -> click.Command:
    """Make the command of a module: post ``body`` to each server's ``/action``.

    The command is named after the module, its help is ``doc``. ``params`` are its own options;
    ``body`` may be a function of the compute service and their values. With ``until``, a status or a
    Goal, --poll waits for it. ``sentence`` is printed for each server that accepts: ``{server}`` is
    the server as it was typed, other names are those of options. ``scope`` says where names are
    looked up; None adds --all-tenants. With ``operands``, arguments that follow SERVER, it takes one
    server. ``show`` shows an answer. ``failure`` is the error at the end if some of several failed.
    """
    name = command_name(module)
    goal = Goal((until,)) if isinstance(until, str) else until
    failure = failure or f"Unable to {name} the specified server(s)."
    action = _ServerAction(body, goal, sentence, scope or (), show, failure)
    server = click.argument("server", nargs=-1 if operands is None else 1, required=True)
    options: list[Param] = [*params, *_shared_options(action, scope), server, *(operands or ())]
    return declare(module, doc, WritingCommand, options, action.run, **attributes)


def show_answer(context: Context, acceptance: Acceptance) -> None:
    """Show the JSON object of an answer, such as an administrator's new password, if it has one."""
    from mini_nova.output.results import Record

    value = acceptance.answer.json_or_none()
    if isinstance(value, dict):
        context.show(Record(value, value))


def _shared_options(action: _ServerAction, scope: servers.Query | None) -> list[Param]:
    options: list[Param] = []
    if scope is None:
        options.append(IN_ALL_PROJECTS)
    if action.goal is not None:
        options.append(poll_options(action.goal))
    return options


class _ServerAction(NamedTuple):
    """The action that a command posts, what it says of it, and to which statuses it leads."""

    body: Body | MakeBody
    goal: Goal | None
    sentence: str
    scope: servers.Query
    show: Show | None
    failure: str

    def run(
        self,
        context: Context,
        /,
        *,
        server: str | Sequence[str],
        poll: bool = False,
        timeout: float | None = None,
        all_tenants: bool = False,
        **options: Any,
    ) -> None:
        """Act on each server, and wait for those that accepted it."""
        check_timeout(poll, timeout)
        references = [server] if isinstance(server, str) else server
        scope = servers.ALL_TENANTS if all_tenants else self.scope
        acceptances: list[Acceptance] = []
        body = self.body(context.compute, **options) if callable(self.body) else self.body
        ids = ids_of_names(context.compute, references, scope)
        post = partial(servers.act, context.compute, body=body, scope=scope, ids=ids)
        act = partial(self._act, context, post, acceptances, options)
        actions = Each(context, references, act)
        if self.sentence:
            actions.show()
        else:
            actions.run()
        if poll and self.goal is not None and acceptances:
            label = ", ".join(references)
            poll_action(context, acceptances, label, goal=self.goal, timeout=timeout)
        actions.check(self.failure)

    def _act(
        self,
        context: Context,
        post: Callable[[str], Acceptance],
        acceptances: list[Acceptance],
        options: Mapping[str, Any],
        reference: str,
    ) -> str:
        """Send the action, note its acceptance, and return the sentence."""
        acceptance = post(reference)
        acceptances.append(acceptance)
        if self.show is not None:
            self.show(context, acceptance)
        return self.sentence.format(server=reference, **options)
