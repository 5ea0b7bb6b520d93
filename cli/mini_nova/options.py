"""The global options: those of the connection as the toolkit declares them, and the client's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from mini_nova import __version__
from mini_nova.context import Context
from mini_nova.errors import BadUsage
from mini_nova.output import FORMATS
from mini_nova_auth.settings.declarations import SETTINGS, Setting

OUTPUT = "Output"
# The sections of 'mini-nova help options' and of the man page, in their order.
HEADINGS = (OUTPUT, "Login", "Scope", "Federation", "TLS", "Endpoints")
# The options that 'mini-nova --help' lists, in its order.
EVERYDAY = (
    "--os-cloud",
    "--os-region-name",
    "--os-project-name",
    "--format",
    "--column",
    "--query",
    "--no-cache",
    "--timeout",
    "--insecure",
    "--os-cacert",
    "--timings",
    "--debug",
    "--version",
)

Callback = Callable[[click.Context, click.Parameter, Any], None]


class GlobalOption(click.Option):
    """An option that every command takes, before its name and after it."""

    def __init__(
        self, spellings: list[str], heading: str, callback: Callback, **attributes: Any
    ) -> None:
        super().__init__(
            spellings, callback=callback, expose_value=False, is_eager=True, **attributes
        )
        self.heading = heading


def everyday_options() -> list[GlobalOption]:
    """Return the options that 'mini-nova --help' lists."""
    by_spelling: dict[str, GlobalOption] = {}
    for option in GLOBAL_OPTIONS:
        by_spelling.update(dict.fromkeys(option.opts, option))
    return [by_spelling[spelling] for spelling in EVERYDAY]


def options_under(heading: str) -> list[GlobalOption]:
    """Return the options of one section of the help."""
    return [option for option in GLOBAL_OPTIONS if option.heading == heading]


def _setting_option(setting: Setting) -> GlobalOption:
    def store(ctx: click.Context, _: click.Parameter, value: Any) -> None:
        if value in (None, False):
            return
        context = ctx.ensure_object(Context)
        context.flags[setting.name] = "true" if value is True else value

    kind: dict[str, Any] = {"is_flag": True}
    if setting.metavar:
        kind = {"metavar": setting.metavar}
    return GlobalOption(
        list(setting.flags),
        setting.heading,
        store,
        help=setting.help,
        **kind,
    )


def _switch(attribute: str, value: bool = True) -> Callback:
    """Return a callback that sets an attribute of the context if its option is given."""

    def store(ctx: click.Context, _: click.Parameter, is_given: bool) -> None:
        if is_given:
            context = ctx.ensure_object(Context)
            setattr(context, attribute, value)

    return store


def _set_format(ctx: click.Context, _: click.Parameter, value: str | None) -> None:
    if value:
        ctx.ensure_object(Context).output_format = value


def _set_columns(ctx: click.Context, _: click.Parameter, value: tuple[str, ...]) -> None:
    if value:
        context = ctx.ensure_object(Context)
        context.columns = value
        _check_selection(context)


def _set_query(ctx: click.Context, _: click.Parameter, value: str | None) -> None:
    if value is None:
        return
    from mini_nova.output.query import Query

    context = ctx.ensure_object(Context)
    context.query = Query(value)
    _check_selection(context)


def _check_selection(context: Context) -> None:
    """Raise BadUsage for columns and a query: a query names its own columns."""
    if context.columns and context.query is not None:
        raise BadUsage(
            "-q and -c exclude each other",
            hint="Name the columns in the query: -q '[].{ID: id, Name: name}'",
        )


def _show_version(ctx: click.Context, _: click.Parameter, is_given: bool) -> None:
    if is_given:
        context = ctx.ensure_object(Context)
        context.io.result(f"mini-nova {__version__}\n")
        ctx.exit()


def _ignore(_ctx: click.Context, _param: click.Parameter, _value: Any) -> None:
    """Accept an option that old scripts give; it has no effect."""


# The client's own options: spellings, callback, help, more.
_OWN: tuple[tuple[list[str], Callback, str, dict[str, Any]], ...] = (
    (["-f", "--format"], _set_format,
     f"Output format: {', '.join(FORMATS)}; default table. In value, an empty cell is a hyphen.",
     {"metavar": "FORMAT", "type": click.Choice(FORMATS)}),
    (["-c", "--column"], _set_columns, "Show only this column; may be repeated.",
     {"metavar": "COLUMN", "multiple": True}),
    (["-q", "--query"], _set_query,
     "Show what this JMESPath expression makes of the API's objects, as -f json has them.",
     {"metavar": "EXPR"}),
    (["--no-cache"], _switch("use_cache", False), "Log in afresh, and keep nothing on disk.",
     {"is_flag": True}),
    (["--timings", "--collect-timing"], _switch("shows_timings"),
     "List each request and its duration on stderr.", {"is_flag": True}),
    (["--debug"], _switch("debug"), "Show each request as a curl command, without secrets.",
     {"is_flag": True}),
    (["--os-cache"], _ignore, "", {"is_flag": True, "hidden": True}),
    (["--version"], _show_version, "Show the version and exit.", {"is_flag": True}),
)  # fmt: skip
GLOBAL_OPTIONS = (
    *(
        GlobalOption(spellings, OUTPUT, callback, help=text, **more)
        for spellings, callback, text, more in _OWN
    ),
    *(_setting_option(setting) for setting in SETTINGS if setting.flags),
)
