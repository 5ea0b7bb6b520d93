"""Print the URL that is used for a service, by type or an alias of it.

SERVICE is a type, as compute, image or network; 'mini-nova catalog list' shows those of the cloud.
"""

from __future__ import annotations

import click

from mini_nova.context import Context
from mini_nova.lazy import Command
from mini_nova.output.results import Record, Sentences
from mini_nova_auth import redact
from mini_nova_auth.access.service_types import official


@click.command("endpoint", cls=Command, help=__doc__)
@click.argument("service")
@click.option("--why", is_flag=True, help="Say where it comes from, and why it is this one.")
@click.pass_obj
def command(context: Context, service: str, why: bool) -> Record | Sentences:
    """The URL alone on a line; with ``--why``, or in another format, its service, region and interface, too.

    For compute it is the URL that the other commands use, its version found out where the catalog names none.
    """
    session = context.session
    access = session.access
    choice = session.choice(access, service)
    url, reason = choice.endpoint.url, choice.why
    if official(service) == "compute":
        used = context.compute.base(access)
        if used.rstrip("/") != url.rstrip("/"):
            override = context.settings["endpoint_override"]
            given = f"given in the settings: {redact.url(override)}"
            reason = given if override else f"{reason}; its versions lead to {redact.url(used)}"
        url = used
    url = redact.url(url) if "@" in url else url
    if not why and context.output_format == "table":
        return Sentences((url,))
    item = {
        "url": url,
        "service": choice.service.type,
        "name": choice.service.name or None,
        "region": choice.endpoint.region or None,
        "interface": choice.endpoint.interface or None,
        "why": reason,
    }
    return Record(item, item)
