"""TAB for names in real shells: what is typed, and the words that reach the program."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from mini_nova.known_names import file
from mini_nova.known_names.file import Line
from mini_nova_auth import private_files
from tests.cli.commands import shells
from tests.runner import nova

LINES = [
    Line("server", "1111-a", "web-1"),
    Line("server", "2222-b", "My VM"),
    Line("server", "3333-c", "db:main"),
    Line("server", "4444-d", "evil$(id)"),
    Line("flavor", "6", "m1.tiny"),
    Line("image", "e540", "cirros=1:2 (amd64)"),
    Line("network", "n-1", "private"),
    Line("keypair", "mine", "mine"),
    Line("aggregate", "7", "fast"),
]


@pytest.fixture
def script(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The script of a shell, beside a program that answers to TAB from a file of names."""
    shell: str = request.param
    if shutil.which(shell) is None:
        pytest.skip(f"there is no {shell}")
    shells.install(tmp_path)
    path = tmp_path / shell
    path.write_text(nova("completion", shell).stdout)
    private_files.replace(Path(file.path({}, os.environ)), file.text_of(LINES))
    return path


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("show we\t", ["show", "web-1"]),
        ("show My\t", ["show", "My VM"]),
        ("show 'My\t", ["show", "My VM"]),
        ("show 22\t", ["show", "2222-b"]),
        ("show ev\t", ["show", "ev"]),
        ("resize db:m\t m\t", ["resize", "db:main", "m1.tiny"]),
        ("delete x we\t My\\ \t", ["delete", "x", "web-1", "My VM"]),
        ("boot --image=ci\t --key-name m\t", ["boot", "--image=cirros=1:2 (amd64)", "--key-name", "mine"]),
        ("boot --nic net-name=\t", ["boot", "--nic", "net-name=private"]),
        ("aggregate-show \t", ["aggregate-show", "fast"]),
        ("keypair-delete mi\t", ["keypair-delete", "mine"]),
        ("--os-cloud other show we\t", ["--os-cloud", "other", "show", "we"]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("script", ["bash", "zsh"], indirect=True)
def test_names_are_completed_and_quoted(script: Path, line: str, words: list[str]) -> None:
    assert shells.typed(script.name, script, f"mini-nova {line}") == words


@pytest.mark.parametrize(
    ("line", "offers"),
    [
        ("show ", ["db:main", "My VM", "web-1"]),
        ("resize web-1 ", ["m1.tiny"]),
        ("show web-1 ", []),
        ("delete web-1 2", ["2222-b\tMy VM"]),
        ("boot --image=ci", ["--image=cirros=1:2 (amd64)"]),
        ("--os-cloud other show ", []),
    ],
)
@pytest.mark.parametrize("script", ["fish"], indirect=True)
def test_fish_offers_names(script: Path, line: str, offers: list[str]) -> None:
    assert shells.offered_by_fish(script, f"mini-nova {line}") == offers
