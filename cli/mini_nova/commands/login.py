"""Log in once, and keep the password in the system's keyring."""

from __future__ import annotations

import sys

import click

from mini_nova.context import Context
from mini_nova.errors import BadUsage
from mini_nova.lazy import Command
from mini_nova.output.results import Sentences
from mini_nova_auth import keyring_store
from mini_nova_auth.credentials import secret_of
from mini_nova_auth.sources import prompt


@click.command("login", cls=Command, help=__doc__)
@click.option("--password-stdin", is_flag=True, help="Read the secret from the first line of stdin.")
@click.pass_obj
def command(context: Context, password_stdin: bool) -> Sentences:
    """Asks for the secret (without a terminal: ``--password-stdin``), proves it by a login, and stores it."""
    secret = secret_of(context.settings)
    value = sys.stdin.readline().rstrip("\n") if password_stdin else prompt.ask(secret)
    if not value:
        raise BadUsage("there is no secret to keep, and no terminal to ask for it", hint="Use --password-stdin.")
    context.flags[secret.setting] = value
    del context.settings  # resolved anew, with the secret
    context.use_cache = False
    access = context.session.access
    keyring_store.store(secret, value)
    who = access.user.name or access.user.id or secret.account
    return Sentences((f"Logged in as {who}; the {secret.setting.replace('_', ' ')} is in the keyring.",))
