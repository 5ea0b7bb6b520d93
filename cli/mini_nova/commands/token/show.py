"""Show whose a token is, what it is for, how it was got, and the time it has left.

TOKEN is a token, or - to read it from stdin, which keeps it out of the list of processes; without it, the login's own.
"""

from __future__ import annotations

import click

from mini_nova.commands.token._subject import given_token
from mini_nova.context import Context
from mini_nova.lazy import Command
from mini_nova.output.results import Record
from mini_nova_auth.services import tokens


@click.command("show", cls=Command, help=__doc__)
@click.argument("token", required=False)
@click.pass_obj
def command(context: Context, token: str | None) -> Record:
    """TOKEN is a token, or - to read it from stdin; without it, the login's own."""
    found = tokens.show(context.session, given_token(token))
    return Record(found, found)
