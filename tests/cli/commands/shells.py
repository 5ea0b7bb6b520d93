"""A person at a shell who types a line, TAB and Return: real shells, on a terminal of their own."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

from tests.runner import environment, read

# The program of the command line: it answers to TAB, and otherwise prints the words that reach it.
_PROGRAM = """#!{python}
import sys
if sys.argv[1:2] == ["__complete"]:
    from mini_nova.main import main
    main()
print("words:", *map(repr, sys.argv[1:]), sep="|", end="|\\n")
"""
_START = {
    "bash": (["--norc", "-i"], "PS1=; bind 'set enable-bracketed-paste off'; source {script}"),
    "zsh": (
        ["-f", "-i"],
        "PS1=; unsetopt zle_bracketed_paste; autoload -U compinit; compinit -u -D; "
        "zstyle ':completion:*' insert-tab false; source {script}",
    ),
}


def install(folder: Path, name: str = "mini-nova") -> None:
    """Put a program of that name into a folder."""
    program = folder / name
    program.write_text(_PROGRAM.format(python=sys.executable))
    program.chmod(0o755)


def typed(shell: str, script: Path, line: str) -> list[str]:
    """Return the words that reach the program if a line is typed in bash or zsh.

    The line may have TABs in it. The program is looked for beside the script.
    """
    options, start = _START[shell]
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [shell, *options],
        env=_surroundings(script),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    try:
        os.write(ours, f"{start.format(script=script)}; echo re''ady\n".encode())
        _shown_until(ours, "\nready")
        os.write(ours, f"{line}\n".encode())
        shown = _shown_until(ours, "|\r\n")
    finally:
        process.kill()
        process.wait()
        os.close(ours)
    words = shown.rpartition("words:|")[2].rpartition("|")[0]
    return [word[1:-1] for word in words.split("|")]


def offered_by_fish(script: Path, line: str) -> list[str]:
    """Return what fish offers after a line, each with its description behind a tab."""
    command = ["fish", "--no-config", "-c", f"source {script}; complete -C '{line}'"]
    done = subprocess.run(
        command, env=_surroundings(script), check=True, capture_output=True, text=True
    )
    return done.stdout.splitlines()


def _shown_until(terminal: int, text: str) -> str:
    shown = ""
    while text not in shown:
        shown += read(terminal).decode()
    return shown


def _surroundings(script: Path) -> dict[str, str]:
    path = f"{script.parent}:{os.environ['PATH']}"
    return {**environment(), "PATH": path, "TERM": "dumb"}
