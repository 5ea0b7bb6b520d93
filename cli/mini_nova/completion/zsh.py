"""The completion script for zsh."""

from __future__ import annotations

from mini_nova.completion.command_tree import Command, Option, all_commands

_HEAD = """\
#compdef mini-nova
# zsh completion for mini-nova, as 'mini-nova completion zsh' prints it.
"""

# An option is offered in one of two groups, the command's own before the global ones: sorted
# together, the global ones would drown them. An array of specifications has all that both need.
_COMMON = """\
_mini-nova-arguments() {
    local argument=$1 specification
    local -a names global
    shift
    names=("${(@)${(@)@#\\*}%%\\[*}")
    for specification in "${_mini_nova_global[@]}"; do
        (( ${names[(Ie)${${specification#\\*}%%\\[*}]} )) || global+=("$specification")
    done
    if [[ $PREFIX == -* && $PREFIX != *=* ]]; then
        (( $# )) && _mini-nova-options options 'option' "$@"
        _mini-nova-options global-options 'global option' "${global[@]}"
    else
        _arguments "$@" "${global[@]}" "*:$argument: "
    fi
}

_mini-nova-options() {
    local tag=$1 title=$2 specification name
    local -a items
    shift 2
    for specification; do
        name=${${specification#\\*}%%\\[*}
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
    compdef _mini-nova mini-nova
fi
"""


def script(root: Command) -> str:
    """Return the script: one function for each command, called by that of its group."""
    functions = [_function(command, root) for command in all_commands(root)]
    return "\n".join([_HEAD, _globals(root), _COMMON, *functions, _TAIL])


def _globals(root: Command) -> str:
    specs = "\n".join(f"    {_spec(option)}" for option in root.options)
    return f"typeset -ga _mini_nova_global\n_mini_nova_global=(\n{specs}\n)\n"


def _function(command: Command, root: Command) -> str:
    return _group(command, root) if command.commands else _leaf(command)


def _group(command: Command, root: Command) -> str:
    descriptions = [_quoted(f"{c.words[-1]}:{c.summary}") for c in command.commands]
    calls = [f"{c.words[-1]}) {_name(c)} ;;" for c in command.commands]
    options = '"${_mini_nova_global[@]}" ' if command is root else ""
    return f"""\
{_name(command)}() {{
    local context state state_descr line
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
    argument = command.arguments[0].lower().rstrip(".") if command.arguments else ""
    return f"""\
{_name(command)}() {{
    _mini-nova-arguments {_quoted(argument)}{specs}
}}
"""


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
    if len(option.spellings) == 1:
        return _quoted(f"*{option.spellings[0]}{description}")
    names = ",".join(f"'*{spelling}'" for spelling in option.spellings)
    return f"{{{names}}}{_quoted(description)}"


def _value(option: Option) -> str:
    """Return the part of a specification that says what the value may be."""
    if not option.metavar:
        return ""
    if option.choices:
        return f":{option.metavar.lower()}:({' '.join(option.choices)})"
    message = option.metavar.replace(":", " ").lower()
    action = "_files" if "FILE" in option.metavar else " "
    return f":{message}:{action}"


def _quoted(text: str) -> str:
    escaped = text.replace("'", "'\\''")
    return f"'{escaped}'"
