"""Regular expressions in the filters of ``GET /servers``."""

from __future__ import annotations

from collections.abc import Sequence

from mini_nova_sandbox.http.errors import BadRequest
from mini_nova_sandbox.state.regex import compiled

REGEX_FILTERS = (  # the parameters that Nova checks as regular expressions
    "access_ip_v4",
    "access_ip_v6",
    "auto_disk_config",
    "availability_zone",
    "config_drive",
    "created_at",
    "description",
    "display_description",
    "display_name",
    "flavor",
    "hostname",
    "ip",
    "ip6",
    "kernel_id",
    "key_name",
    "launched_at",
    "locked_by",
    "name",
    "node",
    "not-tags",
    "not-tags-any",
    "power_state",
    "progress",
    "ramdisk_id",
    "reservation_id",
    "root_device_name",
    "tags",
    "tags-any",
    "terminated_at",
)


def check(name: str, values: Sequence[str]) -> None:
    """Raise BadRequest, in Nova's words, for a value that is no regular expression."""
    if name not in REGEX_FILTERS:
        return
    for value in values:
        _check(name, value, value)


def _check(name: str, value: str, pattern: str) -> None:
    try:
        compiled(pattern)
    except ValueError as error:
        raise BadRequest(
            f"Invalid input for query parameters {name}. Value: {value}. '{value}' is not a 'regex'"
        ) from error


def address_pattern(expression: str) -> str:
    """Return the pattern of ``nw_info`` with an address that begins as the expression says.

    Raises BadRequest for an expression that only stands alone.
    """
    start = expression.removeprefix("^")
    rest = '[^"]*'
    if start.endswith("$") and not start.endswith("\\$"):
        start = start.removesuffix("$")
        rest = ""
    pattern = f'"address": "(?:{start}){rest}", "type": "(?:fixed|floating)"'
    _check("ip", expression, pattern)
    return pattern
