"""List the clouds of clouds.yaml, and the sandbox.

Each cloud has a row for each of its regions. The sandbox has no URL while it is not running:
--os-cloud sandbox starts it. The column Problem tells why a cloud cannot be used.
"""

from __future__ import annotations

import os
from typing import Any

import click

from mini_nova.command_settings import SANDBOX
from mini_nova.context import Context
from mini_nova.lazy import Command
from mini_nova.output.results import Rows, field
from mini_nova.sandbox import launch, state
from mini_nova.sandbox.exports import REGION
from mini_nova_auth import redact
from mini_nova_auth.errors import ConfigurationError
from mini_nova_auth.settings.resolve import Settings, resolve
from mini_nova_auth.settings.sources.clouds_yaml import CloudsYaml

TITLES = ("Name", "Auth URL", "Region", "User", "Project", "Auth Type")
PROBLEM = field("Problem")


@click.command("list", cls=Command, help=__doc__)
@click.pass_obj
def command(context: Context) -> Rows:
    """Read only the files; add the column Problem if some cloud has one."""
    clouds = CloudsYaml("", os.environ)
    rows = []
    for name in clouds.names:
        rows += _cloud_rows(clouds, name)
    for remark in (*clouds.warnings(), *clouds.oddities()):
        context.io.warn(f"{remark.sentence}. {remark.hint}")
    if not rows:
        context.io.note(
            "There is no clouds.yaml here, in ~/.config/openstack or in /etc/openstack, "
            "or it has no cloud."
        )
    if SANDBOX not in clouds.names:
        rows += _sandbox_rows()
    columns = tuple(field(title) for title in TITLES)
    if any(row["problem"] for row in rows):
        columns = (*columns, PROBLEM)
    return Rows(rows, columns)


def _sandbox_rows() -> list[dict[str, Any]]:
    """The row of the sandbox, if it runs or can be started."""
    running = state.running(state.default_directory(os.environ))
    if running is None and launch.missing_packages():
        return []
    auth_url = None if running is None else f"{running['url']}/identity/v3"
    return [
        {
            "name": SANDBOX,
            "auth_url": auth_url,
            "region": REGION,
            "user": "admin",
            "project": "admin",
            "auth_type": "password",
            "problem": None,
        }
    ]


def _cloud_rows(clouds: CloudsYaml, name: str) -> list[dict[str, Any]]:
    try:
        regions = clouds.for_cloud(name).regions or ("",)
        return [_row(name, clouds.for_cloud(name, region)) for region in regions]
    except ConfigurationError as problem:
        empty = dict.fromkeys(("auth_url", "region", "user", "project", "auth_type"))
        return [{"name": name, **empty, "problem": problem.message}]


def _row(name: str, cloud: CloudsYaml) -> dict[str, Any]:
    settings = resolve((cloud,))
    auth_url = redact.url(settings["auth_url"])
    user = _first_of(
        settings,
        "username",
        "user_id",
        "application_credential_id",
        "application_credential_name",
    )
    return {
        "name": name,
        "auth_url": auth_url or None,
        "region": _first_of(settings, "region_name"),
        "user": user,
        "project": _first_of(settings, "project_name", "project_id"),
        "auth_type": _first_of(settings, "auth_type") or "password",
        "problem": None,
    }


def _first_of(settings: Settings, *names: str) -> str | None:
    """Return the first of these settings that has a value, else None."""
    for name in names:
        value = settings[name]
        if value:
            return value
    return None
