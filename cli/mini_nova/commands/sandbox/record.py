"""Record what a cloud has in a file that the sandbox can load.

It sends GETs only, fewer than 60, with the login of any other command. Names are kept, ids become
other ones, and secrets, keys and user data are left out. The file is JSON; commit it, and diff it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from mini_nova.context import Context
from mini_nova.errors import BadUsage, CommandError
from mini_nova.lazy import Command
from mini_nova.output.results import Sentences


@click.command("record", cls=Command, help=__doc__)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path, resolve_path=True))
@click.pass_obj
def command(context: Context, /, file: Path) -> Sentences:
    """Write the file whole, or not at all; a note says what the cloud refused."""
    from mini_nova.compute.resources.projects import project_id
    from mini_nova.sandbox.recording.document import Answers, document, render
    from mini_nova.sandbox.recording.reading import CloudReader
    from mini_nova_auth import private_files

    _check_file(file)
    own_id = project_id(context.compute)
    reader = CloudReader(context.compute, own_id)
    lists = reader.lists()
    answers = Answers(lists, reader.objects(), reader.flavor_access(lists["flavors"]))
    value = document(answers, context.session.access.project)
    _note(context, "the cloud does not show this login", reader.refused)
    _note(context, "the catalog has no service", reader.missing)
    _note(context, "there are more than were recorded of", reader.cut)
    try:
        private_files.write(file, render(value))
    except OSError as problem:
        raise CommandError(f"{file} cannot be written: {problem.strerror}") from problem
    counts = ", ".join(f"{len(value[name])} {name}" for name in ("servers", "networks", "images"))
    return Sentences((f"recorded {counts}",))


def _check_file(file: Path) -> None:
    """Raise BadUsage if the file cannot be there, before anything is sent."""
    if not file.parent.is_dir():
        raise BadUsage(f"there is no directory {file.parent}")
    is_plain = file.is_file() or not file.exists()
    if file.name == "-" or not is_plain:
        raise BadUsage(f"{file} is not a plain file", hint="Name one, such as cloud.json.")


def _note(context: Context, reason: str, names: Sequence[str]) -> None:
    """Tell of lists that are not whole."""
    if names:
        words = ", ".join(names)
        context.io.note(f"{reason}: {words}")
