"""Help: what each page lists, what it says to a mistyped word, and that it fits the terminal."""

import re

import pytest

from mini_nova.options import EVERYDAY, GLOBAL_OPTIONS, HEADINGS
from mini_nova.root import cli
from tests.runner import nova

PAGES = [
    ("--help",),
    ("help", "options"),
    ("help", "servers"),
    ("help", "boot"),
    ("help", "token"),
    ("token", "exec", "-h"),
    ("sandbox", "up", "--help"),
]


@pytest.fixture(autouse=True)
def _eighty_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")


def headings(page: list[str]) -> list[str]:
    return [line.removesuffix(":") for line in page if re.fullmatch(r"[A-Z]\w.*:", line)]


@pytest.mark.parametrize("spelling", ["-h", "--help", "help", "--hel"])
def test_the_root_lists_every_command_under_a_heading(spelling: str) -> None:
    run = nova(spelling)
    assert (run.exit_code, run.stderr) == (0, "")
    titles = headings(run.lines)
    assert titles[0] == "Servers"
    assert {"Flavors", "Images"} < set(titles[1:-4])
    assert titles[-4:] == ["Logins and catalogs", "Sandbox", "Other commands", "Options"]
    for name in cli.list_commands(cli.make_context("mini-nova", ["list"])):
        assert sum(line.startswith(f"  {name} ") for line in run.lines) == 1


def test_the_root_has_one_line_for_each_command() -> None:
    commands = nova("--help").stdout.split("\nServers:\n")[1].split("\nOptions:\n")[0]
    for line in commands.splitlines():
        assert line == "" or line.endswith(":") or re.match(r"  \S", line)


def test_the_root_has_the_everyday_options_alone() -> None:
    text = nova("--help").stdout.split("\nOptions:\n")[1]
    options = re.findall(r"^  (?:-\w, )?(--[\w-]+)", text, re.MULTILINE)
    assert options == [*EVERYDAY, "--help"]


def test_help_options_has_every_option_once_under_its_heading() -> None:
    run = nova("help", "options")
    assert headings(run.lines) == list(HEADINGS)
    for option in GLOBAL_OPTIONS:
        rows = [line for line in run.lines if re.match(rf"  .*{option.opts[-1]}( |$)", line)]
        assert len(rows) == (0 if option.hidden else 1), option.opts


@pytest.mark.parametrize(
    ("topic", "arguments"),
    [
        ((), ("--help",)),
        (("boot",), ("boot", "--help")),
        (("flavor_list",), ("flavor-list", "--help")),
        (("token",), ("token", "--help")),
        (("token", "issue"), ("token", "issue", "--help")),
        (("sandbox", "fault", "add"), ("sandbox", "fault", "add", "-h")),
    ],
)
def test_help_shows_a_commands_own_page(topic: tuple[str, ...], arguments: tuple[str, ...]) -> None:
    assert nova("help", *topic) == nova(*arguments)


def test_help_of_a_family() -> None:
    run = nova("help", "servers")
    assert run.lines[0] == "Servers:"
    assert any(line.startswith("  boot ") for line in run.lines)
    assert not any("flavor-list" in line for line in run.lines)


@pytest.mark.parametrize(
    ("arguments", "sentence", "hint"),
    [
        (("lst",), "No such command 'lst'.", "Did you mean 'list'?"),
        (("help", "boto"), "No such command 'boto'.", "Did you mean 'boot'?"),
        (("token", "isue"), "No such command 'isue'.", "Did you mean 'issue'?"),
        (("flav",), "No such command 'flav'.",
         "Did you mean 'flavor-key', 'flavor-list' or 'flavor-show'?"),
        (("server", "list"), "No such command 'server list'.", "That is 'mini-nova list' here."),
        (("server", "create", "vm", "--flavor", "1"), "No such command 'server create'.",
         "That is 'mini-nova boot' here."),
        (("server", "delete", "vm"), "No such command 'server delete'.",
         "That is 'mini-nova delete' here."),
        (("flavor", "list"), "No such command 'flavor list'.",
         "That is 'mini-nova flavor-list' here."),
        (("help", "image", "list"), "No such command 'image list'.",
         "That is 'mini-nova image-list' here."),
        (("help", "boot", "vm"), "mini-nova boot has no commands of its own", None),
        (("zzz",), "No such command 'zzz'.", "Try 'mini-nova --help' for more information."),
        (("token", "zzz"), "No such command 'zzz'.",
         "Try 'mini-nova token --help' for more information."),
        (("list", "--limits", "1"), "No such option '--limits'.", "Did you mean '--limit'?"),
        (("boot", "vm", "--groups", "a"), "No such option '--groups'.",
         "Did you mean '--security-groups'?"),
        (("list", "--colum", "ID", "--colour"), "No such option '--colour'.",
         "Did you mean '--column'?"),
        (("list", "--zzz"), "No such option '--zzz'.",
         "Try 'mini-nova list --help' for more information."),
        (("list", "--limit"), "Option '--limit' requires an argument.",
         "Try 'mini-nova list --help' for more information."),
    ],
)  # fmt: skip
def test_a_mistyped_word(arguments: tuple[str, ...], sentence: str, hint: str | None) -> None:
    run = nova(*arguments)
    lines = [f"ERROR (CommandError): {sentence}", *([hint] if hint else [])]
    assert (run.errors, run.stdout, run.exit_code) == (lines, "", 2)


@pytest.mark.parametrize("columns", [40, 80, 100])
@pytest.mark.parametrize("arguments", PAGES)
def test_pages_fit_the_terminal(
    monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    run = nova(*arguments, tty=True)
    assert (run.exit_code, run.stderr) == (0, "")
    for line in run.lines:
        is_one_word = len(line.split()) <= 1
        is_name = re.match(r"  -", line)  # an option and its value are never broken
        assert len(line) <= columns or is_one_word or is_name or line.startswith("Usage:")


def test_sentences_hang_in_their_column() -> None:
    lines = nova("boot", "--help").lines
    first = next(number for number, line in enumerate(lines) if line.startswith("  --nic NIC"))
    column = len(lines[first]) - len(lines[first].removeprefix("  --nic NIC").lstrip())
    assert lines[first + 1].startswith(" " * column)
    assert lines[first + 1][column] != " "
