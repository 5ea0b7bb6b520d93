"""Show the cloud, project and login in use, from this machine alone.

Neither the network nor the keyring nor clouds.yaml is read, so it is fast enough for a prompt.
"""

from __future__ import annotations

import os

import click

from mini_nova.context import Context
from mini_nova.lazy import Command
from mini_nova_auth import clock, directories
from mini_nova_auth.login import summary
from mini_nova_auth.login.summary import Selection, Summary
from mini_nova_auth.settings.declarations import BY_NAME

TYPE_CHECKING = False  # typing takes longer to load than all that this command does
if TYPE_CHECKING:
    from mini_nova.output.results import Record

NO_LOGIN, NO_EXPIRY = "-", "="  # in place of the time left


@click.command("status", cls=Command, help=__doc__)
@click.option(
    "--short",
    is_flag=True,
    help="One line for a shell's prompt: cloud/project (or user/project) and the time left; "
    "- means no login.",
)
@click.pass_obj
def command(context: Context, short: bool) -> Record | None:
    """Return the flags and variables, and the login that the cache has for them."""
    selection = _selection(context)
    logins = summary.read(directories.cache(os.environ))
    login = _find_login(logins, selection)
    if not short:
        return _record(context, selection, login)
    line = _short_line(selection, login)
    if line:
        context.io.result_line(line)
    return None


def _selection(context: Context) -> Selection:
    """Return the login that the flags and variables select."""
    return Selection(
        cloud=_setting(context, "cloud"),
        auth_url=_setting(context, "auth_url"),
        user=_setting(context, "username") or _setting(context, "user_id"),
        project=_setting(context, "project_name") or _setting(context, "project_id"),
    )


def _setting(context: Context, name: str) -> str:
    """Return the value of a flag, else that of a variable, else ''."""
    if name in context.flags:
        return context.flags[name]
    for variable in BY_NAME[name].environment:
        value = os.environ.get(variable)
        if value:
            return value
    return ""


def _find_login(logins: list[Summary], selection: Selection) -> Summary | None:
    """Return the login that the next command would use: the latest one that fits, or None."""
    if not selection.cloud and not selection.auth_url:
        return None
    latest = None
    for login in logins:
        if not _fits(login, selection):
            continue
        if latest is None or login.taken.wall > latest.taken.wall:
            latest = login
    return latest


def _fits(login: Summary, selection: Selection) -> bool:
    """Whether a login fits a selection; a cloud's name alone identifies it."""
    origin = login.selection
    if selection.cloud and selection.cloud != origin.cloud:
        return False
    if not selection.cloud and selection.auth_url != origin.auth_url:
        return False
    if selection.user not in ("", origin.user):
        return False
    projects = ("", origin.project, login.project, login.project_id)
    return selection.project in projects


def _short_line(selection: Selection, login: Summary | None) -> str:
    """Return the line for a prompt, '' if no cloud, user or project is known."""
    user = selection.user
    project = selection.project
    if login is not None:
        user = user or login.user
        project = login.project
    names = [selection.cloud or user, project]
    place = "/".join(filter(None, names))
    if not place:
        return ""
    return f"{place} {_time_left(login)}"


def _time_left(login: Summary | None) -> str:
    """Return the remaining lifetime of a login in short form: ``2h05m`` or ``7m``."""
    if login is None:
        return NO_LOGIN
    seconds = login.seconds_left(clock.read())
    if seconds is None:
        return NO_EXPIRY
    all_minutes = int(seconds) // 60
    hours, minutes = divmod(all_minutes, 60)
    if not hours:
        return f"{minutes}m"
    return f"{hours}h{minutes:02}m"


def _record(context: Context, selection: Selection, login: Summary | None) -> Record:
    from mini_nova.output.results import Record
    from mini_nova_auth import redact

    item: dict[str, str | float | None] = {
        "cloud": selection.cloud or None,
        "user": selection.user or None,
        "project": selection.project or None,
        "auth_url": redact.url(selection.auth_url) or None,
        "region": _setting(context, "region_name") or None,
        "logged_in": False,
        "seconds_left": None,
    }
    if login is not None:
        origin = login.selection
        seconds = login.seconds_left(clock.read())
        item["user"] = login.user or None
        item["project"] = login.project or None
        item["auth_url"] = item["auth_url"] or origin.auth_url or None
        item["logged_in"] = seconds != 0
        if seconds is not None:
            item["seconds_left"] = round(seconds)
    return Record(item, item)
