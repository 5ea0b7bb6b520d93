"""Findings about a login itself: the clocks, and the token's remaining lifetime."""

from __future__ import annotations

from collections.abc import Iterator

from mini_nova_auth.diagnosis.findings import WARNING, Finding

_EXPIRES_SOON = 300.0  # seconds
_NOTABLE_SKEW = 60.0  # seconds
_UNITS = ((86400, "days"), (60, "min"), (1, "s"))


def login_findings(skew: float, seconds_left: float | None) -> Iterator[Finding]:
    """Iterate over the findings about clocks and the token.

    ``skew`` is how many seconds this machine's clock is ahead of the cloud's, ``seconds_left`` the
    token's remaining lifetime by the cloud's clock (None if it does not expire).
    """
    clock = clock_finding(skew)
    if clock is not None:
        yield clock
    if seconds_left is None or seconds_left >= _EXPIRES_SOON:
        return
    if seconds_left > 0:
        yield Finding(
            WARNING,
            "token-expiring",
            f"the token expires in {seconds_left:.0f} s",
            "mini-nova will renew it; a copy of it (token issue) will stop working.",
        )
    else:
        yield Finding(
            WARNING,
            "token-expiring",
            "the token has already expired by the identity service's own clock",
            "If every new token has, ask the operator to check the clocks and [token] expiration.",
        )


def clock_finding(skew: float) -> Finding | None:
    """Return the finding for clocks that differ by ``skew`` seconds (positive if ours is ahead)."""
    if abs(skew) < _NOTABLE_SKEW:
        return None
    direction = "ahead of" if skew > 0 else "behind"
    return Finding(
        WARNING,
        "clock-skew",
        f"this machine's clock is {_duration(abs(skew))} {direction} the cloud's",
        "Synchronize it (NTP) for other programs; mini-nova goes by the cloud's clock.",
    )


def _duration(seconds: float) -> str:
    """Format a duration in the largest unit that it is at least two of."""
    for size, unit in _UNITS:
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"
