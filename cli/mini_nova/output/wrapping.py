"""Break text into lines at its spaces. ``textwrap`` does more, and takes longer to load than all of help."""

from __future__ import annotations


def wrap(text: str, width: int) -> list[str]:
    """Return the text as lines of at most ``width`` columns; a word that is longer sticks out."""
    lines = []
    line = ""
    for word in text.split():
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".lstrip()
    return [*lines, line]


def hang(text: str, width: int, indent: int) -> str:
    """Wrap one paragraph; every line but the first is indented, on top of the text's own indent."""
    own_indent = len(text) - len(text.lstrip())
    first, *rest = wrap(text, width - own_indent - indent)
    margin = " " * own_indent
    return "\n".join([margin + first, *(f"{margin}{' ' * indent}{line}" for line in rest)])


def break_words(text: str, width: int) -> list[str]:
    """Wrap text as ``wrap`` does, but cut the words that are longer than a line."""
    pieces = []
    for line in wrap(text, width):
        starts = range(0, max(len(line), 1), width)
        pieces += [line[start : start + width] for start in starts]
    return pieces
