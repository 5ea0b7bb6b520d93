"""Remove the secret from the keyring, and forget the cached logins.

Only the secret that 'mini-nova login' kept for this cloud and user is removed; the cached logins of
every cloud are.
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
    """Forget the logins first: that succeeds even if the keyring is locked."""
    context.cache.clear()
    if not context.plan.secret_settings:
        return Sentences(("Cached logins are gone; this login keeps nothing in the keyring.",))
    secret_name = context.plan.secret_name()
    try:
        secret = keyring_store.remove(secret_name)
    except ConfigurationError as problem:
        problem.hint = f"Cached logins are gone all the same. {problem.hint}"
        raise
    if isinstance(secret, ApplicationCredential):
        return Sentences(
            (
                _sentence("application credential", "removed from"),
                f"Keystone still knows it: openstack application credential delete {secret.id}, "
                "or wait for its end.",
            )
        )
    words = secret_name.setting.replace("_", " ")
    return Sentences((_sentence(words, "removed from" if secret else "not in"),))


def _sentence(secret: str, outcome: str) -> str:
    return f"The {secret} was {outcome} the keyring; cached logins are gone."
