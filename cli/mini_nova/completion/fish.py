"""The completion script for fish."""

from __future__ import annotations

from mini_nova.completion.command_tree import Command, Option, all_commands, spellings_with_value

_HEAD = """\
# fish completion for mini-nova, as 'mini-nova completion fish' prints it.

function __mini_nova_at --description 'Whether these are the words of the command so far'
    set -l words
    set -l skip 0
    for word in (commandline -opc)[2..-1]
        if test $skip -eq 1
            set skip 0
        else if string match -q -- '-*' $word
            contains -- $word $__mini_nova_values; and set skip 1
        else
            set -a words $word
        end
    end
    test (count $words) -ge (count $argv); or return 1
    test (count $argv) -eq 0; and return (test (count $words) -eq 0)
    test (string join ' ' $words[1..(count $argv)]) = (string join ' ' $argv)
end

complete -c mini-nova -f
"""


def script(root: Command) -> str:
    """Return the script for the tree of commands."""
    lines = [_HEAD, f"set -g __mini_nova_values {' '.join(spellings_with_value(root))}"]
    lines += [f"complete -c mini-nova {_option(option)}" for option in root.options]
    for command in all_commands(root):
        lines += _command_lines(command)
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


def _option(option: Option) -> str:
    words = [_flag(spelling) for spelling in option.spellings]
    if option.choices:
        words.append(f"-x -a {_quoted(' '.join(option.choices))}")
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
