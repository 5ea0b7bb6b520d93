"""Why steps pass on a real cloud only, if the sandbox is not to change for them."""

from __future__ import annotations

from fnmatch import fnmatchcase

GROUPS = "the sandbox has no groups of volumes"
SERVICES = "block storage's services cannot be disabled or frozen"
REASONS = {  # by globs of the client and the step
    ("tempest-compute", "*AssistedSnapshots*"): "no volume is of a driver that asks for them",
    (
        "tempest-compute",
        "*create_second_image_when_first_image_is_being_saved",
    ): "without a pace, an image is saved before the second request comes",
    ("tempest-volume", "*test_group*"): GROUPS,
    ("tempest-volume", "*encryption*"): "volume types have no encryption: there is no data",
    ("tempest-volume", "*UserMessages*"): "a volume that finds no backend leaves no message",
    ("tempest-volume", "*VolumeServicesNegative*"): SERVICES,
    ("tempest-volume", "*ExtendAttached*"): "a volume that grows tells its server nothing",
}


def reason(client: str, step: str) -> str:
    """Return the reason for a client's step, or ''."""
    for (client_glob, step_glob), sentence in REASONS.items():
        if fnmatchcase(client, client_glob) and fnmatchcase(step, step_glob):
            return sentence
    return ""
