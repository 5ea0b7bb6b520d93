"""A secret's fingerprint: enough to notice another secret, useless for guessing one."""

from __future__ import annotations

import hashlib

BITS = 12  # of 4096 wrong guesses, one passes


def fingerprint(identity: tuple[str, ...], setting: str, secret: str) -> int:
    """Return the fingerprint of a secret, by its setting.

    The identity that logs in is the salt: all its logins have the same few bits, so a collection of
    them tells no more than one does, and users who share a secret do not share a fingerprint.
    """
    text = "\0".join((*identity, setting, secret))
    content = text.encode(errors="surrogatepass")
    digest = hashlib.sha256(content).digest()
    return int.from_bytes(digest[:4], "big") >> (32 - BITS)
