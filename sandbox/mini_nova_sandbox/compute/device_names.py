"""The names of a guest's disks: ``/dev/vda`` is the root disk, the others follow."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Iterator

ROOT = "/dev/vda"
_PREFIX = re.compile(r"^(/dev/)?((x?v|s|h)d)?")


def letter(name: str | None) -> str:
    """Return the letter of a name, whatever its bus: ``b`` of ``/dev/sdb1``; '' of None."""
    return _PREFIX.sub("", name or "").rstrip(string.digits)


def with_folder(name: str) -> str:
    """Return a name with ``/dev/`` before it."""
    return "/dev/" + name.removeprefix("/dev/")


def of_letter(name_letter: str) -> str:
    """Return the name that a letter has on the bus of this cloud's guests."""
    return f"/dev/vd{name_letter}"


def unused(names: Iterable[str | None]) -> Iterator[str]:
    """Iterate over the names after the root disk's whose letters no other name has."""
    letters = {letter(name) for name in names}
    for name_letter in string.ascii_lowercase[1:]:
        if name_letter not in letters:
            yield of_letter(name_letter)
