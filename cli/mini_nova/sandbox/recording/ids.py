"""Other ids in place of a cloud's own, the same ones everywhere and each time. Pure.

Whatever looks like an id is replaced: a UUID, or 32 hexadecimal digits. So flavor ids such as 1,
which people type like names, stay.
"""

from __future__ import annotations

import re
import uuid
from hashlib import sha256

_HEX = "[0-9a-fA-F]"
_UUID = f"{_HEX}{{8}}(?:-{_HEX}{{4}}){{3}}-{_HEX}{{12}}"
_ID = re.compile(rf"(?<![0-9A-Za-z])(?:{_UUID}|{_HEX}{{32}})(?![0-9A-Za-z])")
_SALT = b"mini-nova recording "


def replace_ids(text: str) -> str:
    """Return a text with another id for each one in it."""
    return _ID.sub(_other_id, text)


def _other_id(match: re.Match[str]) -> str:
    """Return a random-looking id that follows from the old one, but does not lead back to it.

    Both spellings of an id, with and without hyphens, lead to spellings of the same id.
    """
    old_id = match[0]
    digest = sha256(_SALT + old_id.replace("-", "").lower().encode()).digest()
    new_id = uuid.UUID(bytes=digest[:16], version=4)
    return str(new_id) if "-" in old_id else new_id.hex
