"""The man pages: one for mini-nova itself, and one for each command."""

from __future__ import annotations

from mini_nova.exit_codes import MEANINGS
from mini_nova.options import HEADINGS
from mini_nova_auth.settings.declarations import SETTINGS
from tools.click_tree import Command, Option, all_commands

_FILES = (
    (
        "$XDG_CACHE_HOME/mini-nova/",
        "Tokens, catalogs and version documents of logins; ~/.cache where it is not set.",
    ),
    (
        "$XDG_STATE_HOME/mini-nova/boots/",
        "Boots with an idempotency key that are under way; ~/.local/state likewise.",
    ),
    (
        "clouds.yaml, secure.yaml",
        "Clouds by name, in the current directory, ~/.config/openstack or /etc/openstack.",
    ),
)
_EXAMPLES = (
    (
        "Boot a server and follow it to ACTIVE:",
        "mini-nova boot vm_test --flavor testflav --image cirros-0.3.0-x86_64 --poll",
    ),
    (
        "Boot in a pipeline that may run twice:",
        'mini-nova boot web --idempotency-key "$CI_JOB_ID" --flavor 6 --image web --poll',
    ),
    ("The ids of all servers in ERROR:", "mini-nova list --status ERROR -f value -c ID"),
)


def pages(root: Command) -> dict[str, str]:
    """The text of each page by its file name."""
    return {f"{_title(command)}.1": _page(command, root) for command in all_commands(root)}


def _page(command: Command, root: Command) -> str:
    parts = [
        f'.TH "{_plain(_title(command)).upper()}" "1" "" "mini\\-nova" "User Commands"',
        ".SH NAME",
        f"{_text(_title(command))} \\- {_text(_lower(command.summary))}",
        ".SH SYNOPSIS",
        _synopsis(command),
        ".SH DESCRIPTION",
        *_paragraphs(command.help),
    ]
    if command.commands:
        parts += [
            ".SH COMMANDS",
            *(_item(_text(" ".join(c.words)), c.summary + ".") for c in command.commands),
        ]
    if command is root:
        parts += [*_options_by_heading(root), *_root_sections()]
    else:
        if command.options:
            parts += [".SH OPTIONS", *map(_option, command.options)]
        parts.append(
            ".PP\nThe global options of\n.BR mini\\-nova (1)\nmay stand before or after the command."
        )
    parts += [
        ".SH EXIT STATUS",
        *(_item(str(code), f"{meaning[0].upper()}{meaning[1:]}.") for code, meaning in MEANINGS),
    ]
    return "\n".join([*parts, ".SH SEE ALSO", _see_also(command, root)]) + "\n"


def _options_by_heading(root: Command) -> list[str]:
    """Return the global options, in the sections of 'mini-nova help options'."""
    lines = [".SH OPTIONS"]
    for heading in HEADINGS:
        options = [option for option in root.options if option.heading == heading]
        lines += [f".SS {heading}", *map(_option, options)]
    return lines


def _root_sections() -> list[str]:
    """What only the main page has: environment, files and examples."""
    environment = [
        _item(", ".join(map(_text, setting.environment)), f"{setting.help} ({setting.flags[0]})")
        for setting in SETTINGS
        if setting.environment and setting.flags
    ]
    examples = [
        f".PP\n{_text(title)}\n.PP\n.nf\n.RS 4\n{_text(line)}\n.RE\n.fi"
        for title, line in _EXAMPLES
    ]
    files = [_item(_text(name), text) for name, text in _FILES]
    return [".SH ENVIRONMENT", *environment, ".SH FILES", *files, ".SH EXAMPLES", *examples]


def _synopsis(command: Command) -> str:
    words = " ".join(("mini-nova", *command.words))
    rest = (
        ["[OPTIONS]", "COMMAND [ARGUMENTS]"]
        if command.commands
        else ["[OPTIONS]", *command.arguments]
    )
    return f".B {_text(words)}\n{_text(' '.join(rest))}"


def _option(option: Option) -> str:
    value = f" \\fI{_text(option.metavar)}\\fR" if option.metavar else ""
    return _item(", ".join(f"\\fB{_text(s)}\\fR" for s in option.spellings) + value, option.help)


def _item(head: str, text: str) -> str:
    return f".TP\n{head}\n{_text(text)}"


def _paragraphs(text: str) -> list[str]:
    """Paragraphs of help, each after a blank line."""
    blocks = [" ".join(block.split()) for block in text.split("\n\n")]
    return [
        f"{'' if at == 0 else '.PP' + chr(10)}{_text(block)}"
        for at, block in enumerate(blocks)
        if block
    ]


def _see_also(command: Command, root: Command) -> str:
    others = root.commands if command is root else (root, *command.commands)
    names = [f".BR {_plain(_title(other))} (1)" for other in others if other is not command]
    return ",\n".join(names).replace("(1),\n", "(1),\n")


def _title(command: Command) -> str:
    return "-".join(("mini-nova", *command.words))


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _plain(text: str) -> str:
    return text.replace("-", "\\-")


def _text(text: str) -> str:
    """Text for troff: backslashes and hyphens escaped, no line that begins like a request."""
    escaped = (
        text.replace("\\", "\\e").replace("-", "\\-").replace("~", "\\(ti").replace("^", "\\(ha")
    )
    return "\n".join(
        f"\\&{line}" if line.startswith((".", "'")) else line for line in escaped.split("\n")
    )
