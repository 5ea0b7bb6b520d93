"""The microversion that the settings ask for."""

from __future__ import annotations

from mini_nova_auth.access.service_types import official
from mini_nova_auth.settings.resolve import Settings


def microversion(settings: Settings, service_type: str) -> str:
    """The microversion to ask a service for, such as 2.96 or latest; '' for none.

    A major version alone, as compute's 2, asks for no microversion.
    """
    if official(service_type) == "compute":
        version, latest = settings["compute_api_version"], "2.latest"
    else:
        version, latest = settings.service_setting(service_type, "default_microversion"), "latest"
    if version == latest:
        return "latest"
    major, _, minor = version.partition(".")
    is_microversion = major.isdigit() and minor.isdigit() and int(minor) > 0
    return version if is_microversion else ""
