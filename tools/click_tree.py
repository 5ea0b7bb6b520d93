"""The commands of mini-nova as plain data, for the completions and the man pages."""

from __future__ import annotations

from typing import NamedTuple

import click

from mini_nova.main import cli
from mini_nova.options import GLOBAL_OPTIONS, GlobalOption


class Option(NamedTuple):
    """An option. An empty ``metavar`` makes it a switch; ``heading`` is the section of a global one."""

    spellings: tuple[str, ...]
    metavar: str
    choices: tuple[str, ...]
    help: str
    heading: str = ""


class Command(NamedTuple):
    """A command: the words that name it, its help (the first sentence is ``summary``), and the rest."""

    words: tuple[str, ...]
    summary: str
    help: str
    arguments: tuple[str, ...]
    options: tuple[Option, ...]
    commands: tuple[Command, ...] = ()

    @property
    def name(self) -> str:
        """The words joined by hyphens: ``token-issue``."""
        return "-".join(self.words)


def root() -> Command:
    """Return the whole tree; its options are the global ones."""
    return _command(cli, ())


def all_commands(command: Command) -> list[Command]:
    """Return a command and those below it, in order."""
    return [command, *(below for child in command.commands for below in all_commands(child))]


def _command(command: click.Command, words: tuple[str, ...]) -> Command:
    context = click.Context(command, info_name=" ".join(("mini-nova", *words)))
    text = (command.help or "").strip()
    children: list[Command] = []
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            if child is not None:
                children.append(_command(child, (*words, name)))
    return Command(
        words=words,
        summary=text.split("\n", 1)[0].rstrip("."),
        help=text,
        arguments=tuple(_argument(p) for p in command.params if isinstance(p, click.Argument)),
        options=tuple(_option(p) for p in _own_options(command) if not p.hidden),
        commands=tuple(children),
    )


def _own_options(command: click.Command) -> list[click.Option]:
    """Return the options that a command declares itself; those of the root are the global ones."""
    options = [param for param in command.params if isinstance(param, click.Option)]
    if command is cli:
        return options
    return [option for option in options if option not in GLOBAL_OPTIONS]


def _argument(argument: click.Argument) -> str:
    name = (argument.metavar or argument.name or "").upper()
    return f"{name}..." if argument.nargs != 1 else name


def _option(option: click.Option) -> Option:
    choices = tuple(option.type.choices) if isinstance(option.type, click.Choice) else ()
    metavar = "" if option.is_flag else (option.metavar or "N")
    heading = option.heading if isinstance(option, GlobalOption) else ""
    spellings = (*option.opts, *option.secondary_opts)
    return Option(spellings, metavar, choices, (option.help or "").strip(), heading)
