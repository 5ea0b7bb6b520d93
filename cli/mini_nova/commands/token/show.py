"""Show a token's owner, scope, methods and remaining lifetime.

TOKEN is a token, or - to read it from stdin, which keeps it out of the list of processes. The
default is the login's own.
"""

from __future__ import annotations

import click

from mini_nova.commands.token._subject import TokenCommand, subject_token
from mini_nova.context import Context
from mini_nova.output.results import Record
from mini_nova_auth.services import tokens


@click.command("show", cls=TokenCommand, help=__doc__)
@click.argument("token", required=False)
@click.pass_obj
def command(context: Context, token: str | None) -> Record:
    """Return what the identity service says about the token."""
    subject = subject_token(token)
    description = tokens.show(context.session, subject)
    return Record(description, description)
