"""The completion script of each shell."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from mini_nova.completion import bash, fish, zsh
from mini_nova.completion.command_tree import Command

# Each takes the tree of commands, and the names of the program.
SCRIPTS: Mapping[str, Callable[[Command, Sequence[str]], str]] = {
    "bash": bash.script,
    "zsh": zsh.script,
    "fish": fish.script,
}
