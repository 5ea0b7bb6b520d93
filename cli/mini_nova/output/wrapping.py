"""Break text into lines at its spaces.

``textwrap`` does more, and takes longer to load than all of help.
"""

from __future__ import annotations

from mini_nova.output.cells import cells, cut

_SEPARATORS = "-/,;:=."  # a long word is cut after one of these, if one is near the end of the line


def wrap(text: str, width: int) -> list[str]:
    """Return the text as lines of at most ``width`` columns; a word that is longer sticks out."""
    lines = []
    line = ""
    for word in text.split():
        longer_line = f"{line} {word}" if line else word
        if line and cells(longer_line) > width:
            lines.append(line)
            line = word
        else:
            line = longer_line
    lines.append(line)
    return lines


def hang(text: str, width: int, indent: int) -> str:
    """Wrap one paragraph; every line but the first is indented, on top of the text's own indent."""
    own_indent = len(text) - len(text.lstrip())
    margin = " " * own_indent
    hanging_margin = " " * (own_indent + indent)
    available = width - len(hanging_margin)
    first, *rest = wrap(text, available)
    hanging_lines = [hanging_margin + line for line in rest]
    lines = [margin + first, *hanging_lines]
    return "\n".join(lines)


def break_words(text: str, width: int) -> list[str]:
    """Wrap text as ``wrap`` does, but cut the words that are longer than a line."""
    lines = []
    for line in wrap(text, width):
        rest = line
        while cells(rest) > width:
            end = _cut(rest, width)
            lines.append(rest[:end])
            rest = rest[end:]
        lines.append(rest)
    return lines


def _cut(word: str, width: int) -> int:
    """Return the length of a word's first piece.

    It ends after a separator in the second half of the line, if there is one, or fills the line.
    """
    longest = max(len(cut(word, width)), 1)
    for end in range(longest, longest // 2, -1):
        if word[end - 1] in _SEPARATORS:
            return end
    return longest
