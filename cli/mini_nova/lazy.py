"""Commands that are loaded only when they run.

A file in ``commands/`` is a command, a folder there a group: ``commands/token/issue.py`` is ``mini-nova token issue``.
``commands/nova/`` is no group; each folder in it is a family of commands of the root, as
``commands/nova/flavors/flavor_list.py`` is ``mini-nova flavor-list``. Each module has a click command named
``command``. Help is read off the first line of each file's docstring, so listing the commands imports none of them.
"""

from __future__ import annotations

import importlib
import os
from os.path import isdir, isfile, join, relpath, sep
from typing import Any

import click

WIDEST_NAME = 36  # of the first column of a help page; wider ones stick out
_OPTIONS_TYPED = "mini_nova.lazy.options_typed"
FAMILIES = "nova"  # the folder of commands/ whose folders are families, not groups
GLOBAL_OPTIONS: list[
    click.Option
] = []  # filled by the root command; taken after a command's name, too


class Command(click.Command):
    """A command that also takes the global options after its name, where it has none of that spelling itself."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click does; the global options take part only where an option was typed at all."""
        ctx.meta[_OPTIONS_TYPED] = any(argument.startswith("-") for argument in args)
        return super().parse_args(ctx, args)

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Its own parameters, then the global options that it does not spell itself."""
        own = super().get_params(ctx)
        if not ctx.meta.get(_OPTIONS_TYPED, True):
            return own
        taken = {spelling for param in own for spelling in (*param.opts, *param.secondary_opts)}
        return [*own, *(option for option in GLOBAL_OPTIONS if not taken.intersection(option.opts))]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Its own options only; the global ones have a page of their own."""
        _write_options(formatter, ctx, super().get_params(ctx))
        formatter.write_paragraph()
        formatter.write_text("The global options (mini-nova --help) may stand here, too.")


class LazyGroup(click.Group):
    """A group whose commands are the modules of a package folder."""

    def __init__(self, *args: Any, package: str, folder: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._package = package
        self._folder = folder

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click does; nothing at all means help, as with the classic client."""
        return super().parse_args(ctx, args or ["--help"])

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the commands, sorted."""
        return sorted(
            _command_name(entry) for folder in self._folders() for entry in _entries(folder)
        )

    def _folders(self) -> list[str]:
        """Its own folder, then those of its families."""
        families = join(self._folder, FAMILIES)
        if not isdir(families):
            return [self._folder]
        return [self._folder, *(join(families, entry) for entry in _entries(families))]

    def _path(self, command_name: str) -> str:
        """The path of a command's module or of a group's folder, without a suffix; '' if there is none."""
        module = command_name.replace("-", "_")
        if not module.isidentifier() or module.startswith("_") or module == FAMILIES:
            return ""
        paths = (join(folder, module) for folder in self._folders())
        return next((path for path in paths if isfile(f"{path}.py") or isdir(path)), "")

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now; None where there is none."""
        path = self._path(cmd_name)
        if not path:
            return None
        name = ".".join((self._package, *relpath(path, self._folder).split(sep)))
        if isdir(path):
            return LazyGroup(cmd_name, package=name, folder=path, help=_summary(path))
        command: click.Command = importlib.import_module(name).command
        return command

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands first, then the options."""
        self.format_commands(ctx, formatter)
        _write_options(formatter, ctx, self.get_params(ctx))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """One line a command, none of them imported."""
        records = [(name, _summary(self._path(name))) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            _write_lines(formatter, records)


def _write_options(
    formatter: click.HelpFormatter, ctx: click.Context, params: list[click.Parameter]
) -> None:
    """The options that have something to say; arguments, which newer clicks list here, stand in the usage line."""
    records = [record for param in params if (record := param.get_help_record(ctx)) is not None]
    with formatter.section("Options"):
        _write_lines(formatter, [record for record in records if record[1]])


def _write_lines(formatter: click.HelpFormatter, records: list[tuple[str, str]]) -> None:
    """Two columns, a line each, for the terminal to wrap: click's own wrapping takes longer than all the rest."""
    indent = " " * formatter.current_indent
    width = max((len(name) for name, _ in records if len(name) <= WIDEST_NAME), default=0)
    formatter.write("".join(f"{indent}{name:<{width}}  {text}\n" for name, text in records))


def _command_name(entry: str) -> str:
    return entry.removesuffix(".py").replace("_", "-")


def _entries(folder: str) -> list[str]:
    """The entries of a folder that are commands, groups or families."""
    return [entry for entry in os.listdir(folder) if _is_command(entry)]


def _is_command(entry: str) -> bool:
    return (
        entry != FAMILIES
        and not entry.startswith(("_", "."))
        and (entry.endswith(".py") or "." not in entry)
    )


def _summary(path: str) -> str:
    """The first sentence of a command's or a group's docstring, without importing it."""
    source = join(path, "__init__.py") if isdir(path) else f"{path}.py"
    with open(source, encoding="utf-8") as file:
        return file.readline().strip().strip('"').rstrip(".")
