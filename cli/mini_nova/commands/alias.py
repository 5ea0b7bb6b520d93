"""Add mini-nova to the PATH under the name nova, for scripts that call the classic client.

DIRECTORY is by default that of mini-nova itself; ~/.local/bin will do as well. It adds a symbolic
link, and nothing if there is another nova on the PATH, unless --force is given. It never replaces
another program.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import click

from mini_nova.context import Context
from mini_nova.errors import CommandError, NotFound
from mini_nova.lazy import Command
from mini_nova.output.results import Sentences
from mini_nova.program import CLASSIC_NAME, NAME


@click.command("alias", cls=Command, help=__doc__)
@click.option("--remove", is_flag=True, help="Remove the link again.")
@click.option("--force", is_flag=True, help="Add it even if another nova is on the PATH.")
@click.argument("directory", required=False, metavar="[DIRECTORY]")
@click.pass_obj
def command(context: Context, remove: bool, force: bool, directory: str | None) -> Sentences:
    """Add the link or remove it, and say which nova the shell finds."""
    script = _script()
    folder = Path(directory).expanduser().absolute() if directory else script.parent
    link = folder / CLASSIC_NAME
    if remove:
        _remove(link)
        return Sentences((f"{link} is removed.",))
    programs = _other_programs()
    _check(link, programs, force)
    _add(link, script)
    _warn(context, link, programs)
    return Sentences((f"{link} is {NAME} now.",))


def _script() -> Path:
    """Return the path of mini-nova itself. Raises CommandError if it is not installed."""
    path = Path(shutil.which(sys.argv[0]) or "")
    if _is_ours(path):
        path = path.parent / path.readlink()
    if path.name != NAME:
        beside_python = Path(sys.executable).with_name(NAME)
        path = Path(shutil.which(NAME) or beside_python)
    if not os.access(path, os.X_OK):
        raise CommandError(
            f"there is no {NAME} to link to", hint="Install it: python3 -m pip install mini-nova"
        )
    return path.absolute()


def _is_ours(path: Path) -> bool:
    """Whether a path is a link to mini-nova, even to one that is not there any more."""
    return path.is_symlink() and path.readlink().name == NAME


def _other_programs() -> list[Path]:
    """Return the programs called nova on the PATH that are not ours, in its order."""
    paths = [folder / CLASSIC_NAME for folder in _search_path()]
    programs = [path for path in paths if path.is_file() and os.access(path, os.X_OK)]
    return [path for path in programs if not _is_ours(path)]


def _search_path() -> list[Path]:
    folders = os.environ.get("PATH", "").split(os.pathsep)
    return [Path(folder) for folder in folders if folder]


def _check(link: Path, others: list[Path], force: bool) -> None:
    """Raise CommandError if the link would replace a program, or hide one without a word."""
    if not link.parent.is_dir():
        raise CommandError(f"there is no directory {link.parent}")
    if _is_there(link) and not _is_ours(link):
        raise CommandError(
            f"{link} is another program, and stays",
            hint=f"Choose another directory: {NAME} alias DIRECTORY",
        )
    if others and not force:
        raise CommandError(
            f"another {CLASSIC_NAME} is on the PATH: {others[0]}",
            hint="With --force the link is added all the same; the first on the PATH is run.",
        )


def _is_there(path: Path) -> bool:
    """Whether there is something at a path, be it a link that leads nowhere."""
    return path.is_symlink() or path.exists()


def _add(link: Path, script: Path) -> None:
    try:
        link.unlink(missing_ok=True)
        link.symlink_to(script)
    except OSError as problem:
        raise CommandError(
            f"{link} cannot be written: {problem.strerror}",
            hint=f"Choose a directory of yours: {NAME} alias ~/.local/bin",
        ) from problem


def _warn(context: Context, link: Path, others: list[Path]) -> None:
    """Say if the shell does not find the link, or finds it before another program."""
    folder = link.parent
    folders = [path.resolve() for path in _search_path()]
    if folder.resolve() not in folders:
        context.io.warn(f"{folder} is not on the PATH")
        return
    for other in others:
        if shutil.which(CLASSIC_NAME) == str(other):
            context.io.warn(f"{other} stands before it on the PATH, and is still the one that runs")
            return
        context.io.warn(f"it stands before {other} on the PATH, and is the one that runs now")


def _remove(link: Path) -> None:
    """Remove a link of ours. Raises NotFound, and CommandError for anything else."""
    if not _is_there(link):
        raise NotFound(f"there is no {link}")
    if not _is_ours(link):
        raise CommandError(f"{link} is another program, and stays")
    try:
        link.unlink()
    except OSError as problem:
        raise CommandError(f"{link} cannot be removed: {problem.strerror}") from problem
