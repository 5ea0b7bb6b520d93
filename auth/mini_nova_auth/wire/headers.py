"""The headers of a request: their defaults, and those that are made anew for each try."""

from __future__ import annotations

from collections.abc import Callable, Mapping

Headers = Mapping[str, str]
MakeHeaders = Callable[[], Headers]  # for headers that depend on the login, or on its documents


def evaluate(headers: Headers | MakeHeaders | None) -> Headers:
    """The headers, made now if they are a function's to make; {} for None."""
    if headers is None:
        return {}
    return headers() if callable(headers) else headers


def merge(defaults: Headers, headers: Headers) -> dict[str, str]:
    """Default headers and others, which override them; names match in any case."""
    names = {name.lower() for name in headers}
    missing = {name: value for name, value in defaults.items() if name.lower() not in names}
    return {**missing, **headers}
