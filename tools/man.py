"""The man pages: one for mini-nova itself, and one for each command."""

from __future__ import annotations

from mini_nova.completion.command_tree import Command, Option, all_commands
from mini_nova.exit_codes import MEANINGS
from mini_nova.options import HEADINGS
from mini_nova_auth.settings.declarations import SETTINGS

_FILES = (
    (
        "$XDG_CACHE_HOME/mini-nova/",
        "Tokens, catalogs and version documents of logins; ~/.cache by default.",
    ),
    (
        "$XDG_CACHE_HOME/mini-nova/names/",
        "Names of servers, flavors, images and more, for completion.",
    ),
    (
        "$XDG_STATE_HOME/mini-nova/boots/",
        "Unfinished boots with an idempotency key; in ~/.local/state by default.",
    ),
    (
        "clouds.yaml, secure.yaml",
        "Clouds by name; in the current directory, ~/.config/openstack or /etc/openstack.",
    ),
)
_VARIABLES = (
    (
        "MINI_NOVA_ERROR_FORMAT",
        "json: stderr ends with a failure as one JSON object, in every format; text: in none. "
        "By default it does so with -f json, jsonl and yaml.",
    ),
    ("NO_COLOR", "No colours, if it is not empty."),
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
    ("Print the IDs of all servers in ERROR:", "mini-nova list --status ERROR -f value -c ID"),
)


def pages(root: Command) -> dict[str, str]:
    """Return the text of each page by its file name."""
    return {f"{_title(command)}.1": _page(command, root) for command in all_commands(root)}


def _page(command: Command, root: Command) -> str:
    title = _title(command)
    lines = [
        f'.TH "{_plain(title).upper()}" "1" "" "mini\\-nova" "User Commands"',
        ".SH NAME",
        f"{_text(title)} \\- {_text(_lower(command.summary))}",
        ".SH SYNOPSIS",
        _synopsis(command),
        ".SH DESCRIPTION",
        *_paragraphs(command.help),
        *_commands(command),
    ]
    if command is root:
        lines += [*_options_by_heading(root), *_root_sections()]
    else:
        lines += _options(command)
    lines.append(".SH EXIT STATUS")
    for exit_code, meaning in MEANINGS:
        lines.append(_item(str(exit_code), f"{meaning[0].upper()}{meaning[1:]}."))
    lines += [".SH SEE ALSO", _see_also(command, root)]
    return "\n".join(lines) + "\n"


def _commands(command: Command) -> list[str]:
    if not command.commands:
        return []
    items = [_item(_text(" ".join(c.words)), f"{c.summary}.") for c in command.commands]
    return [".SH COMMANDS", *items]


def _options(command: Command) -> list[str]:
    lines = []
    if command.options:
        lines = [".SH OPTIONS", *map(_option, command.options)]
    return [
        *lines,
        ".PP\nThe global options of\n.BR mini\\-nova (1)\nmay stand before or after the command.",
    ]


def _options_by_heading(root: Command) -> list[str]:
    """Return the global options, in the sections of 'mini-nova help options'."""
    lines = [".SH OPTIONS"]
    for heading in HEADINGS:
        options = [option for option in root.options if option.heading == heading]
        lines += [f".SS {heading}", *map(_option, options)]
    return lines


def _root_sections() -> list[str]:
    """Return the sections that only the main page has: environment, files and examples."""
    lines = [".SH ENVIRONMENT"]
    for setting in SETTINGS:
        if setting.environment and setting.flags:
            names = ", ".join(map(_text, setting.environment))
            lines.append(_item(names, f"{setting.help} ({setting.flags[0]})"))
    lines += [_item(_text(name), text) for name, text in _VARIABLES]
    lines.append(".SH FILES")
    lines += [_item(_text(name), text) for name, text in _FILES]
    lines.append(".SH EXAMPLES")
    for title, line in _EXAMPLES:
        lines.append(f".PP\n{_text(title)}\n.PP\n.nf\n.RS 4\n{_text(line)}\n.RE\n.fi")
    return lines


def _synopsis(command: Command) -> str:
    name = " ".join(("mini-nova", *command.words))
    arguments = ["COMMAND [ARGUMENTS]"] if command.commands else command.arguments
    return f".B {_text(name)}\n{_text(' '.join(['[OPTIONS]', *arguments]))}"


def _option(option: Option) -> str:
    spellings = ", ".join(f"\\fB{_text(spelling)}\\fR" for spelling in option.spellings)
    value = f" \\fI{_text(option.metavar)}\\fR" if option.metavar else ""
    return _item(spellings + value, option.help)


def _item(head: str, text: str) -> str:
    return f".TP\n{head}\n{_text(text)}"


def _paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a help text, which stand apart by a blank line."""
    first, *rest = [_text(" ".join(paragraph.split())) for paragraph in text.split("\n\n")]
    return [first, *(f".PP\n{paragraph}" for paragraph in rest if paragraph)]


def _see_also(command: Command, root: Command) -> str:
    pages = root.commands if command is root else (root, *command.commands)
    return ",\n".join(f".BR {_plain(_title(page))} (1)" for page in pages)


def _title(command: Command) -> str:
    return "-".join(("mini-nova", *command.words))


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _plain(text: str) -> str:
    return text.replace("-", "\\-")


def _text(text: str) -> str:
    """Escape text for troff: backslashes, hyphens, and lines that begin like a request."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    text = text.replace("~", "\\(ti").replace("^", "\\(ha")
    lines = [f"\\&{line}" if line.startswith((".", "'")) else line for line in text.split("\n")]
    return "\n".join(lines)
