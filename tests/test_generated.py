"""Completions and man pages: fresh, and right where a person meets them."""

import shutil
import subprocess
from pathlib import Path

import pytest
from tools.generate import TREE, files, stale

from mini_nova import exit_codes
from mini_nova.completion.command_tree import all_commands, tree
from mini_nova.options import HEADINGS
from mini_nova.root import cli

BASH = """
set -u
. {script}
COMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); COMPREPLY=()
COMP_LINE=${{COMP_WORDS[*]}}; COMP_POINT=${{#COMP_LINE}}
_mini_nova
printf '%s\\n' "${{COMPREPLY[@]:-}}"
"""


def complete(*words: str) -> list[str]:
    """What bash offers for the last of the words."""
    quoted = " ".join(f"'{word}'" for word in words)
    text = BASH.format(script=TREE / "completions/mini-nova", words=quoted)
    command = [str(shutil.which("bash")), "-c", text]
    shell = subprocess.run(
        command, capture_output=True, text=True, check=True, env={"PATH": "/nowhere"}
    )
    assert shell.stderr == ""
    return shell.stdout.split()


def test_the_committed_files_are_fresh() -> None:
    assert stale(files()) == []


def test_every_command_is_completed() -> None:
    names = [command.words[0] for command in tree(cli).commands]
    assert complete("mini-nova", "") == names
    assert complete("mini-nova", "token", "") == ["exec", "issue", "revoke", "show"]


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (("bo",), ["boot"]),
        (("--os-cloud", "lab", "--debug", "bo"), ["boot"]),
        (("boot", "--po"), ["--poll"]),
        (("--os-cloud", "boot", "sho"), ["show"]),
        (("list", "-f", "js"), ["json", "jsonl"]),
        (("boot", "vm", "--os-reg"), ["--os-region-name"]),
        (("nosuch", "--po"), []),
    ],
)
def test_completions(words: tuple[str, ...], offered: list[str]) -> None:
    assert complete("mini-nova", *words) == offered


def test_files_are_completed_where_a_file_belongs(tmp_path: Path) -> None:
    (tmp_path / "user-data.yaml").touch()
    assert complete("mini-nova", "boot", "--user-data", f"{tmp_path}/user") == [
        f"{tmp_path}/user-data.yaml"
    ]
    assert complete("mini-nova", "boot", "--file", f"/etc/motd={tmp_path}/user") == [
        f"{tmp_path}/user-data.yaml"
    ]


def test_every_command_and_option_has_its_place_in_a_man_page() -> None:
    for command in all_commands(tree(cli)):
        page = (TREE / "man" / f"{'-'.join(('mini-nova', *command.words))}.1").read_text()
        for option in command.options:
            assert all(spelling.replace("-", "\\-") in page for spelling in option.spellings)


def test_the_man_page_groups_the_options_as_the_help_does() -> None:
    page = (TREE / "man/mini-nova.1").read_text()
    sections = [line.removeprefix(".SS ") for line in page.splitlines() if line.startswith(".SS ")]
    assert sections == list(HEADINGS)


def test_the_man_page_has_every_exit_code() -> None:
    page = (TREE / "man/mini-nova.1").read_text()
    assert all(f".TP\n{code}\n" in page for code, _ in exit_codes.MEANINGS)


def test_the_readme_has_every_exit_code() -> None:
    readme = (TREE / "README.md").read_text()
    assert all(f"| {code} | {meaning} |" in readme for code, meaning in exit_codes.MEANINGS)
