"""Nova's microversions. ``2.latest`` is the newest that both sides know."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from mini_nova.errors import MalformedVersion, NoCommonVersion
from mini_nova_auth.access import discovery, microversions
from mini_nova_auth.access.discovery import version_text

Microversion = tuple[int, int]
NO_HEADER: Microversion = (2, 0)  # no header is sent; on v2.1 the server takes it for 2.1
OLDEST: Microversion = (2, 1)
NEWEST: Microversion = (2, 104)  # of this client
COMMON_HEADER_FROM: Microversion = (2, 27)
_MAXIMUM = re.compile(r"\bmaximum is (\d+\.\d+)", re.IGNORECASE)


def parse(text: str) -> Microversion | None:
    """Parse ``--os-compute-api-version``; None stands for ``2.latest`` or ''.

    Raises MalformedVersion in the classic client's words.
    """
    if text in ("", "2.latest"):
        return None
    version = None if text.startswith("v") else discovery.parse_version(text)
    if version is None:
        raise MalformedVersion(
            f"Invalid format of client version '{text}'. Expected format 'X.Y', "
            "where X is a major part and Y is a minor part of version."
        )
    if version[0] != OLDEST[0]:
        raise MalformedVersion(f"Invalid client version '{text}'. Major part should be '2'")
    return version


def is_known(version: Microversion | None) -> bool:
    """Whether this client knows what a requested microversion, or the newest, brings."""
    return version is None or version <= NEWEST


def unknown_sentence(version: Microversion) -> str:
    """Say that a microversion is newer than this client."""
    return (
        f"microversion {version_text(version)} is newer than this client, "
        f"which knows those up to {version_text(NEWEST)}"
    )


def negotiate(
    document: Any, url: str, requested: Microversion | None, *, at_most: Microversion = NEWEST
) -> Microversion:
    """Choose the version by the service's version document.

    It is NO_HEADER if the service has no microversions. Raises NoCommonVersion if client and service
    have none in common, or the service lacks the requested one.
    """
    server_range = _server_range(document, url)
    if server_range is None:
        if requested not in (None, NO_HEADER):
            raise NoCommonVersion(
                "Server doesn't support microversions", hint="Leave out --os-compute-api-version."
            )
        return NO_HEADER
    oldest, newest = server_range
    if requested is not None:
        if requested != NO_HEADER and not oldest <= requested <= newest:
            raise NoCommonVersion(
                "The specified version isn't supported by server. "
                f"The valid version range is {_range(oldest, newest)}"
            )
        return requested
    if newest < OLDEST or oldest > at_most:
        age = "too old" if newest < OLDEST else "too new"
        raise NoCommonVersion(
            f"Server version is {age} for this client, or for one of the options.",
            hint=f"The server offers {_range(oldest, newest)}.",
        )
    return min(at_most, newest)


def stated_maximum(sentence: str) -> Microversion | None:
    """Return the newest microversion, as Nova states it when it refuses another; None if it does not.

    It is "Version 2.96 is not supported by the API. Minimum is 2.1 and maximum is 2.79."
    """
    match = _MAXIMUM.search(sentence)
    return discovery.parse_version(match[1]) if match else None


def headers(version: Microversion) -> Mapping[str, str]:
    """Return the headers that request a microversion; none for 2.0."""
    if version <= NO_HEADER:
        return {}
    text = version_text(version)
    if version < COMMON_HEADER_FROM:
        return microversions.legacy_headers("compute", text)
    return microversions.headers("compute", text)


def _server_range(document: Any, url: str) -> tuple[Microversion, Microversion] | None:
    """Return the oldest and newest microversion of a version document; None if it names none."""
    for version in discovery.versions(document, url):
        if version.min_version and version.max_version:
            return version.min_version, version.max_version
    return None


def _range(oldest: Microversion, newest: Microversion) -> str:
    return f"'{version_text(oldest)}' to '{version_text(newest)}'"
