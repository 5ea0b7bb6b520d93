"""Passwords and other secrets at rest, hashed by bcrypt.

Hashing takes a while on purpose, so requests do it in threads.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
from functools import cache

import bcrypt

ROUNDS = 10


def hash_secret(secret: str) -> str:
    """Hash a secret for the database."""
    digest = _digest(secret)
    salt = bcrypt.gensalt(ROUNDS)
    secret_hash = bcrypt.hashpw(digest, salt)
    return secret_hash.decode("ascii")


async def hash_in_thread(secret: str) -> str:
    """Hash a secret without keeping other requests waiting."""
    return await asyncio.to_thread(hash_secret, secret)


async def verify(secret: str, secret_hash: str | None) -> bool:
    """Whether a secret fits a hash.

    Without a hash (there is no such user, or it has no password) it takes as long, and is False.
    """
    return await asyncio.to_thread(_verify, secret, secret_hash)


def _verify(secret: str, secret_hash: str | None) -> bool:
    digest = _digest(secret)
    if secret_hash:
        return bcrypt.checkpw(digest, secret_hash.encode("ascii"))
    bcrypt.checkpw(digest, _dummy_hash(ROUNDS))
    return False


@cache
def _dummy_hash(rounds: int) -> bytes:
    """Return a hash of nobody's."""
    salt = bcrypt.gensalt(rounds)
    return bcrypt.hashpw(b"nobody", salt)


def _digest(secret: str) -> bytes:
    """Digest a secret, because bcrypt ignores everything after 72 bytes."""
    raw = secret.encode("utf-8")
    digest = hashlib.sha256(raw).digest()
    return base64.b64encode(digest)
