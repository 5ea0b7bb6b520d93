"""Boot a server (or several), and with --poll follow it to ACTIVE."""

from __future__ import annotations

import math
import os
from typing import Any

import click

from mini_nova.commands.nova._kinds.follower import Follower
from mini_nova.commands.nova.servers._boot_options import options, wanted_from
from mini_nova.compute.boot.boot import Boot, answer_of, boot, siblings
from mini_nova.compute.boot.create_request import newest_for
from mini_nova.compute.boot.journal import Journal, default_directory
from mini_nova.compute.boot.recent_boots import Recent
from mini_nova.compute.resources import servers
from mini_nova.compute.wait import until_active
from mini_nova.context import Context
from mini_nova.errors import (
    BadUsage,
    BuildFailed,
    Interrupted,
    MiniNovaError,
    OutcomeUnknown,
    TimedOut,
)
from mini_nova.lazy import Command
from mini_nova.output.results import Column, Record, Result, Rows, field
from mini_nova_auth.errors import AuthToolkitError

LONGEST_KEY = 255  # of a metadata value in Nova
SEVERAL = (field("ID"), field("Name"), field("Status"), Column("Networks", servers.networks_cell))


@click.command("boot", cls=Command, help=__doc__)
@options
@click.option(
    "--poll", is_flag=True, help="Wait until it is ACTIVE, and show its states on the way."
)
@click.option(
    "--timeout",
    "limit",
    type=click.FloatRange(min=0, min_open=True),
    metavar="SECONDS",
    help="With --poll: wait no longer.",
)
@click.option(
    "--rm-on-failure",
    is_flag=True,
    help="With --poll: on ERROR or time limit, delete what this boot made.",
)
@click.option(
    "--idempotency-key",
    default="",
    metavar="KEY",
    help="A rerun with the same key finds the server of the first.",
)
@click.argument("name")
@click.pass_obj
def command(
    context: Context,
    /,
    poll: bool,
    limit: float | None,
    rm_on_failure: bool,
    idempotency_key: str,
    **given: Any,
) -> Result:
    """Refuses bad input before anything is sent; books once; waits; shows the server as ``show`` does."""
    if len(idempotency_key) > LONGEST_KEY or not idempotency_key.isprintable():
        raise BadUsage(f"an idempotency key has at most {LONGEST_KEY} printable characters")
    if limit is not None and not math.isfinite(limit):
        raise BadUsage("--timeout needs a number of seconds")
    if not poll and (limit is not None or rm_on_failure):
        raise BadUsage("--timeout and --rm-on-failure are about waiting: give --poll, too")
    wanted = wanted_from(given)
    _check_columns(context, several=poll and wanted.max_count > 1)
    compute = context.compute.limited(newest_for(wanted))

    def journal() -> Journal:
        access = compute.session.access
        identity = (
            context.settings["auth_url"].rstrip("/"),
            access.project.id or access.project.name,
            idempotency_key,
        )
        return Journal(default_directory(os.environ), identity)

    def made(ids: tuple[str, ...]) -> None:
        context.booked = ids

    recent = Recent(default_directory(os.environ).with_name("recent"))
    booked = boot(
        compute,
        wanted,
        key=idempotency_key,
        journal=journal,
        recent=recent,
        made=made,
        note=context.io.note,
    )
    if booked.booked.adopted:
        context.io.note(
            f"the server is {', '.join(booked.booked.ids)}; its adminPass is not known, as only the first answer had it"
        )
    shown = _followed(context, booked, limit, rm_on_failure) if poll else _shown(context, booked)
    if booked.booked.again:
        _make_sure(booked)
    return shown


def _shown(context: Context, booked: Boot) -> Record:
    """The server as it is now, over what the create request answered (it alone has the adminPass)."""
    answer = dict(answer_of(booked.booked))
    if "reservation_id" in booked.booked.answer:
        return Record(answer, answer, servers.optional_property)
    try:
        answer.update(servers.get(context.compute, booked.booked.ids[0]))
    except (MiniNovaError, AuthToolkitError) as problem:
        context.io.warn(f"the server is booked, but could not be read: {problem}")
    return _record(answer, booked)


def _followed(context: Context, booked: Boot, limit: float | None, rm_on_failure: bool) -> Result:
    ids = booked.booked.ids
    try:
        ids = siblings(booked)
        follower = Follower(context.io, ids, booked.wanted.name)
        found = until_active(
            context.compute,
            ids,
            name=booked.wanted.name,
            timeout=limit,
            tell=follower.tell,
            warn=context.io.warn,
        )
    except KeyboardInterrupt:
        there = ", ".join(ids) or f"reservation {booked.booked.answer.get('reservation_id')}"
        raise Interrupted(
            f"interrupted; the server goes on building: {there}",
            hint=f"To go on waiting: mini-nova wait {' '.join(ids)}; to give it up: mini-nova delete {' '.join(ids)}",
        ) from None
    except (BuildFailed, TimedOut) as problem:
        if rm_on_failure and booked.booked.earlier:
            context.io.note("not deleted: an earlier run with this key made it")
        elif rm_on_failure and _remove(context, ids):
            problem.hint = "What this boot made has been deleted, as asked."
        raise
    answer = {
        key: value
        for key, value in answer_of(booked.booked).items()
        if key in ("adminPass", "reservation_id")
    }
    if booked.wanted.max_count == 1:
        return _record({**answer, **found[0]}, booked)
    items = [{**answer, **server} for server in found]
    return Rows(items, SEVERAL, sort=1, optional=servers.optional_property)


def _check_columns(context: Context, *, several: bool) -> None:
    """Raises BadUsage for a column that the result will not have: afterwards is too late."""
    titles = [column.title for column in SEVERAL]
    if not several:
        known = sorted(servers.PROPERTIES)
        unknown = [name for name in context.columns if not servers.optional_property(name)]
    elif context.output_format in ("json", "jsonl", "yaml"):
        known = [*titles, *sorted(servers.PROPERTIES)]
        unknown = [
            name
            for name in context.columns
            if name not in titles and not servers.optional_property(name)
        ]
    else:
        known = titles
        unknown = [
            name for name in context.columns if name.casefold() not in map(str.casefold, titles)
        ]
    if unknown:
        raise BadUsage(f'there is no column "{unknown[0]}"; there are {", ".join(known)}')


def _make_sure(booked: Boot) -> None:
    """After a request that was sent twice: whether the first one was done after all."""
    others = booked.booking.strangers(booked.booked)
    if others:
        ids = ", ".join(str(server.get("id")) for server in others)
        raise OutcomeUnknown(
            f"server '{booked.wanted.name}' is booked ({', '.join(booked.booked.ids)}), but the request whose "
            f"answer was lost may have made another: {ids}",
            hint="Look at it with 'mini-nova show', and delete it if it is not wanted.",
        )


def _remove(context: Context, ids: tuple[str, ...]) -> bool:
    """Deletes each of the servers; whether all of it went well."""
    done = True
    for server_id in ids:
        try:
            servers.delete(context.compute, server_id)
            context.io.note(f"deleted {server_id}")
        except (MiniNovaError, AuthToolkitError) as problem:
            context.io.warn(f"{server_id} could not be deleted: {problem}")
            done = False
    return done


def _record(server: dict[str, Any], booked: Boot) -> Record:
    shown = servers.properties(server, image_name=booked.image_name)
    return Record(server, shown, servers.optional_property)
