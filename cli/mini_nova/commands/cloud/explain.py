"""Explain every setting in use: its value, where it came from, and what it beat.

NAME is a cloud of clouds.yaml, as --os-cloud has it. Secrets are shown as ***; nothing is asked of the cloud.
"""

from __future__ import annotations

from typing import Any

import click

from mini_nova.context import Context
from mini_nova.lazy import Command
from mini_nova.output.results import Column, Rows, field
from mini_nova_auth.errors import ConfigurationError
from mini_nova_auth.login.plan import Plan
from mini_nova_auth.redact import HIDDEN
from mini_nova_auth.secrets.chain import origin
from mini_nova_auth.settings.declarations import BY_NAME, Setting
from mini_nova_auth.settings.resolve import Settings, mask
from mini_nova_auth.settings.source import Value


@click.command("explain", cls=Command, help=__doc__)
@click.argument("name", required=False)
@click.pass_obj
def command(context: Context, name: str | None) -> Rows:
    """One row a setting that some source gives. Secrets are hidden; the keyring is asked whether it has a missing one."""
    if name:
        context.flags["cloud"] = name
    settings = context.settings
    rows = [
        _row(setting.name, [(setting, value), *settings.overridden(setting)])
        for setting, value in settings.items()
    ]
    as_url = BY_NAME["endpoint_override"]  # as one that may hold a password
    rows += [
        _row(key, [(as_url, value) for value in values])
        for key, values in settings.service_settings()
    ]
    try:
        rows += _kept_elsewhere(settings)
    except (
        ConfigurationError
    ) as problem:  # no login is possible by these settings; what they are is said all the same
        context.io.warn(problem.message)
    if not rows:
        context.io.note(
            "No flag, variable or file gives any setting; mini-nova cloud list shows the clouds to choose from."
        )
    beat = Column(
        "Beat",
        lambda row: ", ".join(f"{other['value']} ({other['source']})" for other in row["beat"]),
    )
    return Rows(rows, (field("Setting"), field("Value"), field("Source"), beat))


def _row(name: str, values: list[tuple[Setting, Value]]) -> dict[str, Any]:
    """A setting's row: its value, then those that it beat, each as it may be shown."""
    (used, *beat) = [
        {"value": mask(setting, value.value), "source": value.source} for setting, value in values
    ]
    return {"setting": name, **used, "beat": beat}


def _kept_elsewhere(settings: Settings) -> list[dict[str, Any]]:
    """The secrets that no setting gives, where some other source would. Raises ConfigurationError as ``kind_of`` does."""
    plan = Plan(settings)
    missing = [name for name in plan.secrets if not settings[name]]
    places = ((name, origin(plan.secret_name(name), settings)) for name in missing)
    return [
        {"setting": name, "value": HIDDEN, "source": place, "beat": []}
        for name, place in places
        if place
    ]
