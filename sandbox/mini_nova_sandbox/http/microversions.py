"""The microversion that a request names, for the services that have microversions."""

from __future__ import annotations

import re
from collections.abc import Mapping

from mini_nova_sandbox.http.call import Microversion
from mini_nova_sandbox.http.errors import BadRequest, NotAcceptable

HEADER = "openstack-api-version"
_FORMAT = re.compile(r"([1-9]\d{0,3})\.([1-9]\d{0,3}|0)", re.ASCII)


def version_header(headers: Mapping[str, str], service: str) -> str:
    """Return the version that ``OpenStack-API-Version`` names for a service, or ''."""
    header = headers.get(HEADER, "")
    for part in header.split(","):
        name, _, version = part.strip().partition(" ")
        if name == service:
            return version.strip()
    return ""


def parse(text: str, oldest: Microversion, newest: Microversion) -> Microversion:
    """Return the microversion of a text: ``2.96``, ``latest``, or '' for the oldest.

    Raises BadRequest if it is malformed, NotAcceptable if it is out of range.
    """
    if not text:
        return oldest
    if text == "latest":
        return newest
    match = _FORMAT.fullmatch(text)
    if match is None:
        raise BadRequest(
            f"API Version String {text} is of invalid format. Must be of format MajorNum.MinorNum."
        )
    major, minor = match.groups()
    version = int(major), int(minor)
    if not oldest <= version <= newest:
        raise NotAcceptable(
            f"Version {text} is not supported by the API. "
            f"Minimum is {version_text(oldest)} and maximum is {version_text(newest)}."
        )
    return version


def version_text(version: Microversion) -> str:
    """Return a microversion as clients write it: ``2.96``."""
    major, minor = version
    return f"{major}.{minor}"


def before(version: Microversion) -> Microversion:
    """Return the microversion right before one, the last without its change."""
    major, minor = version
    return major, minor - 1
