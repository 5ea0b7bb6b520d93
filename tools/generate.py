"""Writes completions and man pages from the commands; --check says which committed ones are not what it writes."""

from __future__ import annotations

import sys
from pathlib import Path

TREE = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TREE), str(TREE / "cli"), str(TREE / "auth")]

from tools import bash, fish, man, zsh  # noqa: E402
from tools.click_tree import root  # noqa: E402


def files() -> dict[str, str]:
    """The text of every generated file, by its path in the tree."""
    tree = root()
    return {
        "completions/mini-nova": bash.script(tree),
        "completions/_mini-nova": zsh.script(tree),
        "completions/mini-nova.fish": fish.script(tree),
        **{f"man/{name}": text for name, text in man.pages(tree).items()},
    }


def stale(wanted: dict[str, str]) -> list[str]:
    """The files that are missing, differ, or are left over."""
    there = {
        str(path.relative_to(TREE))
        for folder in ("completions", "man")
        for path in (TREE / folder).iterdir()
    }
    differing = [
        name
        for name, text in wanted.items()
        if name not in there or (TREE / name).read_text() != text
    ]
    return sorted({*differing, *(there - set(wanted))})


def main(arguments: list[str]) -> int:
    """Writes, or checks; the exit code."""
    wanted = files()
    old = stale(wanted)
    if "--check" in arguments:
        for name in old:
            print(f"{name} is not what tools/generate.py writes")
        return 1 if old else 0
    for name in old:
        if name in wanted:
            (TREE / name).parent.mkdir(exist_ok=True)
            (TREE / name).write_text(wanted[name])
        else:
            (TREE / name).unlink()
        print(name)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
