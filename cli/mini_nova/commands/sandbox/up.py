"""Start the sandbox and show its address.

A sandbox that is running already stays as it is.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from mini_nova.context import Context
from mini_nova.errors import BadUsage, CommandError
from mini_nova.lazy import Command
from mini_nova.output.results import Record
from mini_nova.sandbox import launch, state
from mini_nova.sandbox.options import Seconds, state_dir_of_up
from mini_nova.sandbox.state import Running
from mini_nova_auth import private_files

SECONDS = Seconds(min=0)


@click.command("up", cls=Command, help=__doc__)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    help="Port to listen on; default the last one, or any free port.",
)
@state_dir_of_up
@click.option(
    "--driver",
    type=click.Choice(["fake", "libvirt"]),
    help="Driver that runs the servers; default fake.",
)
@click.option(
    "--libvirt-uri",
    metavar="URI",
    help="Hypervisor, with --driver libvirt; default test:///default.",
)
@click.option(
    "--pace",
    type=SECONDS,
    metavar="SECONDS",
    help="Time that a server spends in each state; default 0.4.",
)
@click.option(
    "--token-lifetime",
    type=SECONDS,
    metavar="SECONDS",
    help="Lifetime of tokens; default 3600.",
)
@click.option(
    "--idle",
    type=SECONDS,
    metavar="SECONDS",
    help="Stop after this time without a request; 0 means never; default 3600.",
)
@click.option("--hosts", type=click.IntRange(1, 1000), help="Number of compute hosts; default 2.")
@click.option(
    "--host-memory-mb",
    type=click.IntRange(1),
    metavar="MB",
    help="Memory of each host; default 131072.",
)
@click.option(
    "--log-level",
    type=click.Choice(["debug", "info", "warning", "error"]),
    help="Level of detail in the log; default info.",
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**63 - 1),
    metavar="NUMBER",
    help="Make the same ids, addresses and passwords as any empty sandbox with this number;"
    " for tests: whoever knows the number knows the passwords.",
)
@click.option(
    "--foreground", is_flag=True, help="Stay in the foreground and log to stderr, until Ctrl-C."
)
@click.pass_obj
def command(context: Context, /, directory: Path, foreground: bool, **values: Any) -> Record:
    """Return once the sandbox listens.

    Options do not change a sandbox that is running; warn of them.
    """
    values = {name: value for name, value in values.items() if value is not None}
    is_libvirt = values.get("driver") == "libvirt"
    if values.get("libvirt_uri") and not is_libvirt:
        raise BadUsage("--libvirt-uri goes with --driver libvirt")
    flags = _flags(values)
    if foreground:
        _check_down(directory)
        _choose(directory)
        _replace_process(directory, flags)
    running, is_new = launch.start(directory, flags)
    _choose(directory)
    if not is_new:
        context.io.note(f"sandbox is up already at {running['url']}")
        _warn_of_differences(context, running, values)
    return Record(running, running)


def _check_down(directory: Path) -> None:
    """Raise CommandError if a sandbox runs on the directory."""
    running = state.running(directory)
    if running is not None:
        raise CommandError(
            f"a sandbox runs already on {directory}, at {running['url']}",
            hint="End it first: mini-nova sandbox down",
        )


def _choose(directory: Path) -> None:
    """Make the directory the one that other commands mean."""
    try:
        state.choose(os.environ, directory)
    except OSError as problem:
        raise CommandError(f"{problem.filename} cannot be written: {problem.strerror}") from problem


def _replace_process(directory: Path, flags: list[str]) -> None:
    """Become the sandbox."""
    words = launch.command(directory, flags)
    launch.check_free(directory)
    private_files.make_directory(directory)
    os.execv(words[0], words)  # noqa: S606 - no shell: an argument list made above


def _warn_of_differences(context: Context, running: Running, values: Mapping[str, Any]) -> None:
    """Warn of the options that a running sandbox does not follow; an older one may not report
    them.
    """
    ignored = {}
    current = {}
    for name, value in values.items():
        is_any_port = name == "port" and value == 0
        if is_any_port or running.get(name) == value:
            continue
        ignored[name] = value
        if name in running:
            current[name] = running[name]
    if not ignored:
        return
    ignored_words = " ".join(_flags(ignored))
    warning = f"{ignored_words} does not count until mini-nova sandbox down"
    if current:
        current_words = " ".join(_flags(current))
        warning += f": it runs with {current_words}"
    context.io.warn(warning)


def _flags(values: Mapping[str, Any]) -> list[str]:
    flags = []
    for name, value in values.items():
        option = name.replace("_", "-")
        flags += [f"--{option}", str(value)]
    return flags
