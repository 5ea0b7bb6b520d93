"""Complete abbreviated long options before click parses them, as the classic client's argparse does.

Any prefix that fits one option only will do. A command's own options win over the global ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

import click

from mini_nova.errors import BadUsage
from mini_nova.spelling import did_you_mean, likely

Options = dict[str, click.Option]  # by spelling


class OptionNames:
    """The options that a command takes: its own, and the global ones."""

    def __init__(
        self, own: Iterable[click.Parameter], shared: Iterable[click.Parameter], hint: str = ""
    ) -> None:
        self._own = _by_spelling(own)
        self._shared = _by_spelling(shared)
        self._hint = hint

    def complete(self, word: str) -> str:
        """Return a long option, and its ``=value`` if there is one, with its name in full.

        Raises BadUsage if the name fits no option, or several.
        """
        _, equals, value = word.partition("=")
        name = _name(word)
        spellings = self._matches(name)
        if not spellings:
            raise self._unknown(name)
        if len(spellings) > 1:
            candidates = ", ".join(spellings)
            raise BadUsage(
                f"ambiguous option: {name} could match {candidates}",
                hint=self._hint,
            )
        return f"{spellings[0]}{equals}{value}"

    def fits(self, word: str) -> bool:
        """Whether a word is a long option, in full or abbreviated."""
        name = _name(word)
        spellings = self._matches(name)
        return bool(spellings)

    def awaits_value(self, word: str) -> bool:
        """Whether the value of an option is the next word of the command line."""
        if not word.startswith("-") or "=" in word:
            return False
        if not word.startswith("--"):
            return self._ends_in_option_with_value(word)
        spellings = self._matches(_name(word))
        if len(spellings) != 1:
            return False
        return self._takes_value(spellings[0])

    def _ends_in_option_with_value(self, word: str) -> bool:
        """Whether the first short option with a value is the last letter of a word.

        Otherwise the letters after it are its value.
        """
        last = len(word) - 1
        for position, letter in enumerate(word):
            if self._takes_value(f"-{letter}"):
                return position == last
        return False

    def _matches(self, name: str) -> list[str]:
        """Return one spelling of each option that a name may abbreviate."""
        if name in self._own or name in self._shared:
            return [name]
        own = _abbreviated(name, self._own)
        if len(own) == 1:
            return own
        shared = _abbreviated(name, self._shared)
        return own + shared

    def _takes_value(self, spelling: str) -> bool:
        option = self._own.get(spelling) or self._shared.get(spelling)
        if option is None:
            return False
        is_switch = option.is_flag or option.count
        return not is_switch

    def _unknown(self, name: str) -> BadUsage:
        """Return the error for an unknown option, suggesting the command's own before global ones."""
        hint = self._hint
        for options in (self._own, self._shared):
            suggestions = _suggestions(name, options)
            if suggestions:
                hint = did_you_mean(suggestions)
                break
        return BadUsage(f"No such option '{name}'.", hint=hint)


def complete_options(
    words: Sequence[str], names: OptionNames, *, interspersed: bool = True, strict: bool = True
) -> list[str]:
    """Return a command line with its long options in full.

    Unless ``interspersed``, options end at the first word that is none. Unless ``strict``, a word
    that fits no option stays as it is. Raises BadUsage.
    """
    complete: list[str] = []
    rest = iter(words)
    for word in rest:
        is_option = word.startswith("-") and word != "-"
        is_end = word == "--"
        if is_end or not (is_option or interspersed):
            return [*complete, word, *rest]
        full_word = word
        is_long = word.startswith("--")
        if is_long and (strict or names.fits(word)):
            full_word = names.complete(word)
        complete.append(full_word)
        if names.awaits_value(word):
            value = islice(rest, 1)
            complete.extend(value)
    return complete


def _by_spelling(params: Iterable[click.Parameter]) -> Options:
    options: Options = {}
    for param in params:
        if isinstance(param, click.Option):
            spellings = [*param.opts, *param.secondary_opts]
            options.update(dict.fromkeys(spellings, param))
    return options


def _name(word: str) -> str:
    """Return the name of a long option, without its value and in the spelling with hyphens."""
    name, _, _ = word.partition("=")
    return name.replace("_", "-")


def _long_spellings(options: Options) -> list[str]:
    """Return the long spellings of the options that the help lists."""
    spellings = []
    for spelling, option in options.items():
        if spelling.startswith("--") and not option.hidden:
            spellings.append(spelling)
    return spellings


def _abbreviated(name: str, options: Options) -> list[str]:
    """Return the first spelling of each option that begins with a name."""
    matches: dict[click.Option, str] = {}
    for spelling in _long_spellings(options):
        if spelling.startswith(name):
            option = options[spelling]
            matches.setdefault(option, spelling)
    return list(matches.values())


def _suggestions(name: str, options: Options) -> list[str]:
    """Return the long spellings that are most like a name."""
    word = name.lstrip("-")
    spellings = _long_spellings(options)
    names = [spelling.removeprefix("--") for spelling in spellings]
    suggestions = likely(word, names)
    return [f"--{suggestion}" for suggestion in suggestions]
