"""Show the login's user, project, roles and cloud.

They come from the login itself; a cached one needs no request.
"""

from __future__ import annotations

import click

from mini_nova.context import Context
from mini_nova.lazy import Command
from mini_nova.output.results import Record
from mini_nova_auth import redact
from mini_nova_auth.services import tokens


@click.command("whoami", cls=Command, help=__doc__)
@click.pass_obj
def command(context: Context) -> Record:
    """Return the login as one record."""
    access = context.session.access
    settings = context.settings
    login = {
        "cloud": settings["cloud"] or None,
        "auth_url": redact.url(access.auth_url or access.endpoint),
        "region": settings["region_name"] or None,
        **tokens.describe(access),
    }
    return Record(login, login)
