"""Show a token for the project, with its end, user and roles."""

from __future__ import annotations

from datetime import datetime, timezone

import click

from mini_nova.context import Context
from mini_nova.lazy import Command
from mini_nova.output.results import Record
from mini_nova_auth import redact


@click.command("issue", cls=Command, help=__doc__)
@click.pass_obj
def command(context: Context) -> Record:
    """A cached token where there is a fresh one; ``--no-cache`` logs in for it.

    The item has v3's names: id, expires, project_id, user_id as ``openstack token issue`` prints them.
    """
    access = context.session.access
    expires = None
    if access.expires is not None:
        expires = datetime.fromtimestamp(access.expires, timezone.utc).strftime("%Y-%m-%dT%H:%M:%S+0000")
    token = {
        "expires": expires,
        "id": access.token,
        "project_id": access.project.id or None,
        "project_name": access.project.name or None,
        "user_id": access.user.id or None,
        "user_name": access.user.name or None,
        "roles": list(access.roles),
        "identity_api_version": access.version,
        "auth_url": redact.url(access.auth_url),
    }
    return Record(token, token)
