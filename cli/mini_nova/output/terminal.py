"""Text from a server never drives the terminal: control and bidirectional characters are taken out, or escaped."""

from __future__ import annotations

import re
from functools import cache

# C0 and C1 controls, DEL, the bidirectional marks, embeddings, overrides and isolates, line and paragraph separators,
# the byte order mark, tag characters and lone surrogates.
_DRIVING = "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff\U000e0000-\U000e007f]"


def safe(text: str, *, lines: bool = False) -> str:
    """The text without characters that could drive a terminal. Line breaks stay only where ``lines`` is true."""
    if text.isascii() and text.isprintable():
        return text
    text = _driving().sub("", text)
    return text if lines else " ".join(text.replace("\t", " ").split("\n"))


def escaped(json_text: str) -> str:
    """JSON text with the same characters written as JSON's own escapes; its value stays what it is.

    Line breaks between values stay; inside strings JSON has escaped them already.
    """
    if json_text.isascii():
        return json_text.replace("\x7f", "\\u007f")
    return _driving().sub(lambda found: _escape(found[0]), json_text)


@cache
def _driving() -> re.Pattern[str]:
    """Compiled when the first odd text comes: most commands never see one."""
    return re.compile(_DRIVING)


def _escape(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))
