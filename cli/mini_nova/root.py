"""The root command: its commands are the files of ``commands/``."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import click

from mini_nova.lazy import LazyGroup
from mini_nova.options import GLOBAL_OPTIONS

if TYPE_CHECKING:
    from mini_nova.output.results import Result

HELP = """Boot servers on OpenStack clouds and manage them.

The cloud and the login come from the options below, from OS_* variables or from clouds.yaml
(--os-cloud). Results go to stdout, everything else to stderr.
"""


def _with_hyphens(spelling: str) -> str:
    """Accept older spellings with underscores: ``--os_username``, ``flavor_list``."""
    return spelling.replace("_", "-")


def _show(result: Result | None, **_: Any) -> None:
    """Write what a command returned to stdout."""
    if result is not None:
        click.get_current_context().obj.show(result)


cli = LazyGroup(
    "mini-nova",
    package="mini_nova.commands",
    folder=os.path.join(os.path.dirname(__file__), "commands"),
    params=[*GLOBAL_OPTIONS],
    help=HELP,
    context_settings={
        "token_normalize_func": _with_hyphens,
        "help_option_names": ["-h", "--help"],
    },
    result_callback=_show,
)
