"""Proof Key for Code Exchange (RFC 7636), by S256: whoever redeems a code shows that they asked
for it.
"""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import NamedTuple

from mini_nova_auth import redact

METHOD = "S256"
_VERIFIER_BYTES = 48  # make 64 characters, of the 43 to 128 that are allowed


class CodeProof(NamedTuple):
    """The proof of one login. An empty verifier makes no proof."""

    verifier: str = ""

    def __repr__(self) -> str:
        """Hide the verifier, for tracebacks and logs."""
        return "CodeProof()"

    def challenge(self) -> dict[str, str]:
        """Return the fields of the request for a code."""
        if not self.verifier:
            return {}
        digest = sha256(self.verifier.encode()).digest()
        text = urlsafe_b64encode(digest).decode().rstrip("=")
        return {"code_challenge": text, "code_challenge_method": METHOD}

    def answer(self) -> dict[str, str]:
        """Return the fields of the request that redeems the code."""
        return {"code_verifier": self.verifier} if self.verifier else {}


NO_PROOF = CodeProof()


def new_proof() -> CodeProof:
    """Return a proof with a random verifier."""
    verifier = secrets.token_urlsafe(_VERIFIER_BYTES)
    redact.learn(verifier)
    return CodeProof(verifier)
