"""The completion script for bash. It contains all the words: TAB starts no process."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mini_nova.completion.command_tree import (
    Command,
    Option,
    all_commands,
    spellings,
    spellings_with_value,
)

_HEAD = """\
# bash completion for mini-nova, as 'mini-nova completion bash' prints it.

_mini_nova() {
    local cur=${COMP_WORDS[COMP_CWORD]} path="" word previous="" at
    COMPREPLY=()
    for ((at = 1; at < COMP_CWORD; at++)); do
        word=${COMP_WORDS[at]}
        if [[ $previous == "value" ]]; then
            previous=""
        elif [[ $word == -* ]]; then
            [[ " $_mini_nova_values " == *" $word "* ]] && previous="value"
        elif [[ " $(_mini_nova_commands "$path") " == *" $word "* ]]; then
            path=${path:+$path }$word
        fi
    done
    if [[ $previous == "value" ]]; then
        _mini_nova_value "${COMP_WORDS[COMP_CWORD - 1]}" "$cur"
    elif [[ $cur == -* ]]; then
        COMPREPLY=($(compgen -W "$(_mini_nova_options "$path") $_mini_nova_global" -- "$cur"))
    else
        COMPREPLY=($(compgen -W "$(_mini_nova_commands "$path")" -- "$cur"))
    fi
}
"""
_TAIL = "complete -F _mini_nova mini-nova\n"


def script(root: Command) -> str:
    """Return the script for the tree of commands."""
    commands = all_commands(root)
    names = {c.words: " ".join(child.words[-1] for child in c.commands) for c in commands}
    options = {c.words: " ".join(spellings(c.options)) for c in commands if c.words}
    return "\n".join(
        [
            _HEAD,
            f'_mini_nova_global="{" ".join(spellings(root.options))}"\n',
            f'_mini_nova_values="{" ".join(spellings_with_value(root))}"\n',
            _case_function("_mini_nova_commands", names),
            _case_function("_mini_nova_options", options),
            _value_function(commands),
            _TAIL,
        ]
    )


def _case_function(name: str, words: Mapping[tuple[str, ...], str]) -> str:
    """Return a function that prints the words that may follow a command."""
    cases = []
    for path, text in words.items():
        if text:
            cases.append(f"""        "{" ".join(path)}") echo "{text}" ;;""")
    return _function(name, cases)


def _value_function(commands: Iterable[Command]) -> str:
    """Return a function that completes the value of an option: one of its choices, or a file."""
    options: dict[Option, None] = {}  # an ordered set
    for command in commands:
        options.update(dict.fromkeys(command.options))
    cases = []
    for option in options:
        pattern = "|".join(option.spellings)
        words = _value_words(option)
        if words:
            cases.append(f"        {pattern}) COMPREPLY=($({words})) ;;")
    return _function("_mini_nova_value", cases)


def _value_words(option: Option) -> str:
    """Return the shell command that prints an option's values, '' if nothing is known of them."""
    if option.choices:
        return f'compgen -W "{" ".join(option.choices)}" -- "$2"'
    if "FILE" in option.metavar:
        return 'compgen -f -- "${2#*=}"'
    return ""


def _function(name: str, cases: list[str]) -> str:
    return "\n".join([f"{name}() {{", '    case "$1" in', *cases, "    esac", "}", ""])
