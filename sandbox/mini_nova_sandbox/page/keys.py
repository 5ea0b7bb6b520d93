"""Who may use the page: one-time keys, which a browser trades for a session's cookie.

A key is in the fragment of the page's URL, which browsers send to nobody. It works once, and for a
minute. A cookie is signed, not stored, so it outlives a restart of the sandbox, but not a reset.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

from mini_nova_sandbox.state import clock

KEY_SECONDS = 60.0
SESSION_SECONDS = 12 * 3600.0
MAX_KEYS = 16  # that nobody has used yet; a new key replaces the oldest


class Keys:
    """The keys that have not been used yet, and the signature of sessions."""

    def __init__(self, control_key: str) -> None:
        self._signing_key = hashlib.sha256(f"page session:{control_key}".encode()).digest()
        self._expiries: dict[str, float] = {}  # by the hash of a key

    def issue(self) -> str:
        """Return a new one-time key."""
        while len(self._expiries) >= MAX_KEYS:
            oldest = next(iter(self._expiries))
            del self._expiries[oldest]
        key = secrets.token_urlsafe(24)
        self._expiries[_digest(key)] = clock.now() + KEY_SECONDS
        return key

    def redeem(self, key: str) -> str | None:
        """Return a session for a key; None if it was used already, or is too old."""
        expires_at = self._expiries.pop(_digest(key), 0.0)
        if expires_at <= clock.now():
            return None
        return self._session()

    def is_session(self, session: str) -> bool:
        """Whether a session is one of ours, and has not ended."""
        payload, _, signature = session.rpartition(".")
        if not hmac.compare_digest(signature.encode(), self._sign(payload).encode()):
            return False
        expires_at, _, _ = payload.partition(".")
        return int(expires_at) > clock.now()

    def _session(self) -> str:
        expires_at = int(clock.now() + SESSION_SECONDS)
        nonce = secrets.token_hex(16)
        payload = f"{expires_at}.{nonce}"
        return f"{payload}.{self._sign(payload)}"

    def _sign(self, payload: str) -> str:
        return hmac.new(self._signing_key, payload.encode(), hashlib.sha256).hexdigest()


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
