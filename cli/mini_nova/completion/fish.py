"""The completion script for fish."""

from __future__ import annotations

from collections.abc import Iterable

from mini_nova import program
from mini_nova.completion.command_tree import (
    Command,
    Option,
    all_commands,
    kinds_of_arguments,
    spellings_with_value,
)

_HEAD = """\
# fish completion for mini-nova, as 'mini-nova completion fish' prints it.

function __mini_nova_words --description 'The words so far that are no options, nor their values'
    set -l skip 0
    for word in (commandline -opc)[2..-1]
        if test $skip -eq 1
            set skip 0
        else if string match -q -- '-*' $word
            contains -- $word $__mini_nova_values; and set skip 1
        else
            echo $word
        end
    end
end

function __mini_nova_at --description 'Whether these are the words of the command so far'
    set -l words (__mini_nova_words)
    test (count $words) -ge (count $argv); or return 1
    test (count $argv) -eq 0; and return (test (count $words) -eq 0)
    test (string join ' ' $words[1..(count $argv)]) = (string join ' ' $argv)
end

function __mini_nova_names --description 'The names of a kind of things in the cloud'
    set -l line (commandline -opc)
    set -l program (string replace -r '^~' $HOME -- $line[1])
    $program __complete $argv[1] (commandline -ct) $line[2..-1] 2>/dev/null
end

function __mini_nova_operands --description 'The names that may be the next argument'
    set -l words (__mini_nova_words)
    for length in 2 1
        test (count $words) -ge $length; or continue
        set -l kinds (__mini_nova_kinds (string join ' ' $words[1..$length]))
        test (count $kinds) -gt 0; or continue
        set -l place (math (count $words) - $length + 1)
        if test $place -le (count $kinds)
            __mini_nova_names (string trim -r -c '*' -- $kinds[$place])
        else if string match -q '*\\*' -- $kinds[-1]
            __mini_nova_names (string trim -r -c '*' -- $kinds[-1])
        end
        return
    end
end

complete -c mini-nova -f
"""


def script(root: Command, names: Iterable[str]) -> str:
    """Return the script for the tree of commands; other names of the program behave as mini-nova."""
    lines = [_HEAD, f"set -g __mini_nova_values {' '.join(spellings_with_value(root))}"]
    lines += [f"complete -c mini-nova {_option(option)}" for option in root.options]
    lines += _kinds(root)
    for command in all_commands(root):
        lines += _command_lines(command)
    for name in names:
        if name != program.NAME:
            lines.append(f"complete -c {name} -w {program.NAME}")
    return "\n".join(lines) + "\n"


def _command_lines(command: Command) -> list[str]:
    """Return the lines that apply after a command: its own commands, then its options."""
    condition = _quoted(" ".join(("__mini_nova_at", *command.words)))
    start = f"complete -c mini-nova -n {condition}"
    lines = [
        f"{start} -a {child.words[-1]} -d {_quoted(child.summary)}" for child in command.commands
    ]
    if command.words:
        lines += [f"{start} {_option(option)}" for option in command.options]
    return lines


def _kinds(root: Command) -> list[str]:
    """Return the lines of the function that prints the kinds of a command's arguments."""
    lines = ["function __mini_nova_kinds", "    switch $argv[1]"]
    for kinds, names in kinds_of_arguments(root).items():
        patterns = " ".join(map(_quoted, names))
        words = " ".join(map(_quoted, kinds))
        lines += [f"        case {patterns}", f"            printf '%s\\n' {words}"]
    return [*lines, "    end", "end", "complete -c mini-nova -a '(__mini_nova_operands)'"]


def _names(kind: str) -> str:
    return _quoted(f"(__mini_nova_names {kind})")


def _option(option: Option) -> str:
    words = [_flag(spelling) for spelling in option.spellings]
    if option.choices:
        words.append(f"-x -a {_quoted(' '.join(option.choices))}")
    elif option.kind:
        words.append(f"-x -a {_names(option.kind)}")
    elif "FILE" in option.metavar:
        words.append("-r -F")
    elif option.metavar:
        words.append("-x")
    return " ".join([*words, f"-d {_quoted(option.help)}"])


def _flag(spelling: str) -> str:
    if spelling.startswith("--"):
        return f"-l {spelling[2:]}"
    return f"-s {spelling[1:]}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
