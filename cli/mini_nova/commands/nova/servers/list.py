"""List the project's servers."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import click

from mini_nova.commands.nova.servers import _server_fields
from mini_nova.compute.names import is_id
from mini_nova.compute.resources import flavors, servers
from mini_nova.compute.resources.images import Images
from mini_nova.context import Context
from mini_nova.errors import BadUsage
from mini_nova.lazy import Command
from mini_nova.output.results import Column, Rows, field

ID, NAME, STATUS, TENANT = field("ID"), field("Name"), field("Status"), field("Tenant ID")
TASK_STATE = field("Task State", servers.TASK_STATE)
POWER_STATE = Column("Power State", servers.power_state_cell)
NETWORKS = Column("Networks", servers.networks_cell)
UPDATED = field("Updated")
SPELLED = {"tenant": "tenant_id", "user": "user_id"}
DASHED = ("changes_since", "changes_before", "tags_any", "not_tags", "not_tags_any")


@click.command("list", cls=Command, help=__doc__)
@click.option("--reservation-id", metavar="ID", help="Only servers of this reservation.")
@click.option("--ip", metavar="REGEX", help="Search by IPv4 address.")
@click.option("--ip6", metavar="REGEX", help="Search by IPv6 address.")
@click.option("--name", metavar="REGEX", help="Search by name.")
@click.option("--status", metavar="STATUS", help="Only servers of this status.")
@click.option("--flavor", metavar="FLAVOR", help="Only servers of this flavor, by name or id.")
@click.option("--image", metavar="IMAGE", help="Only servers of this image, by name or id.")
@click.option("--host", metavar="HOST", help="Only servers on this host (admins).")
@click.option(
    "--all-tenants",
    is_flag=False,
    flag_value="1",
    metavar="[0|1]",
    help="Servers of all projects (admins). [ALL_TENANTS]",
)
@click.option("--tenant", metavar="ID", help="Servers of this project (admins).")
@click.option("--user", metavar="ID", help="Servers of this user (admins).")
@click.option("--deleted", is_flag=True, help="Deleted servers (admins).")
@click.option(
    "--fields", metavar="FIELD,...", help="Show these fields of the servers, by the API's names."
)
@click.option("--minimal", is_flag=True, help="Only ids and names.")
@click.option(
    "--sort", metavar="KEY[:DIRECTION],...", help="The server's sort keys, asc or desc (default)."
)
@click.option("--marker", metavar="ID", help="Begin after this server.")
@click.option(
    "--limit", type=int, help="At most so many; -1: all, in as many requests as it takes."
)
@click.option("--availability-zone", metavar="ZONE", help="Only servers of this zone.")
@click.option("--key-name", metavar="NAME", help="Only servers with this keypair.")
@click.option(
    "--config-drive/--no-config-drive",
    default=None,
    help="Only servers with, or without, a config drive.",
)
@click.option("--progress", metavar="PERCENT", help="Only servers of this progress.")
@click.option("--vm-state", metavar="STATE", help="Only servers of this vm state.")
@click.option("--task-state", metavar="STATE", help="Only servers of this task state.")
@click.option("--power-state", metavar="STATE", help="Only servers of this power state.")
@click.option(
    "--changes-since",
    metavar="TIME",
    help="Changed at or after this time (ISO 8601); deleted ones too.",
)
@click.option("--changes-before", metavar="TIME", help="Changed at or before this time (ISO 8601).")
@click.option("--tags", metavar="TAG,...", help="Servers with all of these tags.")
@click.option("--tags-any", metavar="TAG,...", help="Servers with any of these tags.")
@click.option("--not-tags", metavar="TAG,...", help="Servers without all of these tags.")
@click.option("--not-tags-any", metavar="TAG,...", help="Servers without any of these tags.")
@click.option("--locked", metavar="BOOLEAN", help="Only servers that are locked, or not.")
@click.pass_obj
def command(
    context: Context,
    /,
    *,
    all_tenants: str | None,
    fields: str | None,
    minimal: bool,
    sort: str | None,
    limit: int | None,
    **filters: Any,
) -> Rows:
    """One request for one page, as long as the server makes it; a note says where there are more."""
    everywhere = bool(filters["tenant"]) or _says_yes(
        all_tenants or os.environ.get("ALL_TENANTS", "")
    )
    query = [*_query(context, filters, everywhere), *_sorting(sort)]
    columns = _columns(
        minimal, everywhere, bool(filters["changes_since"] or filters["changes_before"])
    )
    found = _servers(context, query, limit, not minimal)
    if fields and not minimal:
        found = list(found)
        columns = _server_fields.columns(fields, found[0]) if found else columns
    return Rows(found, columns, sort=None if sort or len(columns) == 1 else 1)


def _servers(
    context: Context, query: list[tuple[str, str]], limit: int | None, detail: bool
) -> Iterable[Mapping[str, Any]]:
    if limit is not None and limit < 0:
        return servers.list_all(context.compute, query, detail=detail)
    bounded = [*query, ("limit", str(limit))] if limit is not None else query
    found, more = servers.list_page(context.compute, bounded, detail=detail)
    if more and limit is None:
        context.io.note(f"There are more servers than these {len(found)}: --limit -1 lists all.")
    return found


def _columns(minimal: bool, all_tenants: bool, changes: bool) -> tuple[Column, ...]:
    if minimal:
        return (ID, NAME)
    tenant = (TENANT,) if all_tenants else ()
    return (
        ID,
        NAME,
        *tenant,
        STATUS,
        TASK_STATE,
        POWER_STATE,
        NETWORKS,
        *((UPDATED,) if changes else ()),
    )


def _query(context: Context, filters: dict[str, Any], all_tenants: bool) -> list[tuple[str, str]]:
    """The filters under Nova's names, sorted; a flavor's or image's name is looked up for its id."""
    for key in ("changes_since", "changes_before"):
        if filters[key]:
            _check_time(key, filters[key])
    if filters["image"] and not is_id(filters["image"]):
        filters["image"] = Images(context.compute).find(filters["image"])["id"]
    if filters["flavor"] and not is_id(filters["flavor"]):
        filters["flavor"] = flavors.find(context.compute, filters["flavor"])
    query = {
        key.replace("_", "-") if key in DASHED else SPELLED.get(key, key): str(value)
        for key, value in filters.items()
        if value not in (None, "", False) or (key == "config_drive" and value is False)
    }
    if all_tenants:
        query["all_tenants"] = "1"
    return sorted(query.items())


def _sorting(sort: str | None) -> list[tuple[str, str]]:
    """``key:asc,key2`` as ``sort_dir`` and ``sort_key`` pairs; the default direction is the server's, desc."""
    pairs = [part.partition(":") for part in sort.split(",")] if sort else []
    for _, _, direction in pairs:
        if direction not in ("", "asc", "desc"):
            raise BadUsage(f"Unknown sort direction: {direction}", hint="It is asc or desc.")
    directions = [("sort_dir", direction or "desc") for _, _, direction in pairs]
    return [*directions, *(("sort_key", key) for key, _, _ in pairs)]


def _check_time(option: str, text: str) -> None:
    try:
        datetime.fromisoformat(text.replace("Z", "+00:00").replace("z", "+00:00"))
    except ValueError as problem:
        name = option.replace("_", "-")
        raise BadUsage(
            f"Invalid {name} value: {text}", hint="Write it as 2026-11-23T15:00:00Z."
        ) from problem


def _says_yes(text: str) -> bool:
    """The classic client's reading of a boolean: these words, and nothing else, mean yes."""
    return text.strip().lower() in ("1", "t", "true", "y", "yes", "on")
