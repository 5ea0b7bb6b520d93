"""Faults in the regions of a catalog's endpoints: missing and misspelt ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from mini_nova_auth.access.region_names import is_misspelling
from mini_nova_auth.diagnosis.catalog_entry import CatalogEntry
from mini_nova_auth.diagnosis.findings import WARNING, Finding


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
        if candidate and is_misspelling(region, candidate):
            return candidate
    return ""


def _is_likelier(candidate: str, region: str, counts: Counter[str]) -> bool:
    if counts[candidate] != counts[region]:
        return counts[candidate] > counts[region]
    names = list(counts)
    return names.index(candidate) < names.index(region)
