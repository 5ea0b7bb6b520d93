"""Names of regions that resemble one another."""

from __future__ import annotations

from collections.abc import Iterable

# Shorter names resemble one another by chance, as us-la and us-va do.
_SHORTEST_MISSPELLING = 7
_SHORTEST_INCOMPLETE = 3


def nearest(name: str, candidates: Iterable[str]) -> str:
    """Return the candidate that an unknown name misspells; '' if there is none, or several."""
    matches = {candidate for candidate in candidates if _is_near(name, candidate)}
    if len(matches) != 1:
        return ""
    return matches.pop()


def _is_near(name: str, candidate: str) -> bool:
    """Return whether a name is a misspelling, or has a letter too few or too many."""
    if is_misspelling(name, candidate):
        return True
    names = (name.casefold(), candidate.casefold())
    short, long = sorted(names, key=len)
    surplus = len(long) - len(short)
    if surplus != 1 or len(short) < _SHORTEST_INCOMPLETE:
        return False
    return _lacks_a_letter(short, long)


def is_misspelling(name: str, candidate: str) -> bool:
    """Return whether two names differ only by case, blanks, or one letter.

    Names that differ by a digit, or by a letter that numbers them, are different on purpose.
    """
    if name == candidate:
        return False
    folded_name = name.casefold()
    folded_candidate = candidate.casefold()
    if folded_name.strip() == folded_candidate.strip():
        return True
    short, long = sorted((folded_name, folded_candidate), key=len)
    surplus = len(long) - len(short)
    if len(short) < _SHORTEST_MISSPELLING or surplus > 1:
        return False
    if surplus == 1:
        return _lacks_a_letter(short, long)
    return _differs_by_a_letter(name, candidate)


def _lacks_a_letter(short: str, long: str) -> bool:
    """Return whether one letter is missing from the short name."""
    for index, letter in enumerate(long):
        if long[:index] + long[index + 1 :] == short:
            return not letter.isdigit()
    return False


def _differs_by_a_letter(name: str, candidate: str) -> bool:
    """Return whether two names of one length differ by one letter, or by two that changed places."""
    differences = _differences(name.casefold(), candidate.casefold())
    pairs = list(differences.values())
    letters = [letter for pair in pairs for letter in pair]
    if any(letter.isdigit() for letter in letters):
        return False
    if len(pairs) == 1:
        (index,) = differences
        return not _is_numbered(name, candidate, index)
    if len(pairs) != 2:
        return False
    first, second = pairs
    return first == second[::-1]


def _differences(name: str, candidate: str) -> dict[int, tuple[str, str]]:
    """Return the pairs of letters that differ between two names of one length, by their places."""
    differences = {}
    for index, pair in enumerate(zip(name, candidate, strict=True)):
        letter, other_letter = pair
        if letter != other_letter:
            differences[index] = pair
    return differences


def _is_numbered(name: str, candidate: str, index: int) -> bool:
    """Return whether a letter at their end numbers two names, as in RegionB and us-east-1b."""
    last = len(name) - 1
    if index != last:
        return False
    are_capitals = name[last].isupper() and candidate[last].isupper()
    follows_letter = name[last - 1].isalpha()
    return are_capitals or not follows_letter
