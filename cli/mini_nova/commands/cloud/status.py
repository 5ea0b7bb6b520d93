"""Show which cloud, project and login are in use, from what is on this machine alone."""

from __future__ import annotations

import os

import click

from mini_nova.context import Context
from mini_nova.lazy import Command
from mini_nova.output.results import Record, Sentences
from mini_nova_auth import clock
from mini_nova_auth.access import Access
from mini_nova_auth.cache import Entry
from mini_nova_auth.settings import Settings, resolve
from mini_nova_auth.sources.environment import Environment
from mini_nova_auth.sources.given import Given


@click.command("status", cls=Command, help=__doc__)
@click.option(
    "--short", is_flag=True, help="One line for a shell's prompt: cloud/project and the minutes that are left."
)
@click.pass_obj
def command(context: Context, short: bool) -> Record | Sentences:
    """No network, no keyring; and no clouds.yaml where variables or flags name the cloud and it was used before."""
    near = resolve((Given(context.flags), Environment(os.environ)))
    entry = _entry(context, near)
    access = entry.access if entry else None
    name = near["cloud"] or (entry.cloud if entry else "") or near["username"] or near["user_id"]
    project = (access.project.name or access.project.id) if access else (near["project_name"] or near["project_id"])
    if short:
        place = "/".join(filter(None, (name, project or (_scope(access) if access else ""))))
        return Sentences((f"{place} {_left(access)}",)) if place else Sentences(())
    item = {
        "cloud": near["cloud"] or (entry.cloud if entry else "") or None,
        "user": ((access.user.name or access.user.id) if access else near["username"]) or None,
        "project": project or None,
        "auth_url": (access.auth_url if access else near["auth_url"]) or None,
        "region": near["region_name"] or None,
        "logged_in": access is not None and access.is_fresh(clock.read()),
        "seconds_left": None if access is None else _seconds(access),
    }
    return Record(item, item)


def _entry(context: Context, near: Settings) -> Entry | None:
    """The cached login that the next command would use, by the cloud's name where there is one."""
    if near["cloud"]:
        projects = {near["project_name"], near["project_id"]} - {""}
        held = [entry for _, entry in context.cache.entries() if entry.cloud == near["cloud"]]
        fitting = [at for at in held if not projects or projects & {at.access.project.name, at.access.project.id}]
        if fitting:
            return max(fitting, key=lambda entry: entry.access.taken.wall)
        return None
    from mini_nova_auth.credentials import cache_key

    return context.cache.load(cache_key(near if near["auth_url"] else context.settings))


def _scope(access: Access) -> str:
    return "system" if access.system else (access.domain.name or access.domain.id)


def _seconds(access: Access) -> int | None:
    left = access.seconds_left(clock.read())
    return None if left is None else max(0, round(left))


def _left(access: Access | None) -> str:
    """The time that a login has, in a few letters: ``-`` for none, ``=`` for one without an end."""
    if access is None:
        return "-"
    seconds = _seconds(access)
    if seconds is None:
        return "="
    hours, minutes = divmod(seconds // 60, 60)
    return f"{hours}h{minutes:02}m" if hours else f"{minutes}m"
