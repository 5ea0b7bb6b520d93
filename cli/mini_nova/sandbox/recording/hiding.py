"""Hide secrets in the texts of a recording. Pure.

What a recording takes from a cloud has no password, token, key or user data in it. This is for what
people have written into metadata, properties and descriptions.
"""

from __future__ import annotations

import re
from typing import Any

from mini_nova.sandbox.recording.ids import replace_ids
from mini_nova_auth import redact

FREE_MAPPINGS = ("metadata", "properties", "image_properties", "image_metadata", "extra_specs")
_SECRET_KEY = re.compile(
    r"pass(?:wd|word|phrase|code)?$|secret|token|credential|private.?key|api.?key|access.?key",
    re.IGNORECASE,
)
_KEY_MATERIAL = re.compile(
    r"-----BEGIN [^-]*-----.*|\b(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-\S+)\s+AAAA\S+.*", re.DOTALL
)


def cleaned(value: Any, *, is_free: bool = False) -> Any:
    """Return a JSON value with other ids, and with ``***`` in place of secrets.

    ``is_free`` is whether people choose the keys of an object: there a key such as ``password``
    gives its value away.
    """
    if isinstance(value, str):
        return cleaned_text(value)
    if isinstance(value, list):
        return [cleaned(item) for item in value]
    if isinstance(value, dict):
        return {cleaned_text(key): _member(key, item, is_free) for key, item in value.items()}
    return value


def _member(key: str, item: Any, is_free: bool) -> Any:
    if is_free and _SECRET_KEY.search(key) and item:
        return redact.MASK
    return cleaned(item, is_free=key in FREE_MAPPINGS)


def cleaned_text(text: str) -> str:
    """Return a text with other ids, and without key material, passwords in URLs, and own secrets.

    Own secrets are those of this process: the login's password and token. A short one, such as
    ``admin``, would be found in names.
    """
    text = _KEY_MATERIAL.sub(redact.MASK, text)
    return replace_ids(redact.text(text))
