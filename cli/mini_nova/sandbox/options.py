"""The option that every command about the sandbox takes."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from mini_nova.sandbox.state import default_directory, standard_directory


class Seconds(click.FloatRange):
    """A finite number of seconds in a range: no range of click's refuses ``nan``."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Return the number. Raises click.BadParameter."""
        seconds = float(super().convert(value, param, ctx))
        if not math.isfinite(seconds):
            self.fail(f"{value} is not a finite number.", param, ctx)
        return seconds


def _option(default: Callable[[Mapping[str, str]], Path], description: str) -> Callable[..., Any]:
    def or_default(_ctx: click.Context, _param: click.Parameter, directory: Path | None) -> Path:
        return directory or default(os.environ)

    return click.option(
        "--state-dir",
        "directory",
        type=click.Path(file_okay=False, path_type=Path, resolve_path=True),
        callback=or_default,
        metavar="DIR",
        help=f"State directory; default {description}.",
    )


_STANDARD = "$XDG_STATE_HOME/mini-nova/sandbox"
state_dir = _option(default_directory, f"that of the last 'sandbox up', or {_STANDARD}")
state_dir_of_up = _option(standard_directory, _STANDARD)
