"""Show a token for the project, with its end, user and roles; -f env gives it as a shell's exports.

A cached token is shown where there is a fresh one; --no-cache logs in for it.
"""

from __future__ import annotations

import click

from mini_nova.context import Context
from mini_nova.lazy import Command
from mini_nova.output.env import others, variables
from mini_nova.output.results import Record
from mini_nova_auth import redact
from mini_nova_auth.services import tokens


@click.command("issue", cls=Command, help=__doc__)
@click.pass_obj
def command(context: Context) -> Record:
    """A cached token where there is a fresh one; ``--no-cache`` logs in for it.

    The item has the names of ``openstack token issue``: id, expires, project_id, user_id; and more.
    """
    access = context.session.access
    held = tokens.described(access)
    names = ("project_id", "project_name", "user_id", "user_name", "roles", "identity_api_version")
    token = {
        "expires": held["expires"],
        "id": access.token,
        **{name: held[name] for name in names},
        "auth_url": redact.url(access.auth_url),
    }
    given = variables(access, context.settings)
    return Record(token, token, environment=given, unset=others(given))
