"""``mini-nova completion``: the scripts, and what shells do with them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from tools.generate import COMPLETIONS, TREE

from mini_nova.completion import SHELLS
from tests.runner import LIMIT, nova

ZSH = """
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "PS1=; LISTMAX=1000; setopt autolist; autoload -U compinit; compinit -u -D"
zpty -w shell "source $1"
zpty -w shell "print re''ady"
zpty -r shell text "*ready*"
zpty -w -n shell $'mini-nova boot --\\t'
zpty -r shell text "*--os-key*"
print -r -- $text
"""


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_is_the_one_that_is_installed(shell: str) -> None:
    run = nova("completion", shell)
    assert (run.exit_code, run.stderr) == (0, "")
    assert run.stdout == (TREE / "completions" / COMPLETIONS[shell]).read_text()


@pytest.mark.parametrize("arguments", [(), ("tcsh",)])
def test_the_shells_are_named(arguments: tuple[str, ...]) -> None:
    run = nova("completion", *arguments)
    assert run.exit_code == 2
    assert all(shell in run.errors[0] for shell in SHELLS)


@pytest.mark.parametrize("shell", SHELLS)
def test_a_shell_takes_the_script(shell: str, tmp_path: Path) -> None:
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"there is no {shell}")
    script = tmp_path / "script"
    script.write_text(nova("completion", shell).stdout)
    check = subprocess.run(
        [program, "-n", str(script)], check=False, capture_output=True, text=True, timeout=LIMIT
    )
    assert (check.returncode, check.stderr) == (0, "")


def test_zsh_offers_the_options_of_a_command_before_the_global_ones(tmp_path: Path) -> None:
    program = shutil.which("zsh")
    if program is None:
        pytest.skip("there is no zsh")
    script = tmp_path / "script"
    script.write_text(nova("completion", "zsh").stdout)
    command = [program, "-f", "-c", ZSH, "zsh", str(script)]
    surroundings = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "TERM": "xterm"}
    shell = subprocess.run(
        command, env=surroundings, check=True, capture_output=True, text=True, timeout=LIMIT
    )
    options = re.findall(r"--[a-z][a-z-]+(?= +-- )", shell.stdout)
    position = options.index
    assert position("--flavor") < position("--idempotency-key") < position("--format")
    assert position("--timeout") < position("--format")
    assert options.count("--timeout") == 1
