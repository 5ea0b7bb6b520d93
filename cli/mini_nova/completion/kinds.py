"""Which arguments and options take names of things in the cloud: the only place that says so."""

from __future__ import annotations

# By the names of arguments in the help, then for single commands. The values are kinds that
# ``known_names.on_tab`` answers for.
_OF_ARGUMENTS = {
    "SERVER": "server",
    "FLAVOR": "flavor",
    "IMAGE": "image",
    "AGGREGATE": "aggregate",
    "KEYPAIR": "keypair",
}
_OF_COMMANDS = {("keypair-delete", "NAME"): "keypair"}
_OF_OPTIONS = {
    "--flavor": "flavor",
    "--image": "image",
    "--key-name": "keypair",
    "--net-id": "network-id",
    "--network": "network",
    "--nic": "nic",
}
REPEATED = "*"  # stands behind the kind of an argument that may be repeated


def of_argument(command: str, argument: str) -> str:
    """Return the kind of a command's argument, with ``*`` if it may be repeated; '' for others."""
    name = argument.strip("[].")
    kind = _OF_COMMANDS.get((command, name)) or _OF_ARGUMENTS.get(name, "")
    is_repeated = argument.endswith("...")
    return f"{kind}{REPEATED}" if kind and is_repeated else kind


def of_option(spelling: str) -> str:
    """Return the kind of an option's value; '' for other options."""
    return _OF_OPTIONS.get(spelling, "")
