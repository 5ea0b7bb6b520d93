"""Plan a fault: status, hang or lose for the next requests to a path, or a catalog.* for the service catalog."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from mini_nova.errors import BadUsage
from mini_nova.lazy import Command
from mini_nova.output.results import Record
from mini_nova.sandbox import control, options, state


@click.command("add", cls=Command, help=__doc__)
@click.option("--method", metavar="METHOD", help="GET, POST...; default any.")
@click.option(
    "--path",
    metavar="GLOB",
    help="The paths that are met, as in /compute/*/servers; default /compute/*.",
)
@click.option(
    "--status", type=click.IntRange(400, 599), help="With status: what is answered; default 503."
)
@click.option(
    "--seconds", type=click.FloatRange(0, 86400), help="With hang: for how long; default 3600."
)
@click.option(
    "--count", type=click.IntRange(1, 1000000), help="How many requests meet it; default 1."
)
@click.argument("name")
@options.state_dir
def command(name: str, state_dir: Path | None, **given: Any) -> Record:
    """``mini-nova sandbox fault list`` tells every name."""
    asked = {option: value for option, value in given.items() if value is not None}
    if name.startswith("catalog.") and asked:
        raise BadUsage("a fault of the catalog takes no options: it stays until it is cleared")
    if "method" in asked:
        asked["method"] = asked["method"].upper()
    directory = state_dir or state.default_directory(os.environ)
    fault = control.ask(directory, "POST", "faults", {"name": name, **asked})["fault"]
    return Record(fault, fault)
