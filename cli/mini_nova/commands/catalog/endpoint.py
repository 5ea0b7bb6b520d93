"""Print the URL that is used for a service.

SERVICE is a type such as compute, image or network, or an alias of one; 'mini-nova catalog list'
shows those of the cloud.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from mini_nova.context import Context
from mini_nova.lazy import Command
from mini_nova.output.results import Record, Sentences
from mini_nova_auth import redact
from mini_nova_auth.access.choice import Choice
from mini_nova_auth.access.service_types import official
from mini_nova_auth.settings.endpoint import deciding_settings


@click.command("endpoint", cls=Command, help=__doc__)
@click.argument("service")
@click.option("--why", "explain", is_flag=True, help="Say where the URL comes from, and why.")
@click.pass_obj
def command(context: Context, service: str, explain: bool) -> Record | Sentences:
    """Return the URL alone; with ``--why`` or another format its service, region and interface
    too.
    """
    choice = context.session.choice(context.session.access, service)
    endpoint = choice.endpoint
    url = endpoint.url
    reason = choice.why
    if official(service) == "compute":
        url, reason = _compute_url(context, url, reason)
    if "@" in url:  # it may contain a password
        url = redact.url(url)
    if context.is_for_people and not explain:
        return Sentences((url,))
    item: dict[str, Any] = {
        "url": url,
        "service": choice.service.type,
        "name": choice.service.name or None,
        "region": endpoint.region or None,
        "interface": endpoint.interface or None,
        "why": reason,
    }
    if not explain:
        return Record(item, item)
    settings = _deciding_settings(context, service)
    alternatives = _other_endpoints(context, choice)
    setting_lines = [_setting_line(setting) for setting in settings]
    other_lines = [_endpoint_line(other) for other in alternatives]
    properties = {
        **item,
        "decided_by": "\n".join(setting_lines),
        "others": "\n".join(other_lines) or "none",
    }
    item["decided_by"] = settings
    item["others"] = alternatives
    return Record(item, properties)


def _deciding_settings(context: Context, service: str) -> list[dict[str, str]]:
    settings = []
    for name, value in deciding_settings(context.settings, service):
        text = redact.url(value.value)
        settings.append({"setting": name, "value": text, "source": value.source})
    return settings


def _other_endpoints(context: Context, choice: Choice) -> list[dict[str, str]]:
    """Return the endpoints of the same type that were not chosen."""
    catalog = context.session.access.catalog
    endpoints = []
    for service in catalog.of_type(choice.service.type):
        for endpoint in service.endpoints:
            if endpoint == choice.endpoint:
                continue
            endpoints.append(
                {
                    "name": service.name,
                    "region": endpoint.region,
                    "interface": endpoint.interface,
                    "url": redact.url(endpoint.url),
                }
            )
    return endpoints


def _setting_line(setting: Mapping[str, str]) -> str:
    name = setting["setting"]
    value = setting["value"]
    source = setting["source"]
    return f"{name} {value} ({source})"


def _endpoint_line(endpoint: Mapping[str, str]) -> str:
    name = endpoint["name"]
    interface = endpoint["interface"]
    place = endpoint["region"] or "no region"
    url = endpoint["url"]
    return f"{name}, {interface} in {place}: {url}"


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
