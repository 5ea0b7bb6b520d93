"""The microversions that an option or a command exists in, and the refusal of others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from mini_nova.errors import BadUsage, UnsupportedAttribute, UnsupportedVersion

if TYPE_CHECKING:
    from mini_nova.compute.microversion import Microversion

_FIRST = "2.0"  # the classic client's start of a range that has none


class VersionRange(NamedTuple):
    """The microversions from ``since`` to ``until``, both included; '' leaves an end open.

    ``name`` is what exists in them, as refusals call it: an option or a variable, or a command.
    ``preference`` is the newest to speak unless a newer one is requested, or an option needs it.
    """

    name: str
    since: str = ""
    until: str = ""
    is_command: bool = False
    preference: str = ""

    @property
    def label(self) -> str:
        """What help says of the range; '' if both ends are open."""
        if self.since and self.until:
            return f"API {self.since} to {self.until}"
        if self.until:
            return f"API {self.until} or older"
        return f"API {self.since}" if self.since else ""

    @property
    def advice(self) -> str:
        """The versions to ask for."""
        if self.since and self.until:
            return f"{self.since} to {self.until}"
        return f"{self.until} or older" if self.until else f"{self.since} or newer"

    def includes(self, version: Microversion) -> bool:
        """Return whether a microversion is in the range."""
        is_early = bool(self.since) and version < number(self.since)
        is_late = bool(self.until) and version > number(self.until)
        return not is_early and not is_late

    def refusal(self, hint: str) -> BadUsage:
        """Return the error for a version out of the range, in the classic client's words."""
        if self.until:
            versions = f"for microversions {self.since or _FIRST} - {self.until}"
        else:
            versions = f"since microversion {self.since}"
        if self.is_command:
            return UnsupportedVersion(f"'{self.name}' is only supported {versions}.", hint=hint)
        return UnsupportedAttribute(
            f"'{self.name}' argument is only allowed {versions}.", hint=hint
        )


def number(text: str) -> Microversion:
    """Return ``2.73`` as (2, 73)."""
    major, minor = text.split(".")
    return int(major), int(minor)


def newest_in(ranges: Sequence[VersionRange], newest: Microversion) -> Microversion:
    """Return the newest microversion to speak, at most ``newest``: all ranges include it."""
    ends = [number(item.until) for item in ranges if item.until]
    starts = [number(item.since) for item in ranges if item.since]
    preferences = [number(item.preference) for item in ranges if item.preference]
    wishes = [version for version in preferences if version >= max(starts, default=version)]
    return min([newest, *ends, *wishes])


def check_overlap(ranges: Sequence[VersionRange]) -> None:
    """Raise BadUsage if no microversion is in all of the ranges; it names two that do not meet."""
    for item in ranges:
        for other in ranges:
            if item.until and not _begins_by(other, item.until):
                raise BadUsage(
                    f"'{item.name}' and '{other.name}' exist in no common microversion: "
                    f"{item.label}, and {other.label}",
                    hint=f"Leave out {item.name} or {other.name}.",
                )


def check_requested(ranges: Iterable[VersionRange], version: Microversion, source: str) -> None:
    """Raise BadUsage if a requested microversion is out of a range. ``source`` names the setting."""
    text = _text(version)
    for item in ranges:
        if not item.includes(version):
            raise item.refusal(
                f"Microversion {text} is requested ({source}): request {item.advice}, "
                "or leave it out."
            )


def check_negotiated(ranges: Iterable[VersionRange], version: Microversion) -> None:
    """Raise BadUsage if the newest microversion that a server has is out of a range."""
    for item in ranges:
        if not item.includes(version):
            raise item.refusal(_server_hint(item, version))


def _begins_by(item: VersionRange, version: str) -> bool:
    return not item.since or number(item.since) <= number(version)


def _server_hint(item: VersionRange, version: Microversion) -> str:
    if version[1] == 0:
        fact = "This compute endpoint has no microversions"
    else:
        fact = f"This cloud's newest microversion is {_text(version)}"
    return f"{fact}: it lacks this command." if item.is_command else f"{fact}: leave it out."


def _text(version: Microversion) -> str:
    from mini_nova_auth.access.discovery import version_text  # help, which has ranges, needs none

    return version_text(version)
