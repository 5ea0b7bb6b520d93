"""Check the requested compute microversion against the ranges of the client and the server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mini_nova_auth.access import discovery
from mini_nova_auth.access.discovery import MICROVERSIONED_FROM, Version, version_text
from mini_nova_auth.diagnosis.doctor.checkup import Checkup
from mini_nova_auth.diagnosis.doctor.step import BAD, GOOD, ODD, Step
from mini_nova_auth.settings.resolve import Settings
from mini_nova_auth.wire.urls import version_in

_CODE = "microversion"
_LATEST = ("", "2.latest")  # the newest that both sides know
_NO_MICROVERSION = (2, 0)  # no microversion is requested
_Number = tuple[int, int]


def check_requested(settings: Settings, newest: _Number | None) -> Iterator[Step]:
    """Report a requested microversion that is malformed, or newer than the client.

    ``newest`` is the client's newest one; None if it is not known.
    """
    requested = settings["compute_api_version"]
    if requested in _LATEST:
        return
    source = settings.source("compute_api_version")
    subject = f"compute_api_version {requested} ({source})"
    hint = f"Change {source} to 2.latest, or leave it out."
    number = _parse(requested)
    if number is None:
        yield Step(BAD, _CODE, f"{subject} is no microversion such as 2.96", hint, _CODE)
    elif newest is not None and number > newest:
        sentence = (
            f"{subject} is newer than this client, which knows up to {version_text(newest)}: "
            "it only reads with it"
        )
        yield Step(ODD, _CODE, sentence, hint, _CODE)


def check_microversion(checkup: Checkup, url: str, document: Any) -> Iterator[Step]:
    """Yield a step for the microversion, if the version document has a range for the URL."""
    settings = checkup.settings
    requested = settings["compute_api_version"]
    number = _parse(requested)
    if number is None and requested not in _LATEST:
        return  # reported with the settings
    version = _document_version(url, document)
    if version is None:
        if number not in (None, _NO_MICROVERSION) and _has_versions(url, document):
            yield _no_microversions(settings)
        return
    low = version.min_version or MICROVERSIONED_FROM
    high = version.max_version or MICROVERSIONED_FROM
    newest = checkup.newest_microversion
    if newest is not None and low > newest:
        yield _too_new(low, high, newest)
        return
    if number not in (None, _NO_MICROVERSION) and not low <= (number or low) <= high:
        yield _unsupported(checkup, low, high)
        return
    request = f"; {requested} is requested" if requested else ""
    yield Step(GOOD, _CODE, f"{_range(low, high)}{request}")


def _unsupported(checkup: Checkup, low: _Number, high: _Number) -> Step:
    settings = checkup.settings
    requested = settings["compute_api_version"]
    source = settings.source("compute_api_version")
    newest = checkup.newest_microversion or high
    version = version_text(min(high, newest))
    return Step(
        BAD,
        _CODE,
        f"{requested} is requested ({source}), but compute supports {_range(low, high)}",
        f"Change {source} to {version}, or leave it out.",
        _CODE,
    )


def _too_new(low: _Number, high: _Number, newest: _Number) -> Step:
    sentence = (
        f"compute only supports {_range(low, high)}, and this client up to {version_text(newest)}"
    )
    return Step(BAD, _CODE, sentence, "Install a newer version of this client.", _CODE)


def _no_microversions(settings: Settings) -> Step:
    requested = settings["compute_api_version"]
    source = settings.source("compute_api_version")
    sentence = f"{requested} is requested ({source}), but compute has no microversions here"
    return Step(BAD, _CODE, sentence, f"Remove {source}.", _CODE)


def _parse(text: str) -> _Number | None:
    """Return a microversion as numbers; None for the latest, and for anything that is none."""
    number = None if text.startswith("v") else discovery.parse_version(text)
    if number is None or number[0] != MICROVERSIONED_FROM[0]:
        return None
    return number


def _range(low: _Number, high: _Number) -> str:
    return f"{version_text(low)} to {version_text(high)}"


def _has_versions(url: str, document: Any) -> bool:
    """Return whether requests go to an old version, or the document says what there is."""
    number = version_in(url)
    is_old = number is not None and number < MICROVERSIONED_FROM
    return is_old or bool(discovery.versions(document, url))


def _document_version(url: str, document: Any) -> Version | None:
    """Return the document's entry for the URL's version, if that has microversions."""
    number = version_in(url)
    if number is None or number < MICROVERSIONED_FROM:
        return None
    for version in discovery.versions(document, url):
        if version.number == number and version.max_version:
            return version
    return None
