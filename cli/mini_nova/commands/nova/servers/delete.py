"""Delete servers."""

from __future__ import annotations

import click

from mini_nova import exit_codes
from mini_nova.compute.resources import servers
from mini_nova.context import Context
from mini_nova.errors import CommandError, MiniNovaError
from mini_nova.explain import explain
from mini_nova.lazy import Command
from mini_nova.output.results import Sentences
from mini_nova_auth.errors import AuthToolkitError, Refused, Unavailable


@click.command("delete", cls=Command, help=__doc__)
@click.option("--all-tenants", is_flag=True, help="Look for names in all projects (admins).")
@click.argument("server", nargs=-1, required=True)
@click.pass_obj
def command(context: Context, all_tenants: bool, server: tuple[str, ...]) -> None:
    """Each on its own: what fails is said on stderr, and the others go on.

    The exit code is that of the failures where they are all of one kind, else 1.
    """
    codes, done = set(), []
    for wanted in server:
        try:
            servers.delete(context.compute, wanted, all_tenants=all_tenants)
        except (MiniNovaError, Refused, Unavailable) as problem:
            explanation = explain(problem)
            codes.add(explanation.exit_code)
            if len(server) == 1:
                raise
            context.io.note(explanation.lines[0])
        except AuthToolkitError:
            raise  # a login that fails once fails for all
        else:
            done.append(f"Request to delete server {wanted} has been accepted.")
    if done:
        context.show(Sentences(tuple(done)))
    if codes:
        failure = CommandError("Unable to delete the specified server(s).")
        failure.exit_code = codes.pop() if len(codes) == 1 else exit_codes.FAILED
        raise failure
