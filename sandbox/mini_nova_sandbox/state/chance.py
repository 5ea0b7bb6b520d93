"""The one source of all that is random: ids, tokens, passwords, MAC addresses.

It is the system's, unless the sandbox has a seed. Then every kind of thing has a sequence of its
own, which begins anew with each run: so the same commands make the same cloud, however often a
client polls in between, and a restart repeats no id. Three things stay random: the salts of hashes,
the keys that a key pair is made of, and the keys of the sandbox's page, which are no part of a cloud.
"""

from __future__ import annotations

import base64
import random
import uuid

_system = random.SystemRandom()
_sequences: dict[str, random.Random] = {}
_prefix = ""  # of the sequences' seeds; '' without a seed


def seed(number: int | None, run: int) -> None:
    """Begin the sequences of a run (0 before the first one); without a number, end them."""
    global _prefix  # noqa: PLW0603 - a process is one sandbox
    _prefix = "" if number is None else f"{number}/{run}"
    _sequences.clear()


def new_bytes(kind: str, size: int) -> bytes:
    """Return random bytes for a kind of thing, such as ``port``."""
    return _sequence(kind).randbytes(size)


def new_uuid(kind: str) -> str:
    """Return a UUID with hyphens: the id of most things."""
    return str(uuid.UUID(bytes=new_bytes(kind, 16), version=4))


def new_hex_id(kind: str) -> str:
    """Return a UUID without hyphens: the id of Keystone's things."""
    return uuid.UUID(bytes=new_bytes(kind, 16), version=4).hex


def new_token(kind: str, size: int) -> str:
    """Return a text that fits into a URL, made of so many bytes: a token or a password."""
    raw = new_bytes(kind, size)
    return base64.urlsafe_b64encode(raw).decode("ascii").rstrip("=")


def new_word(kind: str, alphabet: str, length: int) -> str:
    """Return a word of so many letters of an alphabet."""
    return "".join(_sequence(kind).choices(alphabet, k=length))


def _sequence(kind: str) -> random.Random:
    if not _prefix:
        return _system
    if kind not in _sequences:
        _sequences[kind] = random.Random(f"{_prefix}/{kind}")  # noqa: S311 - predictable on purpose
    return _sequences[kind]
