"""Commands that are loaded only when they run.

A file in ``commands/`` is a command, a folder there a group: ``commands/token/issue.py`` is
``mini-nova token issue``. ``commands/nova/`` is no group: each folder in it is a family of commands
of the root, as ``commands/nova/flavors/flavor_list.py`` is ``mini-nova flavor-list``. Each module
has a click command named ``command``.

The first line of a file's docstring is its help, and that of a family its heading, so that listing
the commands imports none of them.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Sequence
from os.path import basename, isdir, isfile, join, relpath, sep
from typing import TYPE_CHECKING, Any

import click

from mini_nova.options import GLOBAL_OPTIONS

if TYPE_CHECKING:
    from mini_nova.abbreviations import OptionNames
    from mini_nova.errors import BadUsage
    from mini_nova.help_pages import Record, Section

FAMILIES = "nova"  # the folder of commands/ whose folders are families, not groups
FIRST_FAMILY = "servers"
# Headings for the commands that belong to no family; those not named here come last.
_HEADINGS = {
    "Logins and catalogs": (
        "cache", "catalog", "cloud", "doctor", "login", "logout", "token", "whoami",
    ),
    "Sandbox": ("sandbox",),
}  # fmt: skip
_OTHER_HEADING = "Other commands"
_LONGEST_LINE = 400  # bytes
_OPTIONS_TYPED = "mini_nova.lazy.options_typed"
WORDS_TYPED = "mini_nova.lazy.words_typed"  # in a context's meta: the words after a command's name


class Command(click.Command):
    """A command that also takes the global options after its name, unless it has such an option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the arguments; global options cost time only if an option is typed at all."""
        ctx.meta[WORDS_TYPED] = tuple(args)
        ctx.meta[_OPTIONS_TYPED] = any(argument.startswith("-") for argument in args)
        if ctx.ignore_unknown_options:
            args = self.complete_options(ctx, args)
        try:
            return self._parse(ctx, args)
        except click.NoSuchOption:
            complete = self.complete_options(ctx, args)
            return self._parse(ctx, complete)

    def _parse(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse as click does, which says little of an option that lacks its value."""
        try:
            return super().parse_args(ctx, list(args))
        except click.UsageError as problem:
            problem.ctx = problem.ctx or ctx
            raise _with_choices(problem, self.get_params(ctx)) from None

    def complete_options(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Complete abbreviated options. Raises BadUsage for one that is unknown or ambiguous."""
        from mini_nova.abbreviations import complete_options

        return complete_options(
            args,
            self.option_names(ctx),
            interspersed=ctx.allow_interspersed_args,
            strict=not ctx.ignore_unknown_options,
        )

    def option_names(self, ctx: click.Context) -> OptionNames:
        """Return the options that may be typed after the command's name."""
        from mini_nova.abbreviations import OptionNames

        return OptionNames(super().get_params(ctx), GLOBAL_OPTIONS, hint=_hint(ctx))

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Return its own parameters, then the global options that it does not spell itself."""
        params = super().get_params(ctx)
        if not ctx.meta.get(_OPTIONS_TYPED, True):
            return params
        spellings: set[str] = set()
        for param in params:
            spellings.update(param.opts)
            spellings.update(param.secondary_opts)
        shared = [option for option in GLOBAL_OPTIONS if spellings.isdisjoint(option.opts)]
        return [*params, *shared]

    def get_help(self, ctx: click.Context) -> str:
        """Return its page. The global options have one of their own."""
        from mini_nova import help_pages

        return help_pages.command_page(ctx, super().get_params(ctx))


class LazyGroup(click.Group):
    """A group whose commands are the modules of a package folder."""

    def __init__(self, *args: Any, package: str, folder: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._package = package
        self._folder = folder

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the arguments; none at all means help, as with the classic client."""
        args = args or ["--help"]
        try:
            return super().parse_args(ctx, list(args))
        except click.BadOptionUsage as problem:
            raise _with_choices(problem, self.get_params(ctx)) from None
        except click.NoSuchOption:
            from mini_nova.abbreviations import OptionNames, complete_options

            names = OptionNames(self.get_params(ctx), (), hint=_hint(ctx))
            complete = complete_options(args, names, interspersed=False)
            return super().parse_args(ctx, complete)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands, sorted."""
        names = _command_names(self._folder)
        for folder in self._families():
            names += _command_names(folder)
        return sorted(names)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command of that name; None if there is none."""
        path = self._path(cmd_name)
        if not path:
            return None
        parts = relpath(path, self._folder).split(sep)
        module_name = ".".join([self._package, *parts])
        if isdir(path):
            summary = _first_line(path)
            return LazyGroup(cmd_name, package=module_name, folder=path, help=summary)
        module = importlib.import_module(module_name)
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the name, the command and its arguments. Raises BadUsage, with a suggestion."""
        name, *arguments = args
        if not self._path(name):
            raise self._unknown_command(ctx, args)
        name = name.replace("_", "-")
        return super().resolve_command(ctx, [name, *arguments])

    def get_help(self, ctx: click.Context) -> str:
        """Return its page, without importing any command."""
        from mini_nova import help_pages

        if self._families():
            return help_pages.root_page(ctx, self._sections())
        return help_pages.group_page(ctx, _records(self._folder, _command_names(self._folder)))

    def family_help(self, name: str) -> str | None:
        """Return the page of a family of commands; None if there is no such family."""
        from mini_nova import help_pages

        for folder in self._families():
            if basename(folder) == name.replace("-", "_"):
                return help_pages.family_page(*self._family_section(folder))
        return None

    def _families(self) -> list[str]:
        """Return the folders of the families, that of the servers first."""
        parent = join(self._folder, FAMILIES)
        if not isdir(parent):
            return []
        names = sorted(_entries(parent))
        if FIRST_FAMILY in names:
            names.remove(FIRST_FAMILY)
            names.insert(0, FIRST_FAMILY)
        return [join(parent, name) for name in names]

    def _sections(self) -> list[Section]:
        """Return the families, then the other commands, each with its heading."""
        sections = [self._family_section(folder) for folder in self._families()]
        names = _command_names(self._folder)
        for heading, members in _HEADINGS.items():
            group = [name for name in names if name in members]
            sections.append((heading, _records(self._folder, group)))
            names = [name for name in names if name not in members]
        return [*sections, (_OTHER_HEADING, _records(self._folder, names))]

    def _family_section(self, folder: str) -> Section:
        return _first_line(folder), _records(folder, _command_names(folder))

    def _path(self, command_name: str) -> str:
        """Return the path of a command's module or a group's folder, without a suffix, or ''."""
        module = command_name.replace("-", "_")
        if not module.isidentifier() or module.startswith("_") or module == FAMILIES:
            return ""
        for folder in (self._folder, *self._families()):
            path = join(folder, module)
            if isfile(f"{path}.py") or isdir(path):
                return path
        return ""

    def _unknown_command(self, ctx: click.Context, words: Sequence[str]) -> BadUsage:
        """Return the error for a command that does not exist, with what may have been meant."""
        from mini_nova.classic import successor
        from mini_nova.errors import BadUsage
        from mini_nova.spelling import classic_name, did_you_mean, likely

        names = self.list_commands(ctx)
        count, name = classic_name(_leading_words(words), names)
        if count:
            typed = " ".join(words[:count])
            hint = f"That is '{ctx.command_path} {name}' here."
        else:
            typed = words[0]
            suggestions = likely(typed, names)
            is_root = ctx.parent is None
            classic_hint = successor(typed.replace("_", "-")) if is_root else ""
            hint = classic_hint or did_you_mean(suggestions) or _hint(ctx)
        return BadUsage(f"No such command '{typed}'.", hint=hint)


def _with_choices(problem: click.UsageError, params: Sequence[click.Parameter]) -> click.UsageError:
    """Return the problem; if an option lacks its value, with what the value may be."""
    if not isinstance(problem, click.BadOptionUsage):
        return problem
    name = problem.option_name
    for param in params:
        if name in param.opts and isinstance(param.type, click.Choice):
            choices = ", ".join(param.type.choices)
            sentence = f"{problem.message} Choose from: {choices}."
            return click.BadOptionUsage(name, sentence, problem.ctx)
    return problem


def _hint(ctx: click.Context) -> str:
    return f"Try '{ctx.command_path} --help' for more information."


def _leading_words(words: Sequence[str]) -> list[str]:
    """Return the words before the first option."""
    leading = []
    for word in words:
        if word.startswith("-"):
            break
        leading.append(word)
    return leading


def _records(folder: str, names: Sequence[str]) -> list[Record]:
    """Return the commands of a folder, each with the first line of its help."""
    return [(name, _first_line(join(folder, name.replace("-", "_")))) for name in names]


def _command_names(folder: str) -> list[str]:
    """Return the names of the commands and groups in a folder, sorted."""
    names = []
    for entry in _entries(folder):
        module = entry.removesuffix(".py")
        names.append(module.replace("_", "-"))
    return sorted(names)


def _entries(folder: str) -> list[str]:
    """Return the entries of a folder that are commands, groups or families."""
    return list(filter(_is_command, os.listdir(folder)))


def _is_command(entry: str) -> bool:
    if entry == FAMILIES or entry.startswith(("_", ".")):
        return False
    return entry.endswith(".py") or "." not in entry


def _first_line(path: str) -> str:
    """Return the first sentence of a docstring, without importing its module."""
    source = join(path, "__init__.py") if isdir(path) else f"{path}.py"
    descriptor = os.open(source, os.O_RDONLY)  # a third of the time of open(), for 150 files
    try:
        beginning = os.read(descriptor, _LONGEST_LINE)
    finally:
        os.close(descriptor)
    line, _, _ = beginning.partition(b"\n")
    return line.decode().strip().strip('"').rstrip(".")
