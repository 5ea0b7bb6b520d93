"""Passwords and other secrets at rest, hashed by bcrypt.

Verifying a secret takes a while on purpose; it is done in a thread.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib

import bcrypt

ROUNDS = 10
# Verified against if there is no such user, so that the answer takes as long as for a real one.
_DUMMY_HASH = bcrypt.hashpw(b"nobody", bcrypt.gensalt(ROUNDS))


def hash_secret(secret: str) -> str:
    """Hash a secret for the database."""
    return bcrypt.hashpw(_digest(secret), bcrypt.gensalt(ROUNDS)).decode("ascii")


async def hash_in_thread(secret: str) -> str:
    """Hash a secret without keeping other requests waiting."""
    return await asyncio.to_thread(hash_secret, secret)


async def verify(secret: str, secret_hash: str | None) -> bool:
    """Whether a secret fits a hash.

    Without a hash (there is no such user, or it has no password) it takes as long, and is False.
    """
    candidate = _digest(secret)
    if not secret_hash:
        await asyncio.to_thread(bcrypt.checkpw, candidate, _DUMMY_HASH)
        return False
    return await asyncio.to_thread(bcrypt.checkpw, candidate, secret_hash.encode("ascii"))


def _digest(secret: str) -> bytes:
    """Digest a secret, because bcrypt ignores everything after 72 bytes."""
    return base64.b64encode(hashlib.sha256(secret.encode("utf-8")).digest())
