"""The microversion that the settings ask for."""

from __future__ import annotations

from mini_nova_auth.access.service_types import official
from mini_nova_auth.settings.resolve import Settings


def microversion(settings: Settings, service_type: str) -> str:
    """Return the microversion to ask a service for, such as 2.96 or latest; '' for none.

    A major version alone, as compute's 2, asks for no microversion.
    """
    if official(service_type) == "compute":
        version = settings["compute_api_version"]
        latest = "2.latest"
    else:
        version = settings.service_setting(service_type, "default_microversion")
        latest = "latest"
    if version == latest:
        return "latest"
    if _is_microversion(version):
        return version
    return ""


def _is_microversion(version: str) -> bool:
    major, _, minor = version.partition(".")
    if not major.isdigit() or not minor.isdigit():
        return False
    return int(minor) > 0
