"""Show who is logged in, where, for what project, and with which roles."""

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
    """What the login itself says; a cached one is asked for nothing more."""
    access = context.session.access
    where = {
        "cloud": context.settings["cloud"] or None,
        "auth_url": redact.url(access.auth_url or access.endpoint),
        "region": context.settings["region_name"] or None,
    }
    item = {**where, **tokens.described(access)}
    return Record(item, item)
