"""Show a token with its expiry, user, project and roles.

A fresh token in the cache is reused; --no-cache logs in for a new one. -f env prints it as a
shell's exports.
"""

from __future__ import annotations

import click

from mini_nova.context import Context
from mini_nova.lazy import Command
from mini_nova.output.env import conflicting_variables, variables
from mini_nova.output.results import Record
from mini_nova_auth import redact
from mini_nova_auth.services import tokens

_PROPERTIES = (
    "project_id",
    "project_name",
    "user_id",
    "user_name",
    "roles",
    "identity_api_version",
)


@click.command("issue", cls=Command, help=__doc__)
@click.pass_obj
def command(context: Context) -> Record:
    """Return the token as ``openstack token issue`` names it (id, expires, project_id, user_id)."""
    access = context.session.access
    description = tokens.describe(access)
    token = {
        "expires": description["expires"],
        "id": access.token,
        **{name: description[name] for name in _PROPERTIES},
        "auth_url": redact.url(access.auth_url),
    }
    exports = variables(access, context.settings)
    return Record(token, token, environment=exports, unset=conflicting_variables(exports))
