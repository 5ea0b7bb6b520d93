"""Start the sandbox, and say where it answers; one that is up already stays as it is."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from mini_nova.context import Context
from mini_nova.errors import BadUsage
from mini_nova.lazy import Command
from mini_nova.output.results import Record
from mini_nova.sandbox import launch, options, state

SECONDS = click.FloatRange(min=0)


@click.command("up", cls=Command, help=__doc__)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    help="The port; by default the last one, or any that is free.",
)
@options.state_dir
@click.option(
    "--driver", type=click.Choice(["fake", "libvirt"]), help="What runs the servers; default fake."
)
@click.option(
    "--libvirt-uri",
    metavar="URI",
    help="With --driver libvirt: the hypervisor; default test:///default.",
)
@click.option(
    "--pace",
    type=SECONDS,
    metavar="SECONDS",
    help="How long each state of a server can be seen; default 0.4.",
)
@click.option(
    "--token-lifetime",
    type=SECONDS,
    metavar="SECONDS",
    help="How long a token holds; default 3600.",
)
@click.option(
    "--idle",
    type=SECONDS,
    metavar="SECONDS",
    help="Leave after so long without a request; 0: never; default 3600.",
)
@click.option(
    "--hosts", type=click.IntRange(1, 1000), help="How many compute hosts there are; default 2."
)
@click.option(
    "--host-memory-mb",
    type=click.IntRange(1),
    metavar="MB",
    help="The memory of each host; default 131072.",
)
@click.option(
    "--log-level",
    type=click.Choice(["debug", "info", "warning", "error"]),
    help="What its log holds; default info.",
)
@click.option(
    "--foreground", is_flag=True, help="Stay in the foreground, telling on stderr; Ctrl-C ends it."
)
@click.pass_obj
def command(context: Context, /, state_dir: Path | None, foreground: bool, **given: Any) -> Record:
    """Answers as soon as it listens. Options given to one that is up already change nothing, and that is said."""
    directory = state_dir or state.default_directory(os.environ)
    asked = {name: value for name, value in given.items() if value is not None}
    if asked.get("libvirt_uri") and asked.get("driver") != "libvirt":
        raise BadUsage("--libvirt-uri goes with --driver libvirt")
    if foreground:
        line = launch.command(directory, _flags(asked))
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.execv(line[0], line)  # noqa: S606 - no shell: an argument list made above
    running, started = launch.start(directory, _flags(asked))
    if not started:
        context.io.note(f"sandbox is up already at {running['url']}")
        for name in [name for name in asked if name in running and running[name] != asked[name]]:
            context.io.warn(
                f"it runs with {name.replace('_', '-')} {running[name]}, not {asked[name]}: take it down first"
            )
    return Record(running, running)


def _flags(asked: dict[str, Any]) -> list[str]:
    return [
        text
        for name, value in asked.items()
        for text in (f"--{name.replace('_', '-')}", str(value))
    ]
