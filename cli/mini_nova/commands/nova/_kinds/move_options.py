"""The options of commands that move servers to other hosts, one by one or all of a host."""

from __future__ import annotations

from mini_nova.commands.nova._kinds.api_range import ranged_option

_FORCE = "Do not let the scheduler check the host: the move may then fail there."

LIVE_MIGRATION_OPTIONS = (
    ranged_option("--block-migrate", is_flag=True, help="Copy the disks, too."),
    ranged_option(
        "--disk-over-commit",
        until="2.24",
        is_flag=True,
        help="The disks may be larger than the space on the host.",
    ),
    ranged_option("--force", since="2.30", until="2.67", is_flag=True, help=_FORCE),
)
EVACUATION_OPTIONS = (
    ranged_option(
        "--on-shared-storage", until="2.13", is_flag=True, help="The disks are on shared storage."
    ),
    ranged_option("--force", since="2.29", until="2.67", is_flag=True, help=_FORCE),
)
