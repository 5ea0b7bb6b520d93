"""The headers that ask a service for a microversion.

Source: the API working group's microversion specification; Cinder calls itself by its old type there, and three services
have a header of their own from before it, which is all that Manila reads.
"""

from __future__ import annotations

from collections.abc import Mapping

from mini_nova_auth.access.service_types import official
from mini_nova_auth.settings.resolve import Settings

HEADER = "OpenStack-API-Version"
_CALLED = {"block-storage": "volume"}
_OWN_HEADERS = {
    "compute": "X-OpenStack-Nova-API-Version",
    "baremetal": "X-OpenStack-Ironic-API-Version",
    "shared-file-system": "X-OpenStack-Manila-API-Version",
}


def headers(service_type: str, version: str) -> dict[str, str]:
    """The headers for a version, as 2.96 or latest; none for ''."""
    if not version:
        return {}
    kind = official(service_type) or service_type
    own = {_OWN_HEADERS[kind]: version} if kind in _OWN_HEADERS else {}
    return {HEADER: f"{_CALLED.get(kind, kind)} {version}", **own}


def asked_for(settings: Settings, service_type: str) -> str:
    """The microversion that the settings ask for of a service; '' for none, as of compute where only 2 is given."""
    compute = official(service_type) == "compute"
    asked = (
        settings["compute_api_version"]
        if compute
        else settings.service_setting(service_type, "default_microversion")
    )
    if asked == ("2.latest" if compute else "latest"):
        return "latest"
    major, _, minor = asked.partition(".")
    return asked if major.isdigit() and minor.isdigit() and int(minor) else ""


def with_default(settings: Settings, service_type: str, given: Mapping[str, str]) -> dict[str, str]:
    """Headers with the microversion that the settings ask for, where they ask for none themselves."""
    names = {name.lower() for name in given}
    known = headers(service_type, asked_for(settings, service_type))
    return dict(given) if names & {name.lower() for name in known} else {**known, **given}
