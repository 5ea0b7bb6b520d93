"""The commands of mini-nova as plain data, for the completions and the man pages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import click

from mini_nova.completion.kinds import of_argument, of_option
from mini_nova.options import GLOBAL_OPTIONS, GlobalOption


class Option(NamedTuple):
    """An option.

    An empty ``metavar`` makes it a switch; ``heading`` is the section of a global one.
    """

    spellings: tuple[str, ...]
    metavar: str
    choices: tuple[str, ...]
    help: str
    heading: str = ""
    kind: str = ""  # of the names that it takes


class Command(NamedTuple):
    """A command: the words that name it, its help (the first sentence is ``summary``), and the
    rest.
    """

    words: tuple[str, ...]
    summary: str
    help: str
    arguments: tuple[str, ...]
    options: tuple[Option, ...]
    commands: tuple[Command, ...] = ()
    kinds: tuple[str, ...] = ()  # of the names that the arguments take

    @property
    def name(self) -> str:
        """The words joined by hyphens: ``token-issue``."""
        return "-".join(self.words)


def tree(root: click.Command) -> Command:
    """Return the whole tree below the root command; its own options are the global ones."""
    return _command(root, ())


def all_commands(command: Command) -> list[Command]:
    """Return a command and those below it, in order."""
    commands = [command]
    for child in command.commands:
        commands += all_commands(child)
    return commands


def spellings(options: Iterable[Option]) -> list[str]:
    """Return every spelling of some options."""
    names: list[str] = []
    for option in options:
        names += option.spellings
    return names


def spellings_with_value(root: Command) -> list[str]:
    """Return the spellings of all options that take a value, sorted."""
    names: set[str] = set()
    for command in all_commands(root):
        options = [option for option in command.options if option.metavar]
        names.update(spellings(options))
    return sorted(names)


def kinds_of_arguments(root: Command) -> dict[tuple[str, ...], list[str]]:
    """Return the commands by the kinds of their arguments, - for those that are of none."""
    commands: dict[tuple[str, ...], list[str]] = {}
    for command in all_commands(root):
        if any(command.kinds):
            kinds = tuple(kind or "-" for kind in command.kinds)
            commands.setdefault(kinds, []).append(" ".join(command.words))
    return commands


def _command(command: click.Command, words: tuple[str, ...]) -> Command:
    text = (command.help or "").strip()
    arguments = [param for param in command.params if isinstance(param, click.Argument)]
    options = _options(command)
    if words:  # the root's own options are the global ones
        options = [option for option in options if option not in GLOBAL_OPTIONS]
    argument_names = tuple(map(_argument, arguments))
    name = " ".join(words)
    return Command(
        words=words,
        summary=text.split("\n", maxsplit=1)[0].rstrip("."),
        help=text,
        arguments=argument_names,
        options=tuple(map(_option, options)),
        commands=tuple(_children(command, words)),
        kinds=tuple(of_argument(name, argument) for argument in argument_names),
    )


def _children(command: click.Command, words: tuple[str, ...]) -> list[Command]:
    if not isinstance(command, click.Group):
        return []
    context = click.Context(command, info_name=" ".join(("mini-nova", *words)))
    children = []
    for name in command.list_commands(context):
        child = command.get_command(context, name)
        if child is not None:
            children.append(_command(child, (*words, name)))
    return children


def _options(command: click.Command) -> list[click.Option]:
    """Return the options of a command that are not hidden."""
    options = [param for param in command.params if isinstance(param, click.Option)]
    return [option for option in options if not option.hidden]


def _argument(argument: click.Argument) -> str:
    name = (argument.metavar or argument.name or "").upper()
    return name if argument.nargs == 1 else f"{name}..."


def _option(option: click.Option) -> Option:
    metavar = "" if option.is_flag else (option.metavar or "N")
    choices = tuple(option.type.choices) if isinstance(option.type, click.Choice) else ()
    return Option(
        spellings=(*option.opts, *option.secondary_opts),
        metavar=metavar,
        choices=choices,
        help=(option.help or "").strip(),
        heading=option.heading if isinstance(option, GlobalOption) else "",
        kind=of_option(option.opts[0]),
    )
