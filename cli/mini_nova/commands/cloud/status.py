"""Show which cloud, project and login are in use, from what is on this machine alone.

Neither network, keyring nor clouds.yaml is asked.
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

TYPE_CHECKING = False  # typing takes longer to load than all that is done here
if TYPE_CHECKING:
    from mini_nova.output.results import Record


@click.command("status", cls=Command, help=__doc__)
@click.option(
    "--short",
    is_flag=True,
    help="One line for a shell's prompt: cloud/project (the user where no cloud is named) and the time left; - is no login.",
)
@click.pass_obj
def command(context: Context, short: bool) -> Record | None:
    """No network, no keyring, no clouds.yaml: flags and variables, and what the cache says of its logins.

    The time is ``-`` where nobody is logged in, ``=`` for a login without an end.
    """
    asked = _asked(context)
    login = _login(summary.read(directories.cache(os.environ)), asked)
    project = login.project if login else asked.project
    name = asked.cloud or asked.user or (login.user if login else "")
    if short:
        place = "/".join(filter(None, (name, project)))
        if place:
            context.io.result_line(f"{place} {_left(login)}")
        return None
    from mini_nova.output.results import Record
    from mini_nova_auth import redact

    seconds = login.seconds_left(clock.read()) if login else None
    item = {
        "cloud": asked.cloud or None,
        "user": (login.user if login else asked.user) or None,
        "project": project or None,
        "auth_url": redact.url(asked.auth_url)
        or (login.selection.auth_url if login else "")
        or None,
        "region": _given(context, "region_name") or None,
        "logged_in": login is not None and seconds != 0,
        "seconds_left": None if seconds is None else round(seconds),
    }
    return Record(item, item)


def _asked(context: Context) -> Selection:
    given = {
        name: _given(context, name)
        for name in ("cloud", "auth_url", "username", "user_id", "project_name", "project_id")
    }
    user, project = (
        given["username"] or given["user_id"],
        given["project_name"] or given["project_id"],
    )
    return Selection(given["cloud"], given["auth_url"], user, project)


def _given(context: Context, name: str) -> str:
    """A flag's value, else a variable's."""
    if name in context.flags:
        return context.flags[name]
    return next(
        (value for variable in BY_NAME[name].environment if (value := os.environ.get(variable))), ""
    )


def _login(known: list[Summary], asked: Selection) -> Summary | None:
    """The login that the next command would use; by the cloud's name alone where that is all there is."""
    fitting = [
        login
        for login in known
        if (
            login.selection.cloud == asked.cloud
            if asked.cloud
            else login.selection.auth_url == asked.auth_url
        )
        and asked.user in ("", login.selection.user)
        and asked.project in ("", login.selection.project, login.project, login.project_id)
    ]
    return (
        max(fitting, key=lambda login: login.taken.wall, default=None)
        if asked.cloud or asked.auth_url
        else None
    )


def _left(login: Summary | None) -> str:
    """The time that a login has, in a few letters."""
    if login is None:
        return "-"
    seconds = login.seconds_left(clock.read())
    if seconds is None:
        return "="
    hours, minutes = divmod(int(seconds) // 60, 60)
    return f"{hours}h{minutes:02}m" if hours else f"{minutes}m"
