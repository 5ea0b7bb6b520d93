"""The forms that values in a recording have: each a test, and words that say what passes it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from mini_nova_sandbox.network.ip_text import parse_address, parse_network
from mini_nova_sandbox.state import clock

LARGEST = 2**40  # of sizes in bytes, and of every other number
LONGEST = 65535  # letters of a text
LAST_MOMENT = 4_102_444_800.0  # 2100-01-01, in seconds since 1970
# What is unfit for a database or a terminal.
_UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_WORD = re.compile(r"[A-Za-z0-9._-]{1,255}")
_MAC = re.compile(r"[0-9a-f]{2}(?::[0-9a-f]{2}){5}")


class Form(NamedTuple):
    """A form of values; ``words`` complete the sentence 'it is not ...'."""

    words: str
    fits: Callable[[Any], bool]


def text(longest: int = 255) -> Form:
    """Return the form of a text of at most so many letters, none of them a control character."""

    def fits(value: Any) -> bool:
        is_short = isinstance(value, str) and len(value) <= longest
        return is_short and _UNFIT.search(value) is None

    return Form(f"a text of at most {longest} printable characters", fits)


def matching(pattern: re.Pattern[str], words: str) -> Form:
    """Return the form of a text that matches a pattern as a whole."""
    return Form(
        words, lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None
    )


def whole(minimum: int = 0, maximum: int = LARGEST) -> Form:
    """Return the form of a whole number within limits."""

    def fits(value: Any) -> bool:
        is_number = isinstance(value, int) and not isinstance(value, bool)
        return is_number and minimum <= value <= maximum

    return Form(f"a whole number from {minimum} to {maximum}", fits)


def of(values: Collection[str]) -> Form:
    """Return the form of one of some texts."""
    words = ", ".join(values)
    return Form(f"one of {words}", lambda value: isinstance(value, str) and value in values)


def optional(form: Form) -> Form:
    """Return the form of a value that may be null."""
    return Form(f"null or {form.words}", lambda value: value is None or form.fits(value))


def possibly_empty(form: Form) -> Form:
    """Return the form of a text that may be ''."""
    return Form(f"'' or {form.words}", lambda value: value == "" or form.fits(value))


def array(form: Form) -> Form:
    """Return the form of an array of values of a form."""

    def fits(value: Any) -> bool:
        return isinstance(value, list) and all(map(form.fits, value))

    return Form(f"an array, each item {form.words}", fits)


def mapping(form: Form) -> Form:
    """Return the form of an object with any keys, its members of a form."""
    key = text()

    def fits(value: Any) -> bool:
        if not isinstance(value, dict):
            return False
        return all(map(key.fits, value)) and all(map(form.fits, value.values()))

    return Form(f"an object, each member {form.words}", fits)


def record(members: Mapping[str, Form]) -> Form:
    """Return the form of an object with exactly these members."""

    def fits(value: Any) -> bool:
        if not isinstance(value, dict) or value.keys() != members.keys():
            return False
        return all(form.fits(value[name]) for name, form in members.items())

    words = ", ".join(sorted(members))
    return Form(f"an object with {words}, each as the format has it", fits)


def _is_factor(value: Any) -> bool:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return is_number and math.isfinite(value) and 0 <= value <= LARGEST


@lru_cache(maxsize=10_000)
def _is_moment(value: str) -> bool:
    try:
        return len(value) < 64 and 0 <= clock.parse(value) < LAST_MOMENT
    except (ValueError, OverflowError):
        return False


def _is_address(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(parse_address(value))
    except ValueError:
        return False


def _is_network(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(parse_network(value))
    except ValueError:
        return False


NAME = text()
LONG_TEXT = text(LONGEST)
UUID = matching(_UUID, "a UUID")
WORD = matching(_WORD, "a word of letters, digits, dots, underscores and hyphens")
MAC = matching(_MAC, "a MAC address")
FLAG = Form("true or false", lambda value: isinstance(value, bool))
FACTOR = Form("a number that is not negative", _is_factor)
MOMENT = Form("a moment", lambda value: isinstance(value, str) and _is_moment(value))
ADDRESS = Form("an IP address", _is_address)
NETWORK = Form("an IP network", _is_network)
TEXTS = mapping(LONG_TEXT)
