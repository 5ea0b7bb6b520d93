"""Commands that are loaded only when they run. A file in ``commands/`` is a command, a folder there a group of them.

``commands/flavor_list.py`` is ``mini-nova flavor-list``, ``commands/token/issue.py`` is ``mini-nova token issue``; each
module has a click command named ``command``. The help of a group is read off the first line of each file's docstring,
so that listing the commands imports none of them.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import click

GLOBAL_OPTIONS: list[click.Option] = []  # filled by the root command; taken after a command's name, too


class Command(click.Command):
    """A command that also takes the global options after its name, where it has none of that spelling itself."""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Its own parameters, then the global options that it does not spell itself."""
        own = super().get_params(ctx)
        taken = {spelling for param in own for spelling in (*param.opts, *param.secondary_opts)}
        return [*own, *(option for option in GLOBAL_OPTIONS if not taken.intersection(option.opts))]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Its own options only; the global ones have a page of their own."""
        records = [record for param in super().get_params(ctx) if (record := param.get_help_record(ctx)) is not None]
        if records:
            with formatter.section("Options"):
                formatter.write_dl(records)
        formatter.write_paragraph()
        formatter.write_text("The global options (mini-nova --help) may stand here, too.")


class LazyGroup(click.Group):
    """A group whose commands are the modules of a package folder."""

    def __init__(self, *args: Any, package: str, folder: Path, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._package = package
        self._folder = folder

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the commands, sorted."""
        return sorted(_command_name(entry.name) for entry in self._folder.iterdir() if _holds(entry.name))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now; None where there is none."""
        module = cmd_name.replace("-", "_")
        if not module.isidentifier() or module.startswith("_"):
            return None
        name, path = f"{self._package}.{module}", self._folder / module
        if path.is_dir():
            return LazyGroup(cmd_name, package=name, folder=path, help=_summary(path))
        if not path.with_suffix(".py").exists():
            return None
        command: click.Command = importlib.import_module(name).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """One line a command, none of them imported."""
        records = [(name, _summary(self._folder / name.replace("-", "_"))) for name in self.list_commands(ctx)]
        if records:
            with formatter.section("Commands"):
                formatter.write_dl(records)


def _command_name(entry: str) -> str:
    return entry.removesuffix(".py").replace("_", "-")


def _holds(entry: str) -> bool:
    """Whether a folder's entry is a command or a group."""
    return not entry.startswith(("_", ".")) and (entry.endswith(".py") or "." not in entry)


def _summary(path: Path) -> str:
    """The first sentence of a command's or a group's docstring, without importing it."""
    source = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    with source.open(encoding="utf-8") as file:
        return file.readline().strip().strip('"').rstrip(".")
