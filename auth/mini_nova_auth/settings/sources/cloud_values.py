"""The values of one cloud's section, by key: pure functions from what YAML gave.

Spellings and precedence: openstacksdk's, where its documentation is silent what it does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from mini_nova_auth import lenient
from mini_nova_auth.settings.declarations import Setting
from mini_nova_auth.settings.sources.documents import spelling

Keys = tuple[str | int, ...]
# A value beside the auth section wins over the same one inside it: openstacksdk takes it for an override.
_BESIDE_WINS = frozenset(
    {
        "domain_id",
        "domain_name",
        "user_domain_id",
        "user_domain_name",
        "project_domain_id",
        "project_domain_name",
        "project_id",
        "project_name",
        "token",
        "passcode",
    }
)
_PROJECT_KEYS = ("project_id", "project_name", "tenant_id", "tenant_name")
_BY_ONE_SPELLING = ("auth-type", "endpoint-type")  # openstacksdk does not know these with a hyphen
_OF_A_REGION = frozenset({"name", "values"})


class Placed(NamedTuple):
    """A raw value, and the keys that lead to it in one of the files."""

    value: Any
    keys: Keys


class Region(NamedTuple):
    """A region of a cloud: its name and where it stands, its own values, and whether its entry is understood."""

    name: Placed
    values: Mapping[Any, Any]
    valid: bool = True


def order(setting: Setting, flat: Mapping[str, Placed]) -> Iterator[str]:
    """The places of a setting in a cloud's values, the first to count first."""
    keys = setting.cloud_keys
    if setting.name == "timeout":
        yield from _timeouts(flat)
    if setting.name in ("project_id", "project_name") and _text(flat, "auth_type") == "v2password":
        keys = keys[::-1]  # its projects are tenants
    sections = ("", "auth.") if setting.name in _BESIDE_WINS else ("auth.", "")
    if setting.name in _BESIDE_WINS:
        yield from (section + key for key in keys for section in sections)
    else:
        yield from (section + key for section in sections for key in keys)


def _timeouts(flat: Mapping[str, Placed]) -> list[str]:
    """Time limits that are named after a service: one counts for all, as openstacksdk has it."""
    return [key for key in flat if key.endswith("_timeout") and key != "api_timeout"][-1:]


def flattened(section: Mapping[Any, Any], above: Keys = ()) -> Iterator[tuple[str, Placed]]:
    """A section's values by key, hyphens as underscores, those of its auth section as ``auth.<key>``; None says nothing.

    Of a service's ``endpoint_type`` and ``interface``, which are one, the last counts.
    """
    for key, value in section.items():
        name = spelling(key)
        if name == "auth" and isinstance(value, dict):
            for inner, item in value.items():
                if item is not None:
                    yield f"auth.{spelling(inner)}", Placed(item, (*above, name, spelling(inner)))
        elif value is not None and key not in _BY_ONE_SPELLING:
            of_service = str(key).endswith("_endpoint_type")
            yield (
                name.replace("endpoint_type", "interface") if of_service else name,
                Placed(value, (*above, name)),
            )


def give_domain_to_both(flat: dict[str, Placed]) -> None:
    """A domain that stands beside a project is meant for the user and the project, where theirs is not given."""
    if not any(_text(flat, section + key) for key in _PROJECT_KEYS for section in ("", "auth.")):
        return
    for part in ("id", "name"):
        inside, beside = flat.pop(f"auth.domain_{part}", None), flat.pop(f"domain_{part}", None)
        placed = beside or inside
        for of in ("user", "project"):
            key = f"{of}_domain_{part}"
            if placed is not None and key not in flat:
                flat.setdefault(f"auth.{key}", placed)


def regions(flat: Mapping[str, Placed]) -> Iterator[Region]:
    """The cloud's regions, each with its own values and its place: ``regions``, else ``region_name``."""
    key = "regions" if "regions" in flat else "region_name"
    if key not in flat:
        return
    value, above = flat[key]
    listed = value if isinstance(value, list) else as_text(value).split(",")
    for at, region in enumerate(listed):
        inner: Keys = (*above, at) if isinstance(value, list) else above
        if isinstance(region, dict):
            name = Placed(lenient.text(region.get("name")), (*inner, "name"))
            yield Region(
                name,
                lenient.mapping(region.get("values")),
                "name" in region and region.keys() <= _OF_A_REGION,
            )
        else:
            yield Region(Placed(as_text(region), inner), {})


def merged(below: Mapping[Any, Any], above: Mapping[Any, Any]) -> dict[Any, Any]:
    """Two mappings, deep: where both have a value, the one above counts."""
    result = dict(below)
    for key, value in above.items():
        under = result.get(key)
        result[key] = (
            merged(under, value) if isinstance(under, dict) and isinstance(value, dict) else value
        )
    return result


def as_text(value: Any, *, several: bool = False) -> str:
    """A scalar as text; of a list its first, or where several may be given (interfaces) all, with commas."""
    if isinstance(value, list) and value:
        if several:
            return ",".join(filter(None, map(as_text, value)))
        value = value[0]
    if isinstance(value, (bool, int, float)) or hasattr(value, "isoformat"):
        return str(value)
    return lenient.text(value)


def dotted(keys: Keys) -> str:
    """Keys as they are told: ``auth.username``."""
    return ".".join(str(key) for key in keys)


def _text(flat: Mapping[str, Placed], key: str) -> str:
    return as_text(flat[key].value) if key in flat else ""
