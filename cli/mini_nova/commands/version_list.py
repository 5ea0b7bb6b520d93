"""List the versions of the compute API: this client's, and the cloud's."""

from __future__ import annotations

import click

from mini_nova.commands.nova._kinds.reading import ReadingCommand
from mini_nova.compute.microversion import NEWEST, OLDEST
from mini_nova.context import Context
from mini_nova.output.results import Parts, Rows, Sentences, field
from mini_nova_auth import lenient
from mini_nova_auth.access.discovery import version_text

COLUMNS = (field("Id"), field("Status"), field("Updated"))
MICROVERSION_COLUMNS = (field("Min Version"), field("Version"))


@click.command("version-list", cls=ReadingCommand, help=__doc__)
@click.pass_obj
def command(context: Context) -> Parts:
    """Return the versions of the document at compute's root; for programs its objects."""
    versions = list(lenient.mappings(context.compute.versions()))
    has_microversions = bool(versions) and "min_version" in versions[0]
    more_columns = MICROVERSION_COLUMNS if has_microversions else ()
    rows = Rows(versions, (*COLUMNS, *more_columns))
    sentences = [
        "Client supported API versions:",
        f"Minimum version {version_text(OLDEST)}",
        f"Maximum version {version_text(NEWEST)}",
        "",
        "Server supported API versions:",
    ]
    return Parts((Sentences(sentences), rows), rows)
