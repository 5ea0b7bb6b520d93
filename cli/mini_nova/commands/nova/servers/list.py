"""List the project's servers."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from functools import partial
from itertools import chain
from typing import Any

import click

from mini_nova.commands.nova._kinds.api_range import ranged_option
from mini_nova.commands.nova._kinds.reading import ReadingCommand
from mini_nova.commands.nova._kinds.values import check_time, is_true
from mini_nova.commands.nova.servers._server_view import ID, NAME, NETWORKS, STATUS
from mini_nova.compute.names import is_id
from mini_nova.compute.resources import server_properties, servers
from mini_nova.context import Context
from mini_nova.errors import BadUsage
from mini_nova.output.results import Column, Rows, field

TENANT, UPDATED = field("Tenant ID"), field("Updated")
TASK_STATE = field("Task State", servers.TASK_STATE)
POWER_STATE = Column("Power State", server_properties.power_state_cell)
API_NAMES = {
    "tenant": "tenant_id",
    "user": "user_id",
    "changes_since": "changes-since",
    "changes_before": "changes-before",
    "tags_any": "tags-any",
    "not_tags": "not-tags",
    "not_tags_any": "not-tags-any",
}

Query = list[tuple[str, str]]
Server = Mapping[str, Any]
# Without a value it filters nothing, as in the classic client.
_id_option = partial(click.option, is_flag=False, flag_value="", metavar="[ID]")
_tag_option = partial(ranged_option, since="2.26", metavar="TAG,...")


@click.command("list", cls=ReadingCommand, help=__doc__)
@click.option("--reservation-id", metavar="ID", help="Only servers of this reservation.")
@click.option("--ip", metavar="REGEX", help="Search by IPv4 address.")
@click.option("--ip6", metavar="REGEX", help="Search by IPv6 address.")
@click.option("--name", metavar="REGEX", help="Search by name.")
@click.option("--status", metavar="STATUS", help="Only servers with this status.")
@click.option("--flavor", metavar="FLAVOR", help="Only servers with this flavor, by name or id.")
@click.option(
    "--image", metavar="IMAGE", help="Only servers booted from this image, by name or id."
)
@click.option("--host", metavar="HOST", help="Only servers on this host (admins).")
@click.option(
    "--all-tenants",
    is_flag=False,
    flag_value="1",
    type=click.Choice(("0", "1")),
    metavar="[0|1]",
    help="Servers of all projects (admins). [ALL_TENANTS]",
)
@_id_option("--tenant", help="Only servers of this project (admins).")
@_id_option("--user", help="Only servers of this user (admins).")
@click.option("--deleted", is_flag=True, help="Only deleted servers (admins).")
@click.option(
    "--fields", metavar="FIELD,...", help="Show these fields of the servers, by the API's names."
)
@click.option("--minimal", is_flag=True, help="Only ids and names.")
@click.option(
    "--sort",
    metavar="KEY[:DIRECTION],...",
    help="Sort by these keys on the server, asc or desc (default).",
)
@click.option("--marker", metavar="ID", help="Start after this server.")
@click.option(
    "--limit", type=int, help="At most this many; -1: all, in as many requests as it takes."
)
@click.option("--availability-zone", metavar="ZONE", help="Only servers in this zone.")
@click.option("--key-name", metavar="NAME", help="Only servers with this keypair.")
@click.option("--config-drive", is_flag=True, help="Only servers with a config drive.")
@click.option("--no-config-drive", is_flag=True, help="Only servers without one.")
@click.option("--progress", metavar="PERCENT", help="Only servers with this progress.")
@click.option("--vm-state", metavar="STATE", help="Only servers in this vm state.")
@click.option("--task-state", metavar="STATE", help="Only servers in this task state.")
@click.option("--power-state", metavar="STATE", help="Only servers in this power state.")
@click.option(
    "--changes-since",
    metavar="TIME",
    help="Changed at or after this time, in ISO 8601, even if deleted since.",
)
@ranged_option(
    "--changes-before",
    since="2.66",
    metavar="TIME",
    help="Changed at or before this time, in ISO 8601.",
)
@_tag_option("--tags", help="Only servers with all of these tags.")
@_tag_option("--tags-any", help="Only servers with any of these tags.")
@_tag_option("--not-tags", help="Only servers that lack at least one of these tags.")
@_tag_option("--not-tags-any", help="Only servers with none of these tags.")
@ranged_option(
    "--locked",
    since="2.73",
    metavar="BOOLEAN",
    help="Only servers that are locked, or only the others.",
)
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
    """Return one page, as long as the server makes it; a note says if there are more."""
    _choose_config_drive(filters)
    everywhere = _in_all_tenants(filters, all_tenants)
    columns = _columns(filters, minimal, everywhere)
    query = _query(context, filters, everywhere)
    query += _sort_query(sort)
    items = _servers(context, query, limit, detail=not minimal)
    if fields and not minimal:
        columns, items = _fields(context, fields, items, columns)
    if sort or len(columns) == 1:
        return Rows(items, columns)
    return Rows(items, columns, sort=1)


def _fields(
    context: Context, names: str, items: Iterable[Server], columns: tuple[Column, ...]
) -> tuple[tuple[Column, ...], Iterable[Server]]:
    """Return the columns of ``--fields``, and the servers, which json and yaml cut down to them."""
    from mini_nova.commands.nova.servers import _server_fields

    iterator = iter(items)
    first = next(iterator, None)
    if first is None:
        return columns, ()
    items = chain([first], iterator)
    columns = _server_fields.columns(names, first)
    if context.carries_objects:
        return _server_fields.key_columns(names), _server_fields.objects(names, items)
    return columns, items


def _choose_config_drive(filters: dict[str, Any]) -> None:
    """Make one filter of the two flags: True, False, or None for any."""
    is_without = filters.pop("no_config_drive")
    if not is_without:
        filters["config_drive"] = filters["config_drive"] or None
    elif filters["config_drive"]:
        raise BadUsage("--config-drive and --no-config-drive exclude each other")


def _in_all_tenants(filters: Mapping[str, Any], option: str | None) -> bool:
    if filters["tenant"]:
        return True
    return is_true(option or os.environ.get("ALL_TENANTS", ""))


def _servers(
    context: Context, query: Query, limit: int | None, *, detail: bool
) -> Iterable[Mapping[str, Any]]:
    compute = context.compute
    if limit is None:
        page, has_more = servers.list_page(compute, query, detail=detail)
        if has_more:
            count = len(page)
            context.io.note(f"There are more servers than these {count}: --limit -1 lists all.")
        return page
    if limit < 0:
        return servers.list_all(compute, query, detail=detail)
    query.append(("limit", str(limit)))
    page, _ = servers.list_page(compute, query, detail=detail)
    return page


def _columns(filters: Mapping[str, Any], minimal: bool, in_all_tenants: bool) -> tuple[Column, ...]:
    if minimal:
        return (ID, NAME)
    columns = [ID, NAME, STATUS, TASK_STATE, POWER_STATE, NETWORKS]
    if in_all_tenants:
        columns.insert(2, TENANT)
    if filters["changes_since"] or filters["changes_before"]:
        columns.append(UPDATED)
    return tuple(columns)


def _query(context: Context, filters: dict[str, Any], in_all_tenants: bool) -> Query:
    """Return the filters by Nova's names, sorted, with ids of the flavor and image."""
    for key in ("changes_since", "changes_before"):
        if filters[key]:
            check_time(API_NAMES[key], filters[key])
    _look_up_names(context, filters)
    if not filters["deleted"]:
        filters["deleted"] = None
    query = {}
    for key, value in filters.items():
        if value not in (None, ""):
            query[API_NAMES.get(key, key)] = str(value)
    if in_all_tenants:
        query["all_tenants"] = "1"
    return sorted(query.items())


def _look_up_names(context: Context, filters: dict[str, Any]) -> None:
    """Replace the names of an image and a flavor by their ids."""
    image = filters["image"]
    if image and not is_id(image):
        from mini_nova.compute.resources.images import Images

        item = Images(context.compute).find(image)
        filters["image"] = item["id"]
    flavor = filters["flavor"]
    if flavor and not is_id(flavor):
        from mini_nova.compute.resources import flavors

        filters["flavor"] = flavors.find(context.compute, flavor)


def _sort_query(sort: str | None) -> Query:
    """Return ``key:asc,key2`` as pairs of ``sort_dir`` (by default desc) and ``sort_key``."""
    if not sort:
        return []
    keys, directions = [], []
    for part in sort.split(","):
        key, _, direction = part.partition(":")
        if direction not in ("", "asc", "desc"):
            raise BadUsage(f"Unknown sort direction: {direction}", hint="It is asc or desc.")
        keys.append(("sort_key", key))
        directions.append(("sort_dir", direction or "desc"))
    return [*directions, *keys]
