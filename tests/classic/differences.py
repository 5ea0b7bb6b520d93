"""Where mini-nova differs from the classic client on purpose, case by case, with the reasons.

The keys are globs of a case and of an aspect (requests, queries, output, error, exit). A difference
that is not listed fails a test, and so does a listed one that is no more. Differences of many
commands stand in ``comparison.GENERAL``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

# Commands of the classic client that mini-nova does not have.
MISSING: frozenset[str] = frozenset(
    [
        "add-secgroup",
        "agent-create",
        "agent-delete",
        "agent-list",
        "agent-modify",
        "aggregate-add-host",
        "aggregate-cache-images",
        "aggregate-create",
        "aggregate-delete",
        "aggregate-remove-host",
        "aggregate-set-metadata",
        "aggregate-show",
        "aggregate-update",
        "availability-zone-list",
        "backup",
        "clear-password",
        "console-log",
        "diagnostics",
        "evacuate",
        "flavor-access-add",
        "flavor-access-list",
        "flavor-access-remove",
        "flavor-create",
        "flavor-delete",
        "flavor-key",
        "flavor-show",
        "flavor-update",
        "force-delete",
        "get-mks-console",
        "get-password",
        "get-rdp-console",
        "get-serial-console",
        "get-spice-console",
        "get-vnc-console",
        "host-evacuate",
        "host-evacuate-live",
        "host-meta",
        "host-servers-migrate",
        "hypervisor-list",
        "hypervisor-servers",
        "hypervisor-show",
        "hypervisor-stats",
        "hypervisor-uptime",
        "image-create",
        "instance-action",
        "instance-action-list",
        "instance-usage-audit-log",
        "interface-attach",
        "interface-detach",
        "interface-list",
        "keypair-add",
        "keypair-delete",
        "keypair-list",
        "keypair-show",
        "limits",
        "list-secgroup",
        "live-migration",
        "live-migration-abort",
        "live-migration-force-complete",
        "meta",
        "migrate",
        "migration-list",
        "quota-class-show",
        "quota-class-update",
        "quota-defaults",
        "quota-delete",
        "quota-show",
        "quota-update",
        "reboot",
        "rebuild",
        "refresh-network",
        "remove-secgroup",
        "rescue",
        "reset-network",
        "reset-state",
        "resize",
        "resize-confirm",
        "resize-revert",
        "restore",
        "resume",
        "server-group-create",
        "server-group-delete",
        "server-group-get",
        "server-group-list",
        "server-migration-list",
        "server-migration-show",
        "server-tag-add",
        "server-tag-delete",
        "server-tag-delete-all",
        "server-tag-list",
        "server-tag-set",
        "server-topology",
        "service-delete",
        "service-disable",
        "service-enable",
        "service-force-down",
        "service-list",
        "set-password",
        "shelve",
        "shelve-offload",
        "ssh",
        "suspend",
        "trigger-crash-dump",
        "unrescue",
        "unshelve",
        "update",
        "usage",
        "usage-list",
        "version-list",
        "volume-attach",
        "volume-attachments",
        "volume-detach",
        "volume-update",
    ]
)

# Commands that are here, but not compared yet.
PENDING: frozenset[str] = frozenset(
    [
        "boot",
        "delete",
        "flavor-list",
        "list",
        "show",
        "start",
        "stop",
    ]
)

# Commands that no present-day Nova can answer, with the reason.
REMOVED: dict[str, str] = {}

DIFFERENCES: dict[tuple[str, str], str] = {
    (
        "2.96 image-list",
        "*",
    ): "The classic client gave it up; here it lists the images that boot takes.",
}


def reason(case: str, aspect: str) -> str | None:
    """Why a case differs in an aspect; None if it is not listed."""
    return next((DIFFERENCES[key] for key in _keys(case, aspect)), None)


def unused(differences: Iterable[tuple[str, str]], command: str) -> list[tuple[str, str]]:
    """The listed differences of a command that are none, of all its cases that differ."""
    used = {key for case, aspect in differences for key in _keys(case, aspect)}
    return [key for key in DIFFERENCES if key not in used and _is_of(key[0], command)]


def _keys(case: str, aspect: str) -> Iterator[tuple[str, str]]:
    for key in DIFFERENCES:
        if fnmatchcase(case, _glob(key[0])) and fnmatchcase(aspect, key[1]):
            yield key


def _glob(text: str) -> str:
    return text.replace("[", "[[]")


def _is_of(glob: str, command: str) -> bool:
    return command in glob.split()
