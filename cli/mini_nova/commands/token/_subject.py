"""The token that a command is about: an argument, or a line of stdin."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from mini_nova.abbreviations import OptionNames
from mini_nova.errors import BadUsage
from mini_nova.lazy import Command
from mini_nova_auth import redact

SHORTEST = 32  # characters of an argument that begins with a hyphen and yet is a token


class TokenCommand(Command):
    """A command whose TOKEN may begin with a hyphen, as one random token in 64 does."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Move such a token behind ``--``: nothing there is an option."""
        names = self.option_names(ctx)
        words = _with_token_last(args, names)
        return super().parse_args(ctx, words)


def subject_token(argument: str | None) -> str:
    """Return the token, or '' if there is no argument; ``-`` reads it from stdin.

    stdin keeps it out of the list of processes. Raises BadUsage if it cannot be a token.
    """
    if argument is None:
        return ""
    token = argument
    if argument == "-":
        line = sys.stdin.readline()
        token = line.strip()
    is_text = token.isascii() and token.isprintable()
    if not token or not is_text or " " in token:
        raise BadUsage("that is no token: it has to be one word of printable characters")
    redact.learn(token)
    return token


def _with_token_last(words: Sequence[str], names: OptionNames) -> list[str]:
    previous = ""
    for position, word in enumerate(words):
        if word == "--":
            break
        is_value = names.awaits_value(previous)
        if not is_value and _is_token(word, names):
            rest = [*words[:position], *words[position + 1 :]]
            return [*rest, "--", word]
        previous = word
    return list(words)


def _is_token(word: str, names: OptionNames) -> bool:
    if not word.startswith("-") or names.fits(word):
        return False
    return len(word) >= SHORTEST
