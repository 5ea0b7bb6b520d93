"""Where mini-nova differs from the classic client on purpose, case by case, with the reasons.

A difference that is not listed fails a test, and so does a listed one that is no more. Differences of
many commands stand in ``comparison.GENERAL``.
"""

from __future__ import annotations

from collections.abc import Collection
from fnmatch import fnmatchcase
from typing import NamedTuple


class Difference(NamedTuple):
    """A deliberate difference: the globs of its cases and aspects, and its reason.

    The aspects are requests, queries, output, error and exit.
    """

    cases: str
    aspects: str
    reason: str

    def covers(self, case: str, aspect: str) -> bool:
        """Whether this aspect of this case is meant."""
        fits = fnmatchcase(case, self.cases.replace("[", "[[]"))
        return fits and any(fnmatchcase(aspect, glob) for glob in self.aspects.split())

    @property
    def command(self) -> str:
        """The command of the cases."""
        _, *words = self.cases.split()
        return next(word for word in words if "=" not in word)


# Commands of the classic client that mini-nova does not have.
MISSING: frozenset[str] = frozenset()

# Commands that are here, but not compared yet.
PENDING: frozenset[str] = frozenset()

# Commands that no present-day Nova can answer, with the reason.
REMOVED: dict[str, str] = {
    **dict.fromkeys(
        ("agent-create", "agent-delete", "agent-list", "agent-modify"),
        "Nova has no agents any more, and answers 410.",
    ),
    "get-rdp-console": "Nova has no RDP consoles any more, and answers 400.",
    "reset-network": "Nova resets no networks any more, and answers 410.",
}

_UNDERSCORES = "Options may be spelled with underscores, as in older clients."
_HOSTNAME = "A hypervisor's hostname works at every microversion."
_PAIR = "The sentence names the pair itself, and not a list of one."
_EXIT = "A failure is an error on stderr and in the exit code."
_ID = "An id is not looked up first: one request fewer, and the same answer."

DIFFERENCES: tuple[Difference, ...] = (
    Difference(
        "2.96 boot vm * --m??-count *",
        "queries",
        "The other servers of the request are found, and their ids said on stderr.",
    ),
    Difference(
        "2.96 boot vm * --meta foo",
        "error",
        "A pair that is none is refused before anything is sent, and named as it was typed.",
    ),
    Difference(
        "2.96 boot vm * --block-device foo*",
        "error",
        "An argument that is none is a CommandError, and the keys are named.",
    ),
    Difference(
        "2.96 boot vm * --ephemeral format=ext4",
        "*",
        "A disk without a size is refused before anything is sent: Nova would refuse it.",
    ),
    Difference(
        "2.* boot vm * --nic n*",
        "error",
        "A nic that is for other microversions is refused with the microversion that it needs.",
    ),
    Difference(
        "2.96 boot broken * --poll",
        "output error",
        "A server that goes to ERROR is named with its fault, which is an error alone.",
    ),
    Difference("2.96 delete {nobody}", "requests", _ID),
    Difference(
        "2.* aggregate-cache-images fast {image} {image2}",
        "requests",
        "The images go in the order in which they were typed.",
    ),
    Difference(
        "2.96 aggregate-cache-images fast nosuch",
        "error",
        "The sentence is that of every image that is not found.",
    ),
    Difference("2.96 hypervisor-show host1", "output error exit", _HOSTNAME),
    Difference("2.96 hypervisor-uptime host1", "output error exit", _HOSTNAME),
    Difference(
        "2.96 hypervisor-show nosuch",
        "error",
        "A hostname is looked up, and its absence said.",
    ),
    Difference(
        "2.* hypervisor-stats",
        "error",
        "The sentence is that of every command that ended with a microversion. Without a requested "
        "version the command speaks 2.87, and works.",
    ),
    Difference(
        "2.96 usage --start nosuch", "error", "A date that is none is refused in plain words."
    ),
    Difference("* version-list", "output", "The newest version that this client knows is its own."),
    Difference(
        "2.96 get-serial-console vm --console-type nosuch",
        "error",
        "A type that there is not is refused as any choice is.",
    ),
    Difference(
        "2.9 keypair-delete nosuch",
        "requests error",
        "It is not looked up first: Nova's own sentence.",
    ),
    Difference(
        "2.96 server-group-delete nosuch*",
        "output error exit",
        "A failure is an error on stderr and in the exit code.",
    ),
    Difference("2.96 host-evacuate host2", "error exit", _EXIT),
    Difference("2.96 host-evacuate-live host2", "error exit", _EXIT),
    Difference("2.96 host-servers-migrate host2", "error exit", _EXIT),
    Difference(
        "2.96 keypair-add k",
        "requests error",
        "Nova makes no keys from 2.92 on: refused before it is sent. Without a requested version the "
        "command speaks 2.91, and Nova makes the key.",
    ),
    Difference("2.96 keypair-add k --pub_key key.pub", "requests error exit", _UNDERSCORES),
    Difference("latest list", "output error exit", "latest is 2.latest."),
    Difference(
        "2.97 list",
        "error",
        "The client knows newer versions than the classic one: it is the server that lacks it.",
    ),
    Difference(
        "2.104 list",
        "error",
        "The client knows newer versions than the classic one: it is the server that lacks it.",
    ),
    Difference(
        "- OS_COMPUTE_API_VERSION=2.97 list",
        "error",
        "The client knows newer versions than the classic one: it is the server that lacks it.",
    ),
    Difference(
        "- list --os-compute-api-version 2.1",
        "output error exit",
        "Global options may stand after the command, too.",
    ),
    Difference(
        "2.96 list --fields description,locked_reason,key_name,config_drive",
        "output error exit",
        "The classic client cannot sort by a second column that is None for some servers.",
    ),
    Difference("2.96 rebuild vm ubuntu --meta a", "error", _PAIR),
    Difference(
        '2.96 rebuild vm ubuntu --description ""',
        "requests",
        "An empty description is sent as null, as update sends it.",
    ),
    Difference(
        "2.96 reset-state * vm",
        "output error",
        "A failure is an ERROR line on stderr; the classic client prints a sentence on stdout.",
    ),
    Difference(
        "2.96 image-list",
        "*",
        "The classic client gave it up; here it lists the images that boot takes.",
    ),
)


def is_listed(case: str, aspect: str) -> bool:
    """Whether a case may differ in an aspect."""
    return any(difference.covers(case, aspect) for difference in DIFFERENCES)


def of_command(command: str) -> list[Difference]:
    """The listed differences of a command."""
    return [difference for difference in DIFFERENCES if difference.command == command]


def unused(command: str, facts: Collection[tuple[str, str]]) -> list[Difference]:
    """The listed differences of a command that none of these cases and aspects shows."""
    return [
        difference
        for difference in of_command(command)
        if not any(difference.covers(case, aspect) for case, aspect in facts)
    ]
