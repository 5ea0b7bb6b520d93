"""Nova's microversions, negotiated as the classic client does: ``2.latest`` is the newest that both sides know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mini_nova.errors import BadUsage, CommandError
from mini_nova_auth.access import discovery, microversions

Microversion = tuple[int, int]
NONE: Microversion = (2, 0)  # no header is sent; on v2.1 the server takes it for 2.1
OLDEST: Microversion = (2, 1)
NEWEST: Microversion = (2, 96)  # of this client
COMMON_HEADER_FROM: Microversion = (2, 27)


def asked_for(text: str) -> Microversion | None:
    """The version of ``--os-compute-api-version``; None means the newest that both sides know (``2.latest``, or '').

    Raises BadUsage in the classic client's words.
    """
    if text in ("", "2.latest"):
        return None
    number = discovery.parse_version(text) if not text.startswith("v") else None
    if number is None:
        raise BadUsage(
            f"Invalid format of client version '{text}'. Expected format 'X.Y', where X is a major part and Y is a "
            "minor part of version."
        )
    if number[0] != OLDEST[0]:
        raise BadUsage(f"Invalid client version '{text}'. Major part should be '2'")
    if number != NONE and not OLDEST <= number <= NEWEST:
        raise BadUsage(
            "The specified version isn't supported by client. The valid version range is "
            f"'{text_of(OLDEST)}' to '{text_of(NEWEST)}'"
        )
    return number


def negotiate(
    document: Any, url: str, asked: Microversion | None, *, at_most: Microversion = NEWEST
) -> Microversion:
    """The version to speak, by the service's version document (None where it has none: no microversions).

    Raises CommandError where there is no common version, or not the one asked for.
    """
    known = next(
        (v for v in discovery.versions(document, url) if v.max_version and v.min_version), None
    )
    if known is None or known.max_version is None or known.min_version is None:
        if asked not in (None, NONE):
            raise CommandError(
                "Server doesn't support microversions", hint="Leave out --os-compute-api-version."
            )
        return NONE
    oldest, newest = known.min_version, known.max_version
    offered = f"The server offers '{text_of(oldest)}' to '{text_of(newest)}'."
    if asked is not None:
        if asked != NONE and not oldest <= asked <= newest:
            raise CommandError(
                "The specified version isn't supported by server. The valid version range is "
                f"'{text_of(oldest)}' to '{text_of(newest)}'"
            )
        return asked
    if newest < OLDEST or oldest > at_most:
        age = "too old" if newest < OLDEST else "too new"
        raise CommandError(
            f"Server version is {age} for this client or for an option given.", hint=offered
        )
    return min(at_most, newest)


def headers(version: Microversion) -> Mapping[str, str]:
    """The headers that ask for a microversion; none for 2.0."""
    if version <= NONE:
        return {}
    text = text_of(version)
    if version < COMMON_HEADER_FROM:
        return microversions.legacy_headers("compute", text)
    return microversions.headers("compute", text)


def text_of(version: Microversion) -> str:
    """``2.96`` for (2, 96)."""
    return f"{version[0]}.{version[1]}"
