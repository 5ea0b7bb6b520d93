"""Print the URL that is used for a service.

SERVICE is a type such as compute, image or network, or an alias of one; 'mini-nova catalog list'
shows those of the cloud.
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
@click.option("--why", "explain", is_flag=True, help="Say where the URL comes from, and why.")
@click.pass_obj
def command(context: Context, service: str, explain: bool) -> Record | Sentences:
    """Return the URL alone; with ``--why`` or another format its service, region and interface too."""
    choice = context.session.choice(context.session.access, service)
    url = choice.endpoint.url
    reason = choice.why
    if official(service) == "compute":
        url, reason = _compute_url(context, url, reason)
    if "@" in url:  # it may contain a password
        url = redact.url(url)
    if context.output_format == "table" and not explain:
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


def _compute_url(context: Context, catalog_url: str, reason: str) -> tuple[str, str]:
    """Return the URL that the compute commands use, with its version, and the reason for it."""
    access = context.session.access
    url = context.compute.base(access)
    if url.rstrip("/") == catalog_url.rstrip("/"):
        return url, reason
    override = context.settings["endpoint_override"]
    if override:
        shown_override = redact.url(override)
        return url, f"given in the settings: {shown_override}"
    shown_url = redact.url(url)
    return url, f"{reason}; its versions lead to {shown_url}"
