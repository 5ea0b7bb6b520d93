"""Passwords and other secrets at rest: bcrypt. Checking one takes a while, on purpose, and is done in a thread."""

from __future__ import annotations

import asyncio
import base64
import hashlib

import bcrypt

ROUNDS = 10
_NOBODYS = bcrypt.hashpw(
    b"nobody", bcrypt.gensalt(ROUNDS)
)  # hashed against where there is no such user


def hashed(secret: str) -> str:
    """What is stored of a secret."""
    return bcrypt.hashpw(_prepared(secret), bcrypt.gensalt(ROUNDS)).decode("ascii")


async def holds(secret: str, stored: str | None) -> bool:
    """Whether a secret is the one that was stored; as slow for a user that does not exist."""
    known = stored.encode("ascii") if stored else _NOBODYS
    return await asyncio.to_thread(bcrypt.checkpw, _prepared(secret), known) and stored is not None


def _prepared(secret: str) -> bytes:
    """bcrypt takes at most 72 bytes: it is given a digest, so that every character of a longer secret counts."""
    return base64.b64encode(hashlib.sha256(secret.encode("utf-8")).digest())
