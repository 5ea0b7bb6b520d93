"""The values of a cloud's section, by key: pure functions of what YAML contains.

Keys and precedence follow openstacksdk's documentation, and its behaviour if that is silent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from mini_nova_auth import lenient
from mini_nova_auth.settings.declarations import Setting
from mini_nova_auth.settings.sources.documents import spelling

Keys = tuple[str | int, ...]
# These count beside the auth section before inside it: openstacksdk takes them for overrides.
_OVERRIDES = frozenset(
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
_PROJECT_KEYS = (
    "project_id",
    "project_name",
    "tenant_id",
    "tenant_name",
    "auth.project_id",
    "auth.project_name",
    "auth.tenant_id",
    "auth.tenant_name",
)
_UNKNOWN_SPELLINGS = ("auth-type", "endpoint-type")  # openstacksdk ignores these hyphens
_REGION_KEYS = frozenset({"name", "values"})


class RawValue(NamedTuple):
    """A value as YAML has it, and the keys that lead to it in a file."""

    value: Any
    keys: Keys

    @property
    def text(self) -> str:
        """The value as text; of a list the first item."""
        return as_text(self.value)


class Region(NamedTuple):
    """A region of a cloud: its name, its own settings, and whether its entry is valid."""

    name: RawValue
    settings: Mapping[Any, Any]
    valid: bool = True

    def flatten(self) -> Iterator[tuple[str, RawValue]]:
        """Iterate over the region's own settings by key."""
        entry_keys = self.name.keys[:-1]
        return flatten(self.settings, (*entry_keys, "values"))


def candidate_keys(setting: Setting, values: Mapping[str, RawValue]) -> Iterator[str]:
    """Iterate over the keys of a setting in a cloud's values, in order of precedence."""
    keys = setting.cloud_keys
    is_project = setting.name in ("project_id", "project_name")
    if is_project and _text(values, "auth_type") == "v2password":
        keys = keys[::-1]  # v2 calls projects tenants
    if setting.name == "timeout":
        yield from _service_timeouts(values)
    if setting.name in _OVERRIDES:
        for key in keys:
            yield key
            yield f"auth.{key}"
    else:
        for key in keys:
            yield f"auth.{key}"
        for key in keys:
            yield key


def _service_timeouts(values: Mapping[str, RawValue]) -> list[str]:
    """Return the last key that limits the time of one service: openstacksdk applies it to all."""
    keys = [key for key in values if _is_service_timeout(key)]
    return keys[-1:]


def _is_service_timeout(key: str) -> bool:
    return key.endswith("_timeout") and key != "api_timeout"


def flatten(section: Mapping[Any, Any], prefix: Keys = ()) -> Iterator[tuple[str, RawValue]]:
    """Iterate over a section's values by key; keys of its auth section become ``auth.<key>``.

    Hyphens in keys become underscores, and nulls are skipped. A service's ``endpoint_type`` becomes
    ``interface``, so that the last of the two counts.
    """
    for key, value in section.items():
        if value is None or key in _UNKNOWN_SPELLINGS:
            continue
        name = spelling(key)
        keys = (*prefix, name)
        if name == "auth" and isinstance(value, dict):
            yield from _flatten_auth(value, keys)
            continue
        if str(key).endswith("_endpoint_type"):
            name = name.replace("endpoint_type", "interface")
        yield name, RawValue(value, keys)


def _flatten_auth(section: Mapping[Any, Any], prefix: Keys) -> Iterator[tuple[str, RawValue]]:
    for key, value in section.items():
        if value is None:
            continue
        name = spelling(key)
        keys = (*prefix, name)
        yield f"auth.{name}", RawValue(value, keys)


def share_domain(values: dict[str, RawValue]) -> None:
    """Turn a domain beside a project into the user's and the project's, unless those are set."""
    if not _has_project(values):
        return
    for attribute in ("id", "name"):
        inside = values.pop(f"auth.domain_{attribute}", None)
        beside = values.pop(f"domain_{attribute}", None)
        domain = beside or inside
        if domain is None:
            continue
        for owner in ("user", "project"):
            key = f"{owner}_domain_{attribute}"
            if key not in values:
                values.setdefault(f"auth.{key}", domain)


def _has_project(values: Mapping[str, RawValue]) -> bool:
    texts = [_text(values, key) for key in _PROJECT_KEYS]
    return any(texts)


def regions(values: Mapping[str, RawValue]) -> Iterator[Region]:
    """Iterate over the regions of a cloud, from ``regions`` or else ``region_name``."""
    key = "regions" if "regions" in values else "region_name"
    if key not in values:
        return
    raw = values[key]
    if isinstance(raw.value, list):
        for index, entry in enumerate(raw.value):
            keys = (*raw.keys, index)
            yield _region(entry, keys)
        return
    for text in raw.text.split(","):
        name = RawValue(text, raw.keys)
        yield Region(name, {})


def _region(entry: Any, keys: Keys) -> Region:
    """Read an entry of a list of regions: a name, or a mapping of ``name`` and ``values``."""
    if not isinstance(entry, dict):
        name = RawValue(as_text(entry), keys)
        return Region(name, {})
    name = RawValue(
        value=lenient.text(entry.get("name")),
        keys=(*keys, "name"),
    )
    settings = lenient.mapping(entry.get("values"))
    is_valid = "name" in entry and entry.keys() <= _REGION_KEYS
    return Region(name, settings, is_valid)


def merge(base: Mapping[Any, Any], overlay: Mapping[Any, Any]) -> dict[Any, Any]:
    """Merge two mappings deeply; values of the overlay override those of the base."""
    result = dict(base)
    for key, value in overlay.items():
        result[key] = value
        base_value = base.get(key)
        if isinstance(base_value, dict) and isinstance(value, dict):
            result[key] = merge(base_value, value)
    return result


def as_text(value: Any, *, is_list: bool = False) -> str:
    """Convert a scalar to text; '' for anything else.

    Of a list take the first item, or with ``is_list`` join all of them by commas.
    """
    if isinstance(value, list) and value:
        if is_list:
            texts = [as_text(item) for item in value]
            return ",".join(text for text in texts if text)
        value = value[0]
    if isinstance(value, (bool, int, float)):
        return str(value)
    if hasattr(value, "isoformat"):  # a date
        return str(value)
    return lenient.text(value)


def misread_as(value: Any, literal: str) -> str:
    """Name what YAML takes a value for, if its text is not the literal in the file; '' if it is."""
    if not literal or as_text(value) == literal:
        return ""
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, (int, float)):
        return "number"
    if hasattr(value, "isoformat"):
        return "date"
    return ""


def dotted(keys: Keys) -> str:
    """Join keys for people to read: ``auth.username``."""
    return ".".join(map(str, keys))


def _text(values: Mapping[str, RawValue], key: str) -> str:
    raw = values.get(key)
    if raw is None:
        return ""
    return raw.text
