"""End a token now, and forget it.

TOKEN is a token, or - to read it from stdin, which keeps it out of the list of processes; without it, the login's own.
"""

from __future__ import annotations

import click

from mini_nova.commands.token._subject import given_token
from mini_nova.context import Context
from mini_nova.errors import NotFound
from mini_nova.lazy import Command
from mini_nova.output.results import Sentences
from mini_nova_auth.services import tokens


@click.command("revoke", cls=Command, help=__doc__)
@click.argument("token", required=False)
@click.pass_obj
def command(context: Context, token: str | None) -> Sentences:
    """TOKEN is a token, or - to read it from stdin; without it, the login's own, which also leaves the cache."""
    subject = given_token(token) or context.session.access.token
    known = tokens.revoke(context.session, subject)
    context.cache.drop(lambda held: held.token == subject)
    if not known:
        raise NotFound("the identity service does not know this token (any more)")
    return Sentences(("The token is revoked.",))
