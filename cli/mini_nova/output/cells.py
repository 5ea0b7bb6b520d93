"""The cells that text takes on a terminal: none for marks that combine, two for wide characters.

A sequence that is one picture, as a flag or a family, takes two cells. The classic client counts
alike (with the wcwidth library).
"""

from __future__ import annotations

from collections.abc import Sequence

ELLIPSIS = "..."
_JOINER = "\u200d"  # the character behind it is part of the same picture
_PICTURE_SELECTOR = "\ufe0f"  # the character before it is a picture
_SKIN_TONES = "\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"
_SOFT_HYPHEN = "\xad"


def cells(text: str) -> int:
    """Return how many cells a text takes."""
    if text.isascii():
        return len(text)
    return sum(_cells_of_characters(text))


def pad(text: str, width: int) -> str:
    """Return a text, filled up with blanks to ``width`` cells."""
    missing = width - cells(text)
    return text + " " * missing


def cut(text: str, width: int) -> str:
    """Return the beginning of a text that fits into ``width`` cells."""
    total = 0
    for position, count in enumerate(_cells_of_characters(text)):
        total += count
        if total > width:
            return text[:position]
    return text


def shorten(text: str, width: int) -> str:
    """Return a text that fits into ``width`` cells: a longer one ends in dots."""
    if cells(text) <= width:
        return text
    return cut(text, max(width - len(ELLIPSIS), 0)) + ELLIPSIS


def _cells_of_characters(text: str) -> list[int]:
    """Return what each character adds to the cells before it."""
    counts: list[int] = []
    previous = ""
    for character in text:
        count = _cells_of_character(character)
        if _is_of_picture(counts, previous, character):
            count = 0
        elif character == _PICTURE_SELECTOR and counts[-1:] == [1]:
            count = 1
        counts.append(count)
        previous = character
    return counts


def _is_of_picture(counts: Sequence[int], previous: str, character: str) -> bool:
    """Whether a character adds nothing to the picture before it."""
    if previous == _JOINER:
        return len(counts) > 1
    is_second_half = _is_half_flag(character) and _is_half_flag(previous)
    return counts[-1:] == [2] and (is_second_half or character in _SKIN_TONES)


def _is_half_flag(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _cells_of_character(character: str) -> int:
    if character.isascii() or character == _SOFT_HYPHEN:
        return 1
    import unicodedata  # text of other alphabets than ours is rare

    category = unicodedata.category(character)
    if category in ("Mn", "Me", "Cf") or _is_part_of_syllable(character):
        return 0
    if category == "Cn":
        return 1
    is_wide = unicodedata.east_asian_width(character) in "WF" or _is_half_flag(character)
    return 2 if is_wide else 1


def _is_part_of_syllable(character: str) -> bool:
    """Whether a letter of Hangul, a vowel or a final consonant, stands in the cells before it."""
    return "\u1160" <= character <= "\u11ff" or "\ud7b0" <= character <= "\ud7fb"
