"""The global options: those of the connection from the toolkit's declarations, and the client's own."""

from __future__ import annotations

from typing import Any

import click

from mini_nova.context import Context
from mini_nova.output import FORMATS
from mini_nova_auth.settings.declarations import SETTINGS, Setting


def global_options() -> list[click.Option]:
    """All of them, as the help, the man page and the completions list them."""
    return [
        _option(
            ["-f", "--format"],
            _set_format,
            metavar="FORMAT",
            type=click.Choice(FORMATS),
            help=_FORMAT_HELP,
        ),
        _option(
            ["-c", "--column"],
            _add_columns,
            metavar="COLUMN",
            multiple=True,
            help="Show this column; may be repeated.",
        ),
        _option(
            ["--no-cache"],
            _switch("use_cache", False),
            is_flag=True,
            help="Log in anew and keep nothing on disk.",
        ),
        _option(
            ["--timings", "--collect-timing"],
            _switch("timings"),
            is_flag=True,
            help="List each request and its seconds on stderr.",
        ),
        _option(
            ["--debug"],
            _switch("debug"),
            is_flag=True,
            help="Show each request as a curl line on stderr, without secrets.",
        ),
        _option(["--os-cache"], _ignore, is_flag=True, hidden=True),
        *(_setting_option(setting) for setting in SETTINGS if setting.flags),
    ]


_FORMAT_HELP = f"{', '.join(FORMATS)}; default table."


def _option(spellings: list[str], callback: Any, **attributes: Any) -> click.Option:
    return click.Option(
        spellings, callback=callback, expose_value=False, is_eager=True, **attributes
    )


def _setting_option(setting: Setting) -> click.Option:
    def take(ctx: click.Context, _: click.Parameter, value: Any) -> None:
        if value not in (None, False):
            ctx.ensure_object(Context).flags[setting.name] = "true" if value is True else value

    kind: dict[str, Any] = {"metavar": setting.metavar} if setting.metavar else {"is_flag": True}
    return _option(list(setting.flags), take, help=setting.help, **kind)


def _switch(attribute: str, to: bool = True) -> Any:
    def take(ctx: click.Context, _: click.Parameter, value: bool) -> None:
        if value:
            setattr(ctx.ensure_object(Context), attribute, to)

    return take


def _set_format(ctx: click.Context, _: click.Parameter, value: str | None) -> None:
    if value:
        ctx.ensure_object(Context).output_format = value


def _add_columns(ctx: click.Context, _: click.Parameter, value: tuple[str, ...]) -> None:
    if value:
        ctx.ensure_object(Context).columns = value


def _ignore(_ctx: click.Context, _param: click.Parameter, _value: Any) -> None:
    """Taken for the sake of old scripts, without effect."""
