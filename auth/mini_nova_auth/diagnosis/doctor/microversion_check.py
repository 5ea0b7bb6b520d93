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
    low, high = version.min_version or (2, 1), version.max_version or (2, 1)
    supported = f"{low[0]}.{low[1]} to {high[0]}.{high[1]}"
    text = checkup.settings["compute_api_version"]
    requested = discovery.parse_version(text) if "." in text else None
    if requested is not None and not low <= requested <= high:
        source = checkup.settings.source("compute_api_version")
        yield Step(
            BAD,
            "microversion",
            f"{text} is requested ({source}), but compute supports {supported}",
            f"Set OS_COMPUTE_API_VERSION={high[0]}.{high[1]}, or leave it out.",
            "microversion",
        )
    else:
        request = f"; {text} is requested" if text else ""
        yield Step(GOOD, "microversion", f"{supported}{request}")


def _document_version(url: str, document: Any) -> Version | None:
    """Return the document's entry for the URL's version, if that has microversions."""
    number = version_in(url)
    if number is None or number < MICROVERSIONED_FROM:
        return None
    for version in discovery.versions(document, url):
        if version.number == number and version.max_version:
            return version
    return None
