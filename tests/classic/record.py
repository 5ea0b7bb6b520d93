"""What the classic client did with each case: ``python -m tests.classic.record`` writes it down.

The record lies in ``recorded/``, a file a command. With it, mini-nova is compared with the classic
client on machines that do not have it.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from .cases import Case, cases_of, commands
from .classic_client import ClassicClient, classic_client, interpreter
from .cloud import ClassicCloud
from .outcome import Outcome, as_json, from_json, outcome

FOLDER = Path(__file__).with_name("recorded")
FILES = Path(__file__).with_name("files")
_COMMANDS = FOLDER / "_commands.json"


@cache
def recorded_commands() -> dict[str, dict[str, list[int]]]:
    """The classic client's commands, their options, and the microversions that have them."""
    options: dict[str, dict[str, list[int]]] = json.loads(_COMMANDS.read_text())["commands"]
    return options


def recorded_version() -> str:
    """The classic client's version."""
    version: str = json.loads(_COMMANDS.read_text())["version"]
    return version


@cache
def recorded(command: str) -> dict[str, Outcome]:
    """What the classic client did with the cases of a command."""
    document = json.loads((FOLDER / f"{command}.json").read_text())
    outputs = document["outputs"]
    return {name: from_json(fields, outputs) for name, fields in document["cases"].items()}


def observe(client: ClassicClient, case: Case, folder: Path) -> Outcome:
    """Run a case with the classic client on a cloud of its own."""
    with ClassicCloud(case.newest) as cloud:
        environment = {
            **cloud.openrc(),
            "HOME": str(folder),
            "COLUMNS": "1000",
            "PATH": f"{FILES / 'bin'}{os.pathsep}{os.environ['PATH']}",
        }
        stdout, stderr, code = client.run(case, environment, folder)
        return outcome(case, cloud.requests, stdout, stderr, code)


def documents(client: ClassicClient) -> Iterator[tuple[str, dict[str, Any]]]:
    """The files of the record, one after another, by their names."""
    yield _COMMANDS.name, {"version": client.version, "commands": client.commands}
    for command in commands():
        yield f"{command}.json", document(client, command)


def document(client: ClassicClient, command: str) -> dict[str, Any]:
    """The file of one command."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "files"
        shutil.copytree(FILES, folder)
        outputs: list[list[str]] = []
        entries = {
            str(case): as_json(observe(client, case, folder), outputs) for case in cases_of(command)
        }
    return {"outputs": outputs, "cases": entries}


def text(document: dict[str, Any]) -> str:
    """A file of the record: a line an entry, so that a change is a short diff."""
    if "outputs" not in document:
        return json.dumps(document, indent=1, sort_keys=True) + "\n"
    outputs = json.dumps(document["outputs"], indent=0, ensure_ascii=False)
    entries = [
        f"{json.dumps(name, ensure_ascii=False)}: {json.dumps(fields, ensure_ascii=False)}"
        for name, fields in document["cases"].items()
    ]
    lines = ",\n".join(entries)
    return f'{{"outputs": {outputs},\n"cases": {{\n{lines}\n}}}}\n'


def main() -> int:
    """Write the record anew, and return the exit code."""
    python = interpreter()
    if python is None:
        sys.stderr.write("There is no nova on the PATH: pip install python-novaclient\n")
        return 1
    FOLDER.mkdir(exist_ok=True)
    with classic_client(python) as client:
        files = {name: text(content) for name, content in documents(client)}
    for path in FOLDER.glob("*.json"):
        if path.name not in files:
            path.unlink()
    for name, content in files.items():
        (FOLDER / name).write_text(content)
    return 0


if __name__ == "__main__":
    sys.exit(main())
