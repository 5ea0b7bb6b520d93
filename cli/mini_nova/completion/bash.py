"""The completion script for bash.

It contains all words. For the names of things in the cloud it runs mini-nova, which reads a file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mini_nova.completion.command_tree import (
    Command,
    Option,
    all_commands,
    kinds_of_arguments,
    spellings,
    spellings_with_value,
)

_HEAD = r"""# bash completion for mini-nova, as 'mini-nova completion bash' prints it.

_mini_nova() {
    local -a words=() kinds=()
    local current path="" word previous="" at count=0 kind=""
    COMPREPLY=()
    _mini_nova_split
    current=${words[${#words[@]} - 1]}
    for ((at = 1; at < ${#words[@]} - 1; at++)); do
        word=${words[at]}
        if [[ $previous == "value" ]]; then
            previous=""
        elif [[ $word == -* ]]; then
            [[ " $_mini_nova_values " == *" $word "* ]] && previous="value"
        elif ((count == 0)) && [[ " $(_mini_nova_commands "$path") " == *" $word "* ]]; then
            path=${path:+$path }$word
        else
            ((count++))
        fi
    done
    if [[ $previous == "value" ]]; then
        _mini_nova_value "${words[at - 1]}" "$current"
    elif [[ $current == --*=* ]]; then
        _mini_nova_value "${current%%=*}" "${current#*=}"
    elif [[ $current == -* ]]; then
        COMPREPLY=($(compgen -W "$(_mini_nova_options "$path") $_mini_nova_global" -- "$current"))
    else
        ((count == 0)) && COMPREPLY=($(compgen -W "$(_mini_nova_commands "$path")" -- "$current"))
        read -ra kinds <<<"$(_mini_nova_kinds "$path")"
        if ((${#kinds[@]} > 0)); then
            kind=${kinds[${#kinds[@]} - 1]}
            ((count < ${#kinds[@]})) && kind=${kinds[count]}
            [[ $kind == *"*" ]] || ((count < ${#kinds[@]})) || kind=""
            _mini_nova_names "${kind%"*"}" "$current"
        fi
    fi
}

# Make words of the line as the shell reads them: bash also splits them at : and =.
_mini_nova_split() {
    local rest=${COMP_LINE:0:COMP_POINT} part at last
    for ((at = 0; at <= COMP_CWORD; at++)); do
        part=${COMP_WORDS[at]}
        last=$((${#words[@]} - 1))
        if ((last < 0)) || [[ $rest == [[:space:]]* || -z $rest ]]; then
            rest=${rest#"${rest%%[![:space:]]*}"}
            words+=("${rest:0:${#part}}")
        else
            words[last]+=${rest:0:${#part}}
        fi
        rest=${rest:${#part}}
    done
}

# Offer the names of a kind, quoted if they need it.
_mini_nova_names() {
    local kind=$1 value=$2 bare name quote=""
    [[ -n $kind && $kind != - ]] || return
    case $value in
        \"* | \'*) quote=${value:0:1} bare=${value:1} ;;
        *) bare=${value//\\/} ;;
    esac
    while IFS=$'\t' read -r name _; do
        [[ $name == "$bare"* ]] || continue
        [[ -n $quote ]] || printf -v name %q "$name"
        [[ -n $quote ]] || _mini_nova_trim
        COMPREPLY+=("$name")
    done < <("${words[0]/#\~/${HOME-}}" __complete "$kind" "$bare" "${words[@]:1}" 2>/dev/null)
}

# Take from the name what is no part of the word for bash, which begins behind the last : or =.
_mini_nova_trim() {
    local rest=$value
    local breaks=${COMP_WORDBREAKS//[!:=@]/}
    [[ -n $breaks ]] || return
    while [[ $rest == *["$breaks"]* ]]; do
        rest=${rest#*["$breaks"]}
        name=${name#*["$breaks"]}
    done
}
"""


def script(root: Command, names: Iterable[str]) -> str:
    """Return the script for the tree of commands, under the names of the program."""
    commands = all_commands(root)
    children = {c.words: " ".join(child.words[-1] for child in c.commands) for c in commands}
    options = {c.words: " ".join(spellings(c.options)) for c in commands if c.words}
    return "\n".join(
        [
            _HEAD,
            f'_mini_nova_global="{" ".join(spellings(root.options))}"\n',
            f'_mini_nova_values="{" ".join(spellings_with_value(root))}"\n',
            _case_function("_mini_nova_commands", children),
            _case_function("_mini_nova_options", options),
            _kinds_function(root),
            _value_function(commands),
            f"complete -F _mini_nova {' '.join(names)}\n",
        ]
    )


def _kinds_function(root: Command) -> str:
    """Return a function that prints the kinds of a command's arguments."""
    cases = []
    for kinds, commands in kinds_of_arguments(root).items():
        pattern = "|".join(f'"{command}"' for command in commands)
        cases.append(f"""        {pattern}) echo "{" ".join(kinds)}" ;;""")
    return _function("_mini_nova_kinds", cases)


def _case_function(name: str, words: Mapping[tuple[str, ...], str]) -> str:
    """Return a function that prints the words that may follow a command."""
    cases = []
    for path, text in words.items():
        if text:
            cases.append(f"""        "{" ".join(path)}") echo "{text}" ;;""")
    return _function(name, cases)


def _value_function(commands: Iterable[Command]) -> str:
    """Return a function that completes the value of an option: a choice, a name, or a file."""
    options: dict[Option, None] = {}  # an ordered set
    for command in commands:
        options.update(dict.fromkeys(command.options))
    cases = []
    for option in options:
        pattern = "|".join(option.spellings)
        action = _value_action(option)
        if action:
            cases.append(f"        {pattern}) {action} ;;")
    return _function("_mini_nova_value", cases)


def _value_action(option: Option) -> str:
    """Return the shell command that offers an option's values, '' if nothing is known of them."""
    if option.choices:
        return f'COMPREPLY=($(compgen -W "{" ".join(option.choices)}" -- "$2"))'
    if option.kind:
        return f'_mini_nova_names {option.kind} "$2"'
    if "FILE" in option.metavar:
        return 'COMPREPLY=($(compgen -f -- "${2#*=}"))'
    return ""


def _function(name: str, cases: list[str]) -> str:
    return "\n".join([f"{name}() {{", '    case "$1" in', *cases, "    esac", "}", ""])
