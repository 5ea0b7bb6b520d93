"""The errors for a cloud or region that the files do not have."""

from __future__ import annotations

from collections.abc import Sequence

from mini_nova_auth.errors import ConfigurationError
from mini_nova_auth.settings.sources.documents import Document


def no_such_cloud(name: str, names: Sequence[str], document: Document | None) -> ConfigurationError:
    """Return the error for an unknown cloud; ``names`` are those of the document."""
    complaint = f'no cloud named "{name}"'
    if document is None:
        message = f"there is no clouds.yaml, so there is {complaint}"
    else:
        listing = ", ".join(names)
        message = f"{document.path} has {complaint}; it has {listing or 'none'}"
    return ConfigurationError(message, hint="Check --os-cloud or OS_CLOUD.")


def no_such_region(cloud: str, region: str, names: Sequence[str], place: str) -> ConfigurationError:
    """Return the error for an unknown region; ``names`` are those listed at a place."""
    listing = ", ".join(names)
    suggestion = _same_in_other_case(region, names) or names[0]
    return ConfigurationError(
        f'cloud "{cloud}" has no region "{region}"; {place} lists {listing}',
        hint=f"Set OS_REGION_NAME={suggestion}, or add the region to the file.",
    )


def _same_in_other_case(text: str, names: Sequence[str]) -> str:
    """Return the name that differs from a text only by capitals; '' if there is none."""
    folded = text.casefold()
    for name in names:
        if name.casefold() == folded:
            return name
    return ""


def invalid_region(place: str) -> ConfigurationError:
    """Return the error for a region with other keys than its name and values."""
    return ConfigurationError(
        f"{place}: a region may only have a name and values",
        hint="Move the region's own settings to its 'values'.",
    )
