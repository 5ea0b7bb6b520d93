"""Log in once, and keep the secret in the system's keyring.

The password is asked for on the terminal, or comes from --password-stdin, --password-fd or
--password-command. It is kept only after a login with it has succeeded. An application credential
can be kept in its place.
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
from mini_nova_auth.secrets import chain, keyring_store, prompt
from mini_nova_auth.secrets.secret import ApplicationCredential, Secret, SecretName
from mini_nova_auth.services import tokens

DEFAULT_DAYS = 90


@click.command("login", cls=Command, help=__doc__)
@click.option(
    "--password-stdin", is_flag=True, help="Read the secret from the first line of stdin."
)
@click.option(
    "--application-credential",
    is_flag=True,
    help="Create a restricted application credential for this machine, and keep that instead.",
)
@click.option(
    "--days",
    metavar="DAYS",
    type=click.IntRange(1, 3650),
    default=DEFAULT_DAYS,
    help=f"Lifetime of the application credential; default {DEFAULT_DAYS}.",
)
@click.pass_obj
def command(
    context: Context, password_stdin: bool, application_credential: bool, days: int
) -> Sentences:
    """Ask for the secret, prove it by a login, and store it."""
    if context.is_sandbox:
        raise BadUsage(
            "there is nothing to log in to: the sandbox keeps its own password",
            hint="Use it at once, for example: mini-nova --os-cloud sandbox list",
        )
    plan = context.plan
    if plan.is_federated and not plan.secret_settings:
        return _log_in_elsewhere(context)
    secret_name = plan.secret_name()
    if application_credential and secret_name.setting != "password":
        raise BadUsage(
            "an application credential is made with a password login",
            hint="Leave out --os-auth-type.",
        )
    if application_credential:
        keyring_store.require_usable(secret_name)  # before there is a credential to keep
    secret = _ask(context, secret_name, password_stdin)
    access = _prove(context, secret_name, secret)
    user = access.user.name or access.user.id or secret_name.account
    if application_credential:
        return _keep_credential(context, secret_name, user, days)
    _end_old_credential(context, keyring_store.store(secret_name, secret))
    _forget_cached(context, access)
    words = secret_name.setting.replace("_", " ")
    return Sentences((f"Logged in as {user}; the {words} is in the keyring.",))


def _log_in_elsewhere(context: Context) -> Sentences:
    """Log in by a browser or a device: only the token reaches this machine."""
    access = context.session.access
    user = access.user.name or access.user.id
    end = "" if access.expires is None else f" until {tokens.format_time(access.expires)}"
    return Sentences((f"Logged in as {user}; the token is in the cache{end}.",))


def _ask(context: Context, secret_name: SecretName, from_stdin: bool) -> str:
    """Return the secret. Raises BadUsage if there is none."""
    secret = _read(context, secret_name, from_stdin)
    if not secret:
        raise BadUsage(
            "there is no secret to keep, and no terminal to ask for it",
            hint="Use --password-stdin, --password-fd or --password-command.",
        )
    redact.learn(secret)
    return secret


def _read(context: Context, secret_name: SecretName, from_stdin: bool) -> str:
    """Return the secret from stdin, from the source in the settings, or from the prompt; '' for
    none.
    """
    if from_stdin:
        return _first_line_of_stdin()
    sourced = chain.from_file_or_command(secret_name, context.settings)
    if sourced is not None and isinstance(sourced.secret, str):
        return sourced.secret
    return prompt.ask(secret_name)


def _first_line_of_stdin() -> str:
    return sys.stdin.readline().rstrip("\r\n")


def _prove(context: Context, secret_name: SecretName, secret: str) -> Access:
    """Log in with a secret, without the cache."""
    context.flags[secret_name.setting] = secret
    del context.settings, context.plan  # to be resolved again, with the secret
    context.use_cache = False
    return context.session.access


def _keep_credential(context: Context, secret_name: SecretName, user: str, days: int) -> Sentences:
    """Create an application credential and store it in the place of the password."""
    from mini_nova_auth.services.application_credentials import create

    machine = platform.node() or "unknown"
    name = f"mini-nova@{machine}-{datetime.now(timezone.utc):%Y%m%dT%H%M%S}"
    credential = create(
        context.session, name=name, description=f"mini-nova on {machine}", days=days
    )
    try:
        previous = keyring_store.store(secret_name, credential)
    except BaseException:
        if not _delete(context, credential.id):
            context.io.note(
                f"The application credential {credential.name} ({credential.id}) was created, but "
                "cannot be kept: remove it."
            )
        raise
    _end_old_credential(context, previous)
    project = context.session.access.project.name
    end = credential.expires or "it is removed"
    return Sentences(
        (
            f"Logged in as {user}; the application credential {credential.name} for project "
            f"{project} is in the keyring until {end}, and no password.",
        )
    )


def _end_old_credential(context: Context, previous: Secret) -> None:
    """Remove from Keystone an application credential that the keyring has lost: nobody can use it."""
    if not isinstance(previous, ApplicationCredential):
        return
    if not _delete(context, previous.id):
        context.io.warn(
            "Keystone still knows the previous one: "
            f"openstack application credential delete {previous.id}"
        )


def _delete(context: Context, credential_id: str) -> bool:
    """Delete an application credential, and return whether it no longer exists."""
    from mini_nova_auth.services.application_credentials import delete

    try:
        return delete(context.session, credential_id)
    except AuthToolkitError:
        return False


def _forget_cached(context: Context, access: Access) -> None:
    """Drop the user's cached logins: their secret may no longer be valid."""
    login = (access.auth_url, access.user.id)
    context.cache.drop(lambda cached: (cached.auth_url, cached.user.id) == login)
