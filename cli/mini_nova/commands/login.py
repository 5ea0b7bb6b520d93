"""Log in once, and keep the password, or an application credential in its place, in the system's keyring.

The secret is asked for on the terminal (elsewhere --password-stdin reads it), and proved by a login before it is kept.
"""

from __future__ import annotations

import platform
import sys
from datetime import datetime, timezone

import click

from mini_nova.context import Context
from mini_nova.errors import BadUsage
from mini_nova.lazy import Command
from mini_nova.output.results import Sentences
from mini_nova_auth import redact
from mini_nova_auth.access.access import Access
from mini_nova_auth.errors import AuthToolkitError
from mini_nova_auth.secrets import keyring_store, prompt
from mini_nova_auth.secrets.secret import ApplicationCredential, Secret, SecretName
from mini_nova_auth.services import tokens

DAYS = 90


@click.command("login", cls=Command, help=__doc__)
@click.option(
    "--password-stdin", is_flag=True, help="Read the secret from the first line of stdin."
)
@click.option(
    "--application-credential",
    is_flag=True,
    help="Make a restricted application credential for this machine, keep that, and forget the password.",
)
@click.option(
    "--days",
    metavar="DAYS",
    type=click.IntRange(1, 3650),
    default=DAYS,
    help=f"How long it is good for; default {DAYS}.",
)
@click.pass_obj
def command(
    context: Context, password_stdin: bool, application_credential: bool, days: int
) -> Sentences:
    """Asks for the secret (without a terminal: ``--password-stdin``), proves it by a login, and stores it."""
    plan = context.plan
    if plan.is_federated and not plan.secrets:
        return _with_page(context)
    secret = plan.secret_name()
    if application_credential and secret.setting != "password":
        raise BadUsage(
            "an application credential is made with a password login",
            hint="Leave out --os-auth-type.",
        )
    value = sys.stdin.readline().rstrip("\r\n") if password_stdin else prompt.ask(secret)
    if not value:
        raise BadUsage(
            "there is no secret to keep, and no terminal to ask for it",
            hint="Use --password-stdin.",
        )
    redact.learn(value)
    context.flags[secret.setting] = value
    del context.settings, context.plan  # resolved anew, with the secret
    context.use_cache = False
    access = context.session.access
    who = access.user.name or access.user.id or secret.account
    if application_credential:
        return _with_credential(context, secret, who, days)
    _end_old_credential(context, keyring_store.store(secret, value))
    _forget(context, access)
    return Sentences(
        (f"Logged in as {who}; the {secret.setting.replace('_', ' ')} is in the keyring.",)
    )


def _with_page(context: Context) -> Sentences:
    """A login whose secret never comes by here: its token is what is kept."""
    access = context.session.access
    until = "" if access.expires is None else f" until {tokens.stamp(access.expires)}"
    return Sentences(
        (f"Logged in as {access.user.name or access.user.id}; the token is in the cache{until}.",)
    )


def _with_credential(context: Context, secret: SecretName, who: str, days: int) -> Sentences:
    """Makes the credential and stores it where the password would be, in its place."""
    from mini_nova_auth.services.application_credentials import create

    machine = platform.node() or "unknown"
    name = f"mini-nova@{machine}-{datetime.now(timezone.utc):%Y%m%dT%H%M%S}"
    made = create(context.session, name=name, description=f"mini-nova on {machine}", days=days)
    try:
        before = keyring_store.store(secret, made)
    except BaseException:
        context.io.note(
            f"The application credential {made.name} ({made.id}) was made, and cannot be kept: remove it."
        )
        raise
    _end_old_credential(context, before)
    project = context.session.access.project.name
    return Sentences(
        (
            f"Logged in as {who}; the application credential {made.name} for project {project} is in the keyring "
            f"until {made.expires or 'it is removed'}, and no password.",
        )
    )


def _end_old_credential(context: Context, before: Secret) -> None:
    """Removes from Keystone the application credential that was in the keyring before: nobody can use it any more."""
    if not isinstance(before, ApplicationCredential):
        return
    from mini_nova_auth.services.application_credentials import remove

    try:
        gone = remove(context.session, before.id)
    except AuthToolkitError:
        gone = False
    if not gone:
        context.io.warn(
            f"Keystone still knows the one before: openstack application credential delete {before.id}"
        )


def _forget(context: Context, access: Access) -> None:
    """Old logins of the same user may have been of a secret that is no longer good: they are not used again."""
    context.cache.drop(
        lambda held: (held.auth_url, held.user.id) == (access.auth_url, access.user.id)
    )
