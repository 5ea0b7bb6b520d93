"""The completion script of each shell."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from mini_nova.completion import bash, fish, zsh
from mini_nova.completion.command_tree import Command

SCRIPTS: Mapping[str, Callable[[Command], str]] = {
    "bash": bash.script,
    "zsh": zsh.script,
    "fish": fish.script,
}
