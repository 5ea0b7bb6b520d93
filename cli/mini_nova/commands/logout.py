"""Take the password or application credential out of the system's keyring, and forget the cached logins.

Only what 'mini-nova login' kept for this cloud and user is removed; the cached logins of every cloud are.
"""

from __future__ import annotations

import click

from mini_nova.context import Context
from mini_nova.lazy import Command
from mini_nova.output.results import Sentences
from mini_nova_auth.errors import ConfigurationError
from mini_nova_auth.secrets import keyring_store
from mini_nova_auth.secrets.secret import ApplicationCredential


@click.command("logout", cls=Command, help=__doc__)
@click.pass_obj
def command(context: Context) -> Sentences:
    """Removes what ``login`` stored for this cloud and user, and every cached token."""
    context.cache.clear()
    if not context.plan.secrets:
        return Sentences(("Cached logins are gone; this login keeps nothing in the keyring.",))
    secret = context.plan.secret_name()
    try:
        held = keyring_store.remove(secret)
    except ConfigurationError as problem:
        problem.hint = f"Cached logins are gone all the same. {problem.hint}"
        raise
    is_credential = isinstance(held, ApplicationCredential)
    what = "application credential" if is_credential else secret.setting.replace("_", " ")
    lines = [
        f"The {what} was {'removed from' if held else 'not in'} the keyring; cached logins are gone."
    ]
    if isinstance(held, ApplicationCredential):
        lines.append(
            f"Keystone still knows it: openstack application credential delete {held.id}, or wait for its end."
        )
    return Sentences(tuple(lines))
