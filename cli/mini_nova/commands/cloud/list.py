"""List the clouds of clouds.yaml."""

from __future__ import annotations

import os
from typing import Any

import click

from mini_nova.context import Context
from mini_nova.lazy import Command
from mini_nova.output.results import Rows, field
from mini_nova_auth import redact
from mini_nova_auth.errors import ConfigurationError
from mini_nova_auth.settings.resolve import resolve
from mini_nova_auth.settings.sources.clouds_yaml import CloudsYaml


@click.command("list", cls=Command, help=__doc__)
@click.pass_obj
def command(context: Context) -> Rows:
    """One row a cloud and region, read off the files alone; ``problem`` says why one cannot be used."""
    clouds = CloudsYaml("", os.environ)
    rows = [row for name in clouds.names for row in _rows(clouds, name)]
    if not rows:
        context.io.note(
            "There is no clouds.yaml here, in ~/.config/openstack or in /etc/openstack, or no cloud in it."
        )
    titles = ("Name", "Auth URL", "Region", "User", "Project", "Auth Type", "Problem")
    columns = tuple(field(title) for title in titles)
    return Rows(rows, columns if any(row["problem"] for row in rows) else columns[:-1])


def _rows(clouds: CloudsYaml, name: str) -> list[dict[str, Any]]:
    empty = dict.fromkeys(("auth_url", "region", "user", "project", "auth_type"))
    try:
        return [
            _row(name, clouds.for_cloud(name, region))
            for region in clouds.for_cloud(name).regions or ("",)
        ]
    except ConfigurationError as problem:
        return [{"name": name, **empty, "problem": problem.message}]


def _row(name: str, cloud: CloudsYaml) -> dict[str, Any]:
    settings = resolve((cloud,))
    user = settings["username"] or settings["user_id"]
    return {
        "name": name,
        "auth_url": redact.url(settings["auth_url"]) or None,
        "region": settings["region_name"] or None,
        "user": user
        or settings["application_credential_id"]
        or settings["application_credential_name"]
        or None,
        "project": settings["project_name"] or settings["project_id"] or None,
        "auth_type": settings["auth_type"] or "password",
        "problem": None,
    }
