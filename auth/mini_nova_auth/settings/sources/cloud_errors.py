"""The errors for a cloud or region that the files do not have."""

from __future__ import annotations

from collections.abc import Sequence
from shlex import quote

from mini_nova_auth.access.region_names import nearest
from mini_nova_auth.errors import ConfigurationError
from mini_nova_auth.settings.sources.cloud_files import CloudFiles
from mini_nova_auth.settings.sources.file_remarks import defect

_CLOUD_HINT = "Check --os-cloud or OS_CLOUD."
_SANDBOX_HINT = (
    "Of the sandbox only the mini-nova command knows: 'mini-nova sandbox env' prints the settings "
    "for other programs."
)


def no_such_cloud(name: str, files: CloudFiles) -> ConfigurationError:
    """Return the error for a cloud that the files do not have, or that has no settings."""
    document = files.main or files.secure
    message = f'no cloud named "{name}"'
    if document is None:
        message = f"there is no clouds.yaml, so there is {message}"
    elif name in files.clouds:
        message = defect(document, name) or f'the cloud "{name}" is empty or no mapping'
    elif defect(document, ""):
        message = f"{defect(document, '')}, so there is {message}"
    else:
        listing = ", ".join(sorted(files.clouds))
        message = f"{document.path} has {message}; it has {listing or 'none'}"
    for path, reason in files.unusable:
        message += f"; {path} {reason}"
    return ConfigurationError(message, hint=_SANDBOX_HINT if name == "sandbox" else _CLOUD_HINT)


def no_such_region(cloud: str, region: str, names: Sequence[str], place: str) -> ConfigurationError:
    """Return the error for an unknown region; ``names`` are those listed at a place."""
    listing = ", ".join(names)
    suggestion = nearest(region, names)
    hint = "Set OS_REGION_NAME to one of these, or add the region to the file."
    if suggestion:
        hint = f"Set OS_REGION_NAME={quote(suggestion)}, or add the region to the file."
    return ConfigurationError(
        f'cloud "{cloud}" has no region "{region}"; {place} lists {listing}', hint=hint
    )


def invalid_region(place: str) -> ConfigurationError:
    """Return the error for a region with other keys than its name and values."""
    return ConfigurationError(
        f"{place}: a region may only have a name and values",
        hint="Move the region's own settings to its 'values'.",
    )
