"""A file in the commands folder is a command; listing the commands imports none of them."""

import sys
from pathlib import Path

import click
import pytest

from mini_nova.lazy import LazyGroup

COMMAND = '''"""{summary}.

More of it.
"""
import click


@click.command("{name}")
def command() -> None:
    click.echo("ran {name}")
'''


@pytest.fixture
def group(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LazyGroup:
    """A group of two commands, one of them in a group of its own, and of files that are none."""
    folder = tmp_path / "dropped_in"
    (folder / "inner").mkdir(parents=True)
    (folder / "__init__.py").write_text("")
    (folder / "_private.py").write_text("raise AssertionError")
    (folder / "notes.txt").write_text("")
    (folder / "up_time.py").write_text(
        COMMAND.format(summary="Show since when it is up", name="up-time")
    )
    (folder / "broken.py").write_text('"""Never imported for a listing."""\nraise AssertionError\n')
    (folder / "inner" / "__init__.py").write_text('"""Look inside."""\n')
    (folder / "inner" / "deep.py").write_text(COMMAND.format(summary="Look deep", name="deep"))
    monkeypatch.syspath_prepend(tmp_path)
    return LazyGroup("root", package="dropped_in", folder=str(folder))


@pytest.fixture(autouse=True)
def _forget() -> None:
    for name in [name for name in sys.modules if name.startswith("dropped_in")]:
        del sys.modules[name]


def _run(group: LazyGroup, capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    group.main(list(arguments), standalone_mode=False)
    return capsys.readouterr().out


def test_its_help_line_is_its_first_sentence_and_nothing_is_imported(
    group: LazyGroup, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = _run(group, capsys, "--help")
    assert "Commands:\n" in shown
    assert "  broken   Never imported for a listing\n" in shown
    assert "  inner    Look inside\n" in shown
    assert "  up-time  Show since when it is up\n" in shown
    assert "private" not in shown
    assert "notes" not in shown
    assert not [name for name in sys.modules if name.startswith("dropped_in")]


@pytest.mark.parametrize("name", ["up-time", "up_time"])
def test_it_runs_by_its_name(
    group: LazyGroup, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    assert _run(group, capsys, name) == "ran up-time\n"
    assert "dropped_in.broken" not in sys.modules


def test_a_folder_is_a_group(group: LazyGroup, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(group, capsys, "inner", "deep") == "ran deep\n"
    assert "  deep  Look deep\n" in _run(group, capsys, "inner", "--help")


@pytest.mark.parametrize(
    "name", ["nosuch", "_private", "__init__", "../dropped_in/up_time", "notes.txt", ""]
)
def test_what_is_no_command(group: LazyGroup, name: str) -> None:
    assert group.get_command(click.Context(group), name) is None


def test_every_command_of_the_client_has_a_help_line_and_a_module() -> None:
    from mini_nova.root import cli

    context = click.Context(cli)
    names = cli.list_commands(context)
    assert {
        "boot",
        "list",
        "show",
        "delete",
        "wait",
        "flavor-list",
        "image-list",
        "token",
        "catalog",
    } <= set(names)
    for name in names:
        command = cli.get_command(context, name)
        assert command is not None
        assert command.name == name
        assert command.get_short_help_str()
