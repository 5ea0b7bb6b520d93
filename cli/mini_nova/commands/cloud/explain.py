"""Explain every setting in use: its value, its source and what it overrides.

NAME is a cloud of clouds.yaml, as in --os-cloud. Secrets are shown as ***. The cloud is not
contacted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import click

from mini_nova.context import Context
from mini_nova.lazy import Command
from mini_nova.output.results import Column, Rows, field
from mini_nova_auth.errors import ConfigurationError
from mini_nova_auth.login.plan import Plan
from mini_nova_auth.redact import MASK
from mini_nova_auth.secrets.chain import origin
from mini_nova_auth.settings.declarations import BY_NAME, Setting
from mini_nova_auth.settings.oddities import foreign_addresses, oddities
from mini_nova_auth.settings.resolve import Settings, mask
from mini_nova_auth.settings.source import Value


@click.command("explain", cls=Command, help=__doc__)
@click.argument("name", required=False)
@click.pass_obj
def command(context: Context, name: str | None) -> Rows:
    """Return one row for each setting that has a value, or whose secret is in a store."""
    if name:
        context.flags["cloud"] = name
    settings = context.settings
    for remark in (*oddities(settings), *foreign_addresses(settings)):
        context.io.warn(f"{remark.sentence}. {remark.hint}")
    rows = [*_setting_rows(settings), *_service_rows(settings)]
    try:
        rows += _stored_secret_rows(settings)
    except ConfigurationError as problem:
        # No login is possible with these settings; they are explained all the same.
        context.io.warn(problem.message)
    if not rows:
        context.io.note(
            "No flag, variable or file gives any setting; "
            "mini-nova cloud list shows the clouds to choose from."
        )
    columns = (field("Setting"), field("Value"), field("Source"), Column("Beat", _overridden_cell))
    return Rows(rows, columns)


def _setting_rows(settings: Settings) -> list[dict[str, Any]]:
    return [
        _row(setting.name, [(setting, value), *settings.overridden(setting)])
        for setting, value in settings.items()
    ]


def _service_rows(settings: Settings) -> list[dict[str, Any]]:
    """Return the settings of single services. They are masked as URLs, which may hold a password."""
    url = BY_NAME["endpoint_override"]
    rows = []
    for name, values in settings.service_settings():
        pairs = [(url, value) for value in values]
        rows.append(_row(name, pairs))
    return rows


def _row(name: str, values: Sequence[tuple[Setting, Value]]) -> dict[str, Any]:
    """Return the row of a setting: its value in effect comes first, then those it overrides."""
    masked = []
    for setting, value in values:
        text = mask(setting, value.value)
        masked.append({"value": text, "source": value.source})
    effective, *overridden = masked
    return {"setting": name, **effective, "beat": overridden}


def _stored_secret_rows(settings: Settings) -> list[dict[str, Any]]:
    """Return the secrets that only a store has.

    Raises ConfigurationError if no login is possible with these settings.
    """
    plan = Plan(settings)
    rows = []
    for name in plan.secret_settings:
        if settings[name]:
            continue
        store = origin(plan.secret_name(name), settings)
        if store:
            rows.append({"setting": name, "value": MASK, "source": store, "beat": []})
    return rows


def _overridden_cell(row: Mapping[str, Any]) -> str:
    texts = []
    for entry in row["beat"]:
        value = entry["value"]
        source = entry["source"]
        texts.append(f"{value} ({source})")
    return ", ".join(texts)
