"""Reading numbers, booleans and times as the classic client does."""

from __future__ import annotations

from datetime import datetime

from mini_nova.errors import BadUsage

TRUE_WORDS = ("1", "t", "true", "on", "y", "yes")
FALSE_WORDS = ("0", "f", "false", "off", "n", "no")


def whole_number(text: str, label: str) -> int:
    """Return an integer. Raises BadUsage, in the classic client's words."""
    try:
        return int(text)
    except ValueError as problem:
        raise BadUsage(f"{label} must be an integer.", hint=f"It is '{text}'.") from problem


def is_true(text: str) -> bool:
    """Return whether a text is one of the words for yes; any other means no."""
    return text.strip().lower() in TRUE_WORDS


def boolean(text: str, option: str) -> bool:
    """Return a boolean. Raises BadUsage for a text that is no word for yes or no."""
    if is_true(text):
        return True
    if text.strip().lower() in FALSE_WORDS:
        return False
    raise BadUsage(f"argument {option}: '{text}' is no boolean", hint="Give true or false.")


def check_time(name: str, text: str) -> None:
    """Raise BadUsage, in the classic client's words, for a text that is no time (ISO 8601)."""
    try:
        datetime.fromisoformat(text.upper().replace("Z", "+00:00"))
    except ValueError as problem:
        raise BadUsage(
            f"Invalid {name} value: {text}", hint="Write it as 2026-11-23T15:00:00Z."
        ) from problem
