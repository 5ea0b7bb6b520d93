"""Name filters: Nova takes regular expressions, which become LIKE patterns for SQLite.

``^``, ``$``, ``.``, ``.*`` and escaped characters are supported; all others are literal.
"""

from __future__ import annotations

import re

ESCAPE = "\\"
_TOKEN = re.compile(
    r"\\(?P<escaped>.) | (?P<anything>\.\*) | (?P<any_character>\.) | (?P<literal>.)",
    re.VERBOSE | re.DOTALL,
)


def like_pattern(expression: str) -> str:
    """Return a regular expression as a LIKE pattern, to be used with ESCAPE."""
    prefix = "%"
    suffix = "%"
    if expression.endswith("$") and not expression.endswith("\\$"):
        expression = expression.removesuffix("$")
        suffix = ""
    if expression.startswith("^"):
        expression = expression.removeprefix("^")
        prefix = ""
    return prefix + _TOKEN.sub(_translate, expression) + suffix


def _translate(token: re.Match[str]) -> str:
    if token["anything"]:
        return "%"
    if token["any_character"]:
        return "_"
    character = token["escaped"] or token["literal"]
    if character in "%_\\":
        return ESCAPE + character
    return character
