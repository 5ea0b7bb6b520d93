"""What is wrong with the regions of a catalog's endpoints: pure functions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from mini_nova_auth.access.catalog import Endpoint, Service
from mini_nova_auth.diagnosis.findings import WARNING, Finding

SHORTEST_MISSPELT = (
    7  # letters from which a region's name is not another's by chance, as us-la and us-va
)


def regions(places: list[tuple[Service, Endpoint]]) -> Iterator[Finding]:
    """Endpoints without a region where others have one, and regions that look like others misspelt."""
    count = Counter(endpoint.region for _, endpoint in places)
    if len(count) < 2:
        return
    for service, endpoint in places:
        if not endpoint.region:
            yield Finding(
                WARNING,
                "region-missing",
                f"{service.type} names no region, while others do",
                "Programs that ask for a region do not find it. Have the operator add it.",
            ).at(service, endpoint)
            continue
        near = next((name for name in count if name and _misspelt(endpoint.region, name)), "")
        first = list(count).index  # of as many, the one that is listed first is taken to be right
        if near and (count[near], -first(near)) > (count[endpoint.region], -first(endpoint.region)):
            yield Finding(
                WARNING,
                "region-misspelt",
                f'region "{endpoint.region}" of {service.type} looks like "{near}" misspelt',
                f"For now set OS_REGION_NAME={endpoint.region} for it; have the operator correct the endpoint.",
            ).at(service, endpoint)


def _misspelt(one: str, other: str) -> bool:
    """Whether two names differ by case, blanks, or one letter; names that differ by a digit or at their end are meant to."""
    if one == other:
        return False
    if one.strip().casefold() == other.strip().casefold():
        return True
    short, long = sorted((one.casefold(), other.casefold()), key=len)
    if len(short) < SHORTEST_MISSPELT or len(long) - len(short) > 1:
        return False
    if len(short) == len(long):
        apart = [at for at in range(len(short)) if short[at] != long[at]]
        swapped = (
            len(apart) == 2
            and short[apart[0]] == long[apart[1]]
            and short[apart[1]] == long[apart[0]]
        )
        letters = not any(text[at].isdigit() for at in apart for text in (short, long))
        return letters and (swapped or (len(apart) == 1 and not _numbered(one, other, apart[0])))
    left_out = [at for at in range(len(long)) if long[:at] + long[at + 1 :] == short]
    return bool(left_out) and not long[left_out[0]].isdigit()


def _numbered(one: str, other: str, at: int) -> bool:
    """Whether the letter at which two names differ stands for a number at their end, as in RegionB and us-east-1b."""
    capital = one[at].isupper() and other[at].isupper()
    return at == len(one) - 1 and (capital or not one[at - 1].isalpha())
