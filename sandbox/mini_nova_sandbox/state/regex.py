"""Regular expressions as MySQL's REGEXP takes them in Nova's database: in any case, anywhere."""

from __future__ import annotations

import re
import warnings
from functools import lru_cache

MAX_LENGTH = 1000


@lru_cache(maxsize=200)
def compiled(pattern: str) -> re.Pattern[str]:
    """Return a pattern, compiled. Raises ValueError for an empty, invalid or very long one."""
    if not 0 < len(pattern) <= MAX_LENGTH:
        raise ValueError("the expression is empty or too long")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what Python may read otherwise one day
            return re.compile(pattern, re.IGNORECASE)
    except (re.error, RecursionError, OverflowError) as error:
        raise ValueError(str(error)) from error


def matches(pattern: str, text: str | None) -> bool:
    """Tell whether a text contains what a pattern describes; None contains nothing."""
    return text is not None and compiled(pattern).search(text) is not None
