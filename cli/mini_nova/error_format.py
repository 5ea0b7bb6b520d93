"""When stderr ends with the object of a failure.

It imports nothing: if a signal is the reason, any other module may be half loaded.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

WITHOUT_OBJECTS = ("table", "csv", "value", "env")  # the formats of output that carry none
VARIABLE = "MINI_NOVA_ERROR_FORMAT"
JSON, TEXT = "json", "text"  # its values: always, and never
SHORTEST_ABBREVIATION = "--form"  # a shorter one may be another option's
# The object for a signal that ends the process at once.
INTERRUPTED = (
    '{"code": "interrupted", "message": "interrupted", "hint": "", "status": null, '
    '"request_id": "", "retryable": false, "booked": []}'
)


def wants_object(
    arguments: Sequence[str], output_format: str, environment: Mapping[str, str]
) -> bool:
    """Return whether a failure of this command line is for a program to read.

    ``output_format`` is the one in use; parsing ``arguments`` may have failed before it was known.
    """
    choice = environment.get(VARIABLE, "").lower()
    if choice in (JSON, TEXT):
        return choice == JSON
    return _is_for_programs(output_format) or _is_for_programs(typed_format(arguments))


def typed_format(arguments: Sequence[str]) -> str:
    """Return the last value of ``-f`` on a command line, even an unknown one; '' if there is none."""
    output_format = ""
    words = iter(arguments)
    for word in words:
        if word == "--":
            break
        name, equals, value = word.partition("=")
        is_long = name.startswith(SHORTEST_ABBREVIATION) and "--format".startswith(name)
        if is_long and equals:
            output_format = value
        elif is_long or word == "-f":
            output_format = next(words, "")
        elif word.startswith("-f"):
            output_format = word.removeprefix("-f")
    return output_format


def _is_for_programs(output_format: str) -> bool:
    """Return whether a format carries objects; an unknown one was meant for a program, too."""
    return bool(output_format) and output_format not in WITHOUT_OBJECTS
