"""Check the requested compute microversion against the range that the server supports."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mini_nova_auth.access import discovery
from mini_nova_auth.access.discovery import MICROVERSIONED_FROM, Version
from mini_nova_auth.diagnosis.doctor.checkup import Checkup
from mini_nova_auth.diagnosis.doctor.step import BAD, GOOD, Step
from mini_nova_auth.wire.urls import version_in


def check_microversion(checkup: Checkup, url: str, document: Any) -> Iterator[Step]:
    """Yield a step for the microversion, if the version document has a range for the URL."""
    version = _document_version(url, document)
    if version is None:
        return
    low = version.min_version or MICROVERSIONED_FROM
    high = version.max_version or MICROVERSIONED_FROM
    supported = f"{_dotted(low)} to {_dotted(high)}"
    requested = checkup.settings["compute_api_version"]
    if not _is_supported(requested, low, high):
        source = checkup.settings.source("compute_api_version")
        yield Step(
            BAD,
            "microversion",
            f"{requested} is requested ({source}), but compute supports {supported}",
            f"Set OS_COMPUTE_API_VERSION={_dotted(high)}, or leave it out.",
            "microversion",
        )
        return
    request = f"; {requested} is requested" if requested else ""
    yield Step(GOOD, "microversion", f"{supported}{request}")


def _is_supported(requested: str, low: tuple[int, int], high: tuple[int, int]) -> bool:
    """Return whether a microversion is in a range; a major version or a word always is."""
    if "." not in requested:
        return True
    number = discovery.parse_version(requested)
    return number is None or low <= number <= high


def _dotted(number: tuple[int, int]) -> str:
    major, minor = number
    return f"{major}.{minor}"


def _document_version(url: str, document: Any) -> Version | None:
    """Return the document's entry for the URL's version, if that has microversions."""
    number = version_in(url)
    if number is None or number < MICROVERSIONED_FROM:
        return None
    for version in discovery.versions(document, url):
        if version.number == number and version.max_version:
            return version
    return None
