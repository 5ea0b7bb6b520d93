"""The completion script for zsh."""

from __future__ import annotations

from collections.abc import Iterable

from mini_nova.completion.command_tree import Command, Option, all_commands
from mini_nova.completion.kinds import REPEATED

_HEAD = """\
#compdef {names}
# zsh completion for mini-nova, as 'mini-nova completion zsh' prints it.
"""

# An option is offered in one of two groups, the command's own before the global ones: sorted
# together, the global ones would drown them. An array of specifications has all that both need.
_COMMON = """\
_mini-nova-arguments() {
    local specification
    local -a names global
    names=("${(@)${(@)@#\\*}%%[=\\[]*}")
    for specification in "${_mini_nova_global[@]}"; do
        (( ${names[(Ie)${${specification#\\*}%%[=\\[]*}]} )) || global+=("$specification")
    done
    if [[ $PREFIX == -* && $PREFIX != *=* ]]; then
        (( $# )) && _mini-nova-options options 'option' "$@"
        _mini-nova-options global-options 'global option' "${global[@]}"
    else
        _arguments "$@" "${global[@]}" "${operands[@]}"
    fi
}

# Offer the names of a kind, the last argument; those before it are for compadd.
_mini-nova-names() {
    local program=${(Q)_mini_nova_line[1]} row value text
    local -a values texts arguments
    arguments=(__complete "$@[-1]" "${(Q)PREFIX}" "${_mini_nova_line[@]:1}")
    for row in ${(f)"$("${program/#\\~/$HOME}" "${arguments[@]}" 2>/dev/null)"}; do
        value=${row%%$'\t'*}
        text=${row#*$'\t'}
        values+=("$value")
        texts+=("$value${text:+ -- $text}")
    done
    compadd "${@[1,-2]}" -d texts -a values
}

_mini-nova-options() {
    local tag=$1 title=$2 specification name
    local -a items
    shift 2
    for specification; do
        name=${${specification#\\*}%%[=\\[]*}
        items+=("$name:${${specification#*\\[}%%\\]*}")
    done
    _describe -V -o -t $tag $title items
}
"""
# Loaded from $fpath the file is the function itself; sourced, it has to say what it completes.
_TAIL = """\
if [[ $funcstack[1] == _mini-nova ]]; then
    _mini-nova "$@"
else
    compdef _mini-nova {names}
fi
"""


def script(root: Command, names: Iterable[str]) -> str:
    """Return the script: one function for each command, called by that of its group."""
    programs = " ".join(names)
    head = _HEAD.replace("{names}", programs)
    tail = _TAIL.replace("{names}", programs)
    functions = [_function(command, root) for command in all_commands(root)]
    return "\n".join([head, _globals(root), _COMMON, *functions, tail])


def _globals(root: Command) -> str:
    specs = "\n".join(f"    {_spec(option)}" for option in root.options)
    return f"typeset -ga _mini_nova_global\n_mini_nova_global=(\n{specs}\n)\n"


def _function(command: Command, root: Command) -> str:
    return _group(command, root) if command.commands else _leaf(command)


def _group(command: Command, root: Command) -> str:
    descriptions = [_quoted(f"{c.words[-1]}:{c.summary}") for c in command.commands]
    calls = [f"{c.words[-1]}) {_name(c)} ;;" for c in command.commands]
    is_root = command is root
    options = '"${_mini_nova_global[@]}" ' if is_root else ""
    line = '    local -a _mini_nova_line=("${words[@]}")\n' if is_root else ""
    return f"""\
{_name(command)}() {{
{line}    local context state state_descr line
    typeset -A opt_args
    _arguments -C {options}'1: :->command' '*:: :->arguments'
    case $state in
        command)
            local -a commands
            commands=(
{_indented(descriptions)}
            )
            _describe -t commands command commands ;;
        arguments)
            case $line[1] in
{_indented(calls)}
            esac ;;
    esac
}}
"""


def _leaf(command: Command) -> str:
    specs = "".join(f" \\\n        {_spec(option)}" for option in command.options)
    operands = " ".join(map(_quoted, _operands(command)))
    return f"""\
{_name(command)}() {{
    local -a operands=({operands})
    _mini-nova-arguments{specs}
}}
"""


def _operands(command: Command) -> list[str]:
    """Return the specifications of a command's arguments for ``_arguments``."""
    operands = []
    arguments = zip(command.arguments, command.kinds, strict=True)
    for number, (argument, kind) in enumerate(arguments, start=1):
        title = argument.lower().strip("[].").replace(":", " ")
        is_repeated = argument.endswith("...")
        place = "*" if is_repeated else number
        operands.append(f"{place}:{title}:{_action(kind)}")
        if is_repeated:
            break
    return operands


def _indented(lines: list[str]) -> str:
    return "\n".join(" " * 16 + line for line in lines)


def _name(command: Command) -> str:
    return f"_mini-nova-{command.name}" if command.words else "_mini-nova"


def _spec(option: Option) -> str:
    """Return a specification for ``_arguments``.

    Any option may be repeated: none excludes another.
    """
    text = option.help.replace("[", "(").replace("]", ")").replace(":", " -")
    description = f"[{text}]{_value(option)}"
    flags = [_flag(spelling, option) for spelling in option.spellings]
    if len(flags) == 1:
        return _quoted(f"{flags[0]}{description}")
    names = ",".join(map(_quoted, flags))
    return f"{{{names}}}{_quoted(description)}"


def _flag(spelling: str, option: Option) -> str:
    """Return a spelling; the value of a long one may follow behind = or as the next word."""
    equals = "=" if option.metavar and spelling.startswith("--") else ""
    return f"*{spelling}{equals}"


def _value(option: Option) -> str:
    """Return the part of a specification that says what the value may be."""
    if not option.metavar:
        return ""
    if option.choices:
        return f":{option.metavar.lower()}:({' '.join(option.choices)})"
    message = option.metavar.replace(":", " ").lower()
    action = "_files" if "FILE" in option.metavar else _action(option.kind)
    return f":{message}:{action}"


def _action(kind: str) -> str:
    """Return what ``_arguments`` does to offer names of a kind; a blank is nothing."""
    return f"_mini-nova-names {kind.rstrip(REPEATED)}" if kind else " "


def _quoted(text: str) -> str:
    escaped = text.replace("'", "'\\''")
    return f"'{escaped}'"
