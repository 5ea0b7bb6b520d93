"""Whether servers' certificates are verified, by the settings ``insecure`` and ``verify``."""

from __future__ import annotations

from mini_nova_auth.settings.resolve import Settings


def bundle(settings: Settings) -> str:
    """Return the CA bundle that ``verify`` names, as in requests; '' if it is a boolean."""
    return settings["verify"] if settings.boolean("verify") is None else ""


def unverified_by(settings: Settings) -> str:
    """Return the source of the setting that turns verification off; '' if it is on.

    Raises ConfigurationError if ``insecure`` is neither on nor off.
    """
    if settings.is_on("insecure"):
        return settings.source("insecure")
    if settings["verify"] and settings.boolean("verify") is False:
        return settings.source("verify")
    return ""
