"""Revoke a token, and drop it from the cache.

TOKEN is a token, or - to read it from stdin, which keeps it out of the list of processes. The
default is the login's own.
"""

from __future__ import annotations

import click

from mini_nova.commands.token._subject import TokenCommand, subject_token
from mini_nova.context import Context
from mini_nova.errors import NotFound
from mini_nova.output.results import Sentences
from mini_nova_auth.services import tokens


@click.command("revoke", cls=TokenCommand, help=__doc__)
@click.argument("token", required=False)
@click.pass_obj
def command(context: Context, token: str | None) -> Sentences:
    """Raise NotFound if the identity service does not know the token."""
    session = context.session
    subject = subject_token(token) or session.access.token
    was_valid = tokens.revoke(session, subject)
    context.cache.drop(lambda access: access.token == subject)
    if not was_valid:
        raise NotFound("the identity service does not know this token (any more)")
    return Sentences(("The token is revoked.",))
