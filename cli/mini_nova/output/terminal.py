"""Keep foreign text from driving the terminal: remove or escape control and bidi characters."""

from __future__ import annotations

import re
from functools import cache

# C0 and C1 controls, DEL, the bidirectional marks, embeddings, overrides and isolates, line and
# paragraph separators, the byte order mark, tag characters and lone surrogates.
_UNSAFE = (
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff"
    "\U000e0000-\U000e007f]"
)


def safe(text: str, *, lines: bool = False) -> str:
    """Remove the characters that could drive a terminal. Line breaks stay only with ``lines``."""
    if text.isascii() and text.isprintable():
        return text
    text = _unsafe().sub("", text)
    if lines:
        return text
    return text.replace("\t", " ").replace("\n", " ")


def escaped(json_text: str) -> str:
    """Write the same characters of a JSON text as JSON's escapes; its value does not change.

    Line breaks between values stay; those inside strings are escaped already.
    """
    if json_text.isascii():
        return json_text.replace("\x7f", "\\u007f")
    return _unsafe().sub(_escape, json_text)


@cache
def _unsafe() -> re.Pattern[str]:
    """Compile the pattern when it is first needed: most commands never see such text."""
    return re.compile(_UNSAFE)


def _escape(match: re.Match[str]) -> str:
    """Return JSON's escape for one character: one or two UTF-16 units."""
    character = match[0]
    encoded = character.encode("utf-16-be", "surrogatepass")
    escape = ""
    for start in range(0, len(encoded), 2):
        end = start + 2
        unit = encoded[start:end]
        escape += f"\\u{unit.hex()}"
    return escape
