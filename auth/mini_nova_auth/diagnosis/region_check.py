"""Faults in the regions of a catalog's endpoints: missing and misspelt ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from mini_nova_auth.diagnosis.catalog_entry import CatalogEntry
from mini_nova_auth.diagnosis.findings import WARNING, Finding

# Shorter names resemble one another by chance, as us-la and us-va do.
_SHORTEST_MISSPELLING = 7


def region_faults(entries: Sequence[CatalogEntry]) -> Iterator[Finding]:
    """Iterate over endpoints whose region is missing, or looks like a misspelling of another's.

    Of two similar regions the rarer is the misspelling; if they are as frequent, the later.
    """
    counts = Counter(entry.endpoint.region for entry in entries)
    if len(counts) < 2:
        return
    for entry in entries:
        region = entry.endpoint.region
        if not region:
            yield entry.locate(_missing_region(entry))
            continue
        similar = _similar_region(region, counts)
        if similar and _is_likelier(similar, region, counts):
            yield entry.locate(_misspelt_region(entry, similar))


def _missing_region(entry: CatalogEntry) -> Finding:
    return Finding(
        WARNING,
        "region-missing",
        f"{entry.service.type} has no region, although other endpoints do",
        "Ask the operator to add it: programs that ask for a region will not find the endpoint.",
    )


def _misspelt_region(entry: CatalogEntry, similar: str) -> Finding:
    region = entry.endpoint.region
    return Finding(
        WARNING,
        "region-misspelt",
        f'region "{region}" of {entry.service.type} looks like a misspelling of "{similar}"',
        f"Set OS_REGION_NAME={region} for it, and ask the operator to correct the endpoint.",
    )


def _similar_region(region: str, counts: Counter[str]) -> str:
    for candidate in counts:
        if candidate and _is_misspelling(region, candidate):
            return candidate
    return ""


def _is_likelier(candidate: str, region: str, counts: Counter[str]) -> bool:
    if counts[candidate] != counts[region]:
        return counts[candidate] > counts[region]
    names = list(counts)
    return names.index(candidate) < names.index(region)


def _is_misspelling(name: str, candidate: str) -> bool:
    """Return whether two names differ only by case, blanks, or one letter.

    Names that differ by a digit, or by a letter that numbers them, are different on purpose.
    """
    if name == candidate:
        return False
    folded_name, folded_candidate = name.casefold(), candidate.casefold()
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
    """Return whether two names as long differ by one letter, or by two that changed places."""
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
    """Return the pairs of letters that differ between two names as long, by their places."""
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
