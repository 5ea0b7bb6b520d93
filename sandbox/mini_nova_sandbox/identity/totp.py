"""Time-based one-time passcodes (RFC 6238): six digits, 30 seconds, SHA-1, as Keystone's.

A credential of the type ``totp`` has the secret as its blob, in base 32. The passcode of the
period before is good, too.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import struct

from mini_nova_sandbox.state import clock
from mini_nova_sandbox.state.database import Database

DIGITS = 6
PERIOD = 30  # seconds
SMALLEST_SECRET = 16  # bytes; Keystone refuses to use a shorter one


def is_right(database: Database, user_id: str, passcode: str) -> bool:
    """Whether a passcode fits one of a user's credentials now."""
    sql = "SELECT blob FROM credentials WHERE user_id = ? AND type = 'totp'"
    blobs = [row["blob"] for row in database.rows(sql, user_id)]
    return any(_fits(blob, passcode) for blob in blobs)


def _fits(blob: str, passcode: str) -> bool:
    secret = _decode(blob)
    if len(secret) < SMALLEST_SECRET:
        return False
    period = int(clock.now()) // PERIOD
    codes = [code(secret, number) for number in (period, period - 1)]
    raw = passcode.encode("utf-8", "replace")
    return any(hmac.compare_digest(raw, expected.encode()) for expected in codes)


def _decode(blob: str) -> bytes:
    """Return the secret of a blob, b'' if it is not in base 32; padding may be missing."""
    padding = "=" * (-len(blob) % 8)
    try:
        return base64.b32decode(blob + padding)
    except (binascii.Error, ValueError):
        return b""


def code(secret: bytes, period: int) -> str:
    """Return the passcode of a secret for a period, counted from 1970 on."""
    digest = hmac.new(secret, struct.pack(">Q", period), hashlib.sha1).digest()
    offset = digest[-1] & 15
    (number,) = struct.unpack(">I", digest[offset : offset + 4])
    return f"{(number & 0x7FFFFFFF) % 10**DIGITS:0{DIGITS}}"
