"""Add a keypair: your public key, or one that Nova makes, whose private key is printed once."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from mini_nova.commands.nova._kinds.api_range import ranged_option
from mini_nova.commands.nova._kinds.writing import WritingCommand
from mini_nova.compute.resources import keypairs
from mini_nova.compute.version_range import VersionRange
from mini_nova.context import Context
from mini_nova.errors import BadUsage
from mini_nova.output.results import Record, Text

STDIN = "-"
GENERATION = VersionRange("keypair-add without --pub-key", until="2.91", is_command=True)
LARGEST_KEY = 64 * 1024  # bytes


@click.command("keypair-add", cls=WritingCommand, help=__doc__)
@click.option("--pub-key", metavar="FILE", help="The public key; - is stdin.")
@ranged_option("--key-type", since="2.2", metavar="TYPE", help="ssh (default) or x509.")
@ranged_option("--user", since="2.10", metavar="ID", help="Add it for this user (admins).")
@click.argument("name")
@click.pass_obj
def command(
    context: Context, pub_key: str | None, key_type: str | None, user: str | None, name: str
) -> Record | Text | None:
    """Return the private key, if Nova made the pair. From API 2.92 on it makes none."""
    keypair: dict[str, Any] = {"name": name}
    if pub_key:
        keypair["public_key"] = _public_key(pub_key)
    if user:
        keypair["user_id"] = user
    if not pub_key:
        context.api_ranges = (*context.api_ranges, GENERATION)
    compute = context.compute
    if compute.version >= keypairs.TYPE_SINCE:
        keypair["type"] = key_type or "ssh"
    item = keypairs.create(compute, keypair)
    if not context.is_for_people:
        return Record(item, item)
    if pub_key:
        return None
    return Text("private_key", str(item.get("private_key")))


def _public_key(source: str) -> str:
    """Return the text of a file or of stdin, unchanged. Raises BadUsage if it cannot be read."""
    try:
        if source == STDIN:
            return sys.stdin.read(LARGEST_KEY)
        with Path(source).expanduser().open(encoding="utf-8") as file:
            return file.read(LARGEST_KEY)
    except (OSError, ValueError) as problem:
        raise BadUsage(f"Can't open or read '{source}': {problem}") from problem
