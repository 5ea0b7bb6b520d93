"""``mini-nova alias``: a nova on the PATH that is this program, and what it then calls itself."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.runner import LIMIT, environment, nova

PROGRAM = f"#!{sys.executable}\nfrom mini_nova.main import main\nmain()\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory on the PATH with mini-nova, and nothing else on the PATH."""
    folder = tmp_path / "bin"
    folder.mkdir()
    program = put_program(folder, "mini-nova")
    monkeypatch.setattr(sys, "argv", [str(program)])
    monkeypatch.setenv("PATH", str(folder))
    return folder


def put_program(folder: Path, name: str) -> Path:
    """Put a program of that name into a directory."""
    folder.mkdir(exist_ok=True)
    program = folder / name
    program.write_text(PROGRAM)
    program.chmod(0o755)
    return program


def run(program: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a program in a process of its own."""
    return subprocess.run(
        [str(program), *arguments],
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=LIMIT,
    )


def test_a_link_beside_the_program(folder: Path) -> None:
    link = folder / "nova"
    for _ in range(2):
        done = nova("alias")
        assert (done.stdout, done.stderr) == (f"{link} is mini-nova now.\n", "")
        assert link.readlink() == folder / "mini-nova"
    assert nova("alias", "--remove").stdout == f"{link} is removed.\n"
    assert not link.is_symlink()
    assert nova("alias", "--remove").errors[0] == f"ERROR (CommandError): there is no {link}"


def test_a_directory_that_is_not_on_the_path(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    assert nova("alias", str(other)).exit_code == 1
    other.mkdir()
    done = nova("alias", str(other))
    assert done.exit_code == 0
    assert done.errors == [f"WARNING: {other} is not on the PATH"]
    assert (other / "nova").readlink() == folder / "mini-nova"


@pytest.mark.parametrize("is_first", [True, False])
def test_another_nova_on_the_path(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_first: bool
) -> None:
    other = put_program(tmp_path / "other", "nova")
    folders = [str(other.parent), str(folder)] if is_first else [str(folder), str(other.parent)]
    monkeypatch.setenv("PATH", ":".join(folders))
    refused = nova("alias")
    assert refused.exit_code == 1
    assert refused.errors[0] == f"ERROR (CommandError): another nova is on the PATH: {other}"
    assert not (folder / "nova").exists()
    done = nova("alias", "--force")
    assert done.exit_code == 0
    word = "is still the one that runs" if is_first else "is the one that runs now"
    assert done.errors[0].startswith("WARNING: ")
    assert done.errors[0].endswith(word)


@pytest.mark.parametrize("arguments", [("--force",), ("--remove",)])
def test_another_program_is_never_replaced(folder: Path, arguments: tuple[str, ...]) -> None:
    other = put_program(folder, "nova")
    done = nova("alias", *arguments)
    assert done.exit_code == 1
    assert done.errors[0] == f"ERROR (CommandError): {other} is another program, and stays"
    assert other.read_text() == PROGRAM


def test_it_calls_itself_nova(folder: Path) -> None:
    nova("alias")
    program = folder / "nova"
    assert run(program, "help", "list").stdout.startswith("Usage: nova list ")
    assert "'nova help COMMAND'" in run(program, "--help").stdout
    assert "mini-nova help" not in run(program, "--help").stdout
    mistake = run(program, "list", "--nosuch")
    assert mistake.stderr.splitlines()[-1] == "Try 'nova list --help' for more information."
    assert "complete -F _mini_nova mini-nova nova\n" in run(program, "completion", "bash").stdout
    assert run(program, "completion", "zsh").stdout.startswith("#compdef mini-nova nova\n")
    assert "complete -c nova -w mini-nova\n" in run(program, "completion", "fish").stdout


def test_bash_completion_is_one_line_of_words() -> None:
    (line,) = nova("bash-completion").lines
    words = line.split()
    assert {"boot", "flavor-list", "--flavor", "--poll", "--os-cloud", "-h"} <= {*words}
    assert "bash-completion" not in words
    assert nova("bash_completion").lines == [line]
