"""Write the completions and man pages. With --check, name those that are out of date instead."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

TREE = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TREE), str(TREE / "cli"), str(TREE / "auth")]

from mini_nova import program  # noqa: E402
from mini_nova.completion.command_tree import tree  # noqa: E402
from mini_nova.completion.scripts import SCRIPTS  # noqa: E402
from mini_nova.root import cli  # noqa: E402
from tools import man  # noqa: E402

FOLDERS = ("completions", "man")
COMPLETIONS = {"bash": "mini-nova", "zsh": "_mini-nova", "fish": "mini-nova.fish"}


def files() -> dict[str, str]:
    """Return the text of every generated file, by its path in the tree."""
    commands = tree(cli)
    texts = {}
    for shell, script in SCRIPTS.items():
        name = COMPLETIONS[shell]
        texts[f"completions/{name}"] = script(commands, [program.NAME])
    for name, text in man.pages(commands).items():
        texts[f"man/{name}"] = text
    return texts


def stale(texts: Mapping[str, str]) -> list[str]:
    """Return the files that are missing, out of date, or left over."""
    committed = _committed()
    outdated = [name for name, text in texts.items() if committed.get(name) != text]
    left_over = [name for name in committed if name not in texts]
    return sorted([*outdated, *left_over])


def main(arguments: list[str]) -> int:
    """Write or check the files, and return the exit code."""
    texts = files()
    outdated = stale(texts)
    if "--check" in arguments:
        for name in outdated:
            print(f"{name} is not what tools/generate.py writes")
        return 1 if outdated else 0
    for name in outdated:
        _update(TREE / name, texts.get(name))
        print(name)
    return 0


def _committed() -> dict[str, str]:
    texts = {}
    for folder in FOLDERS:
        for path in (TREE / folder).iterdir():
            texts[str(path.relative_to(TREE))] = path.read_text()
    return texts


def _update(path: Path, text: str | None) -> None:
    """Write a file, or remove it if there is no text for it any more."""
    if text is None:
        path.unlink()
    else:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
