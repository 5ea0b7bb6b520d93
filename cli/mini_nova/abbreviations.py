"""Complete abbreviated long options before click parses them, as the classic client's argparse does.

Any prefix that fits one option only will do. A command's own options win over the global ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

import click

from mini_nova.errors import BadUsage
from mini_nova.spelling import did_you_mean, likely


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
        name, equals, value = word.partition("=")
        name = name.replace("_", "-")
        spellings = self._matches(name)
        if not spellings:
            raise self._unknown(name)
        if len(spellings) > 1:
            raise BadUsage(
                f"ambiguous option: {name} could match {', '.join(spellings)}", hint=self._hint
            )
        return spellings[0] + equals + value

    def fits(self, word: str) -> bool:
        """Whether a word is a long option, in full or abbreviated."""
        name = word.partition("=")[0].replace("_", "-")
        return bool(self._matches(name))

    def awaits_value(self, word: str) -> bool:
        """Whether the value of an option is the next word of the command line."""
        if not word.startswith("-"):
            return False
        if word.startswith("--"):
            spellings = self._matches(word.replace("_", "-"))
            return len(spellings) == 1 and self._takes_value(spellings[0])
        for position, letter in enumerate(word[1:], start=2):
            if self._takes_value(f"-{letter}"):
                return position == len(word)
        return False

    def _matches(self, name: str) -> list[str]:
        """Return one spelling of each option that a name may abbreviate."""
        if name in self._own or name in self._shared:
            return [name]
        own = _abbreviated(name, self._own)
        if len(own) == 1:
            return own
        return own + _abbreviated(name, self._shared)

    def _takes_value(self, spelling: str) -> bool:
        option = self._own.get(spelling) or self._shared.get(spelling)
        return option is not None and not option.is_flag and not option.count

    def _unknown(self, name: str) -> BadUsage:
        """Return the error for an unknown option, suggesting the command's own before global ones."""
        word = name.lstrip("-")
        for options in (self._own, self._shared):
            names = [spelling[2:] for spelling in _visible(options) if spelling.startswith("--")]
            suggestions = [f"--{suggestion}" for suggestion in likely(word, names)]
            if suggestions:
                return BadUsage(f"No such option '{name}'.", hint=did_you_mean(suggestions))
        return BadUsage(f"No such option '{name}'.", hint=self._hint)


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
        if word == "--" or not (is_option or interspersed):
            return [*complete, word, *rest]
        if word.startswith("--") and (strict or names.fits(word)):
            word = names.complete(word)  # noqa: PLW2901 - the same word, in full
        complete.append(word)
        if is_option and names.awaits_value(word):
            complete.extend(islice(rest, 1))
    return complete


def _by_spelling(params: Iterable[click.Parameter]) -> dict[str, click.Option]:
    options = [param for param in params if isinstance(param, click.Option)]
    return {
        spelling: option
        for option in options
        for spelling in (*option.opts, *option.secondary_opts)
    }


def _visible(options: dict[str, click.Option]) -> list[str]:
    return [spelling for spelling, option in options.items() if not option.hidden]


def _abbreviated(name: str, options: dict[str, click.Option]) -> list[str]:
    """Return the first spelling of each option that begins with a name."""
    matches: dict[click.Option, str] = {}
    for spelling in _visible(options):
        if spelling.startswith(name):
            matches.setdefault(options[spelling], spelling)
    return list(matches.values())
