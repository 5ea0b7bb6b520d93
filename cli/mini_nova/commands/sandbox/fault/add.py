"""Plan a fault for the next requests to a path, or for the service catalog.

NAME is status, hang or lose for requests, or a catalog.* for the catalog; 'mini-nova sandbox fault
list' lists them all.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from mini_nova.lazy import Command
from mini_nova.output.results import Record
from mini_nova.sandbox import control
from mini_nova.sandbox.options import Seconds, state_dir


@click.command("add", cls=Command, help=__doc__)
@click.option(
    "--method", metavar="METHOD", help="Method of the requests: GET, POST...; default any."
)
@click.option(
    "--path",
    metavar="GLOB",
    help="Paths of the requests, e.g. /compute/*/servers; default /compute/*.",
)
@click.option(
    "--status", type=click.IntRange(400, 599), help="Status to answer, with status; default 503."
)
@click.option("--seconds", type=Seconds(0, 86400), help="Time to hang, with hang; default 3600.")
@click.option(
    "--count", type=click.IntRange(1, 1000000), help="Number of requests to fail; default 1."
)
@click.argument("name")
@state_dir
def command(name: str, directory: Path, method: str | None, **values: Any) -> Record:
    """Return the fault as the sandbox has planned it. The sandbox knows which options it takes."""
    if method is not None:
        values["method"] = method.upper()
    details = {option: value for option, value in values.items() if value is not None}
    body = {"name": name, **details}
    answer = control.call(directory, "POST", "faults", body)
    fault = answer["fault"]
    return Record(fault, fault)
