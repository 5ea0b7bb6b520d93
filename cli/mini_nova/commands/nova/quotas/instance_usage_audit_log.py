"""Show how far the hosts have come in reporting usage to a billing system."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from mini_nova.commands.nova._kinds.showing import showing
from mini_nova.compute.names import segment

if TYPE_CHECKING:
    from mini_nova.compute.api import Compute

PATH = "/os-instance_usage_audit_log"
HOSTS = "hosts_not_run"


def _read(compute: Compute, before: str | None) -> Mapping[str, Any]:
    if before is None:
        return compute.read_member(PATH, "instance_usage_audit_logs")
    return compute.read_member(f"{PATH}/{segment(before)}", "instance_usage_audit_log")


def _properties(log: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return it as the classic client shows it: the hosts as Python writes a list."""
    return {**log, HOSTS: str(log.get(HOSTS))}


command = showing(
    __name__,
    __doc__,
    _read,
    click.option("--before", metavar="TIME", help="The last period that ended before this time."),
    properties=_properties,
)
