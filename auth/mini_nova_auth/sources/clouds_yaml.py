"""Settings from clouds.yaml, with secure.yaml laid over it, a region's own values, and a vendor's profile under it.

File format and precedence: openstacksdk's configuration documentation, and what openstacksdk does where that is silent.
The files are looked for in the current directory, the user's configuration directory, the system's and /etc/openstack;
``OS_CLIENT_CONFIG_FILE``, ``OS_CLIENT_SECURE_FILE`` and ``OS_CLIENT_VENDOR_FILE`` name others. Nothing is read before a
value is asked for.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from mini_nova_auth import private_files, untrusted
from mini_nova_auth.declarations import Setting
from mini_nova_auth.errors import ConfigurationError
from mini_nova_auth.settings import Value
from mini_nova_auth.sources.documents import SUFFIXES, Document, parse, spelling

_log = logging.getLogger(__name__)
# A value beside the auth section wins over the same one inside it: openstacksdk takes it for an override.
_BESIDE_WINS = frozenset(
    {"domain_id", "domain_name", "user_domain_id", "user_domain_name", "project_domain_id", "project_domain_name",
     "project_id", "project_name", "token", "passcode"}
)  # fmt: skip
_PROJECT_KEYS = ("project_id", "project_name", "tenant_id", "tenant_name")
_BY_ONE_SPELLING = ("auth-type", "endpoint-type")  # openstacksdk does not know these with a hyphen
_TEMPLATED = re.compile(r"\{(\w+)\}|\{\{|\}\}|[{}]")
_Keys = tuple[str | int, ...]


class _Placed(NamedTuple):
    """A raw value, and the keys that lead to it in one of the files."""

    value: Any
    keys: _Keys


class CloudsYaml:
    """One cloud of clouds.yaml. ``name`` '' means the file's only cloud, where it has just one.

    ``region`` is the region that a source above asks for; the cloud's first one counts where it is ''.
    ``get`` raises ConfigurationError where the file cannot be read, or has no such cloud or region.
    """

    def __init__(self, name: str, variables: Mapping[str, str], region: str = "") -> None:
        self._name = name
        self._variables = variables
        self._region = region

    def get(self, setting: Setting) -> Value | None:
        """The setting in the cloud's ``auth`` section, or beside it."""
        for key in (*self._timeouts(), *_order(setting)) if setting.name == "timeout" else _order(setting):
            found = self._value(key, several=setting.name in ("interface", "auth_methods"))
            if found is not None:
                return found
        return None

    def lookup(self, name: str) -> Value | None:
        """A setting of one service, as ``image_endpoint_override``."""
        return self._value(name, several=name.endswith("_interface"))

    @property
    def names(self) -> list[str]:
        """The clouds of the file."""
        return sorted(str(name) for name in self._clouds)

    @property
    def regions(self) -> tuple[str, ...]:
        """The regions that the cloud lists, the first to count first."""
        own = {**dict(_flattened(self._profile, ())), **dict(_flattened(self._cloud, ()))} if self._cloud else {}
        return tuple(as_text(placed.value) for _, placed in _regions(own))

    @property
    def files(self) -> tuple[Path, ...]:
        """The files that were found, the first to count first."""
        return tuple(document.path for document in (self._secure, self._main, self._public) if document is not None)

    @property
    def chosen(self) -> str:
        """The name of the cloud in use: the one asked for, or the only one; '' where there is neither."""
        return self._name or (next(iter(self.names)) if len(self._clouds) == 1 else "")

    def _timeouts(self) -> list[str]:
        """Time limits that are named after a service: one counts for all, as openstacksdk has it."""
        return [key for key in self._flat if key.endswith("_timeout") and key != "api_timeout"][-1:]

    def _value(self, key: str, *, several: bool = False) -> Value | None:
        placed = self._flat.get(key)
        if placed is None:
            return None
        text = as_text(placed.value, several=several)
        if key == "insecure":
            text = "true" if text.lower() == "true" else ""
        if "{" in text and (key == "auth.auth_url" or not key.startswith("auth.")) and key != "password":
            text = self._filled(text, key)
        return Value(text, self._source(placed.keys)) if text else None

    def _filled(self, text: str, key: str) -> str:
        """The text with ``{region_name}`` and its like replaced by the cloud's own values."""

        def fill(found: re.Match[str]) -> str:
            if found[1] is None:
                return found[0][0]
            value = as_text(self._flat[found[1]].value) if found[1] in self._flat else ""
            value = value or (self._region if found[1] == "region_name" else "")
            if not value:
                raise ConfigurationError(
                    f"{self._source(self._flat[key].keys)}: {found[0]} has no value in this cloud",
                    hint="Replace it, or give the cloud that setting.",
                )
            return value

        return _TEMPLATED.sub(fill, text)

    def _source(self, keys: _Keys) -> str:
        """The place of a value: ``file:line (key)``."""
        at: _Keys = ("clouds", self.chosen, *keys)
        for document in (self._secure, self._main):
            if document is not None and document.has(at):
                return f"{document.place(at)} ({_dotted(keys)})"
        profile = self._profile_name
        if self._public is not None and self._public.has(("public_clouds", profile)):
            return f"{self._public.place(('public_clouds', profile, *keys))} ({_dotted(keys)})"
        return f'the vendor profile "{profile}" ({_dotted(keys)})'

    @cached_property
    def _flat(self) -> dict[str, _Placed]:
        """The cloud's values by key, those of the auth section as ``auth.<key>``; a region's over the cloud's own."""
        flat: dict[str, _Placed] = {}
        cloud = self._cloud
        if not cloud:
            return flat
        own = dict(_flattened(cloud, ()))
        flat.update(_flattened(self._profile, ()))
        flat.update(own)
        at, region = self._chosen_region(own if {"regions", "region_name"} & own.keys() else flat)
        if region is not None:
            name, keys = region
            flat["region_name"] = _Placed(name, keys)
            values = at.get("values")
            flat.update(_flattened(untrusted.mapping(values), (*keys[:-1], "values")))
        _give_domain_to_both(flat)
        return flat

    def _chosen_region(self, flat: Mapping[str, _Placed]) -> tuple[dict[str, Any], _Placed | None]:
        """The region asked for, else the first one, with its own values; None where the cloud names no region."""
        regions = list(_regions(flat))
        if not regions:
            return {}, None
        if not self._region:
            return regions[0]
        for at, placed in regions:
            if placed.value == self._region:
                return at, placed
        known = [str(placed.value) for _, placed in regions]
        near = next((name for name in known if name.casefold() == self._region.casefold()), known[0])
        raise ConfigurationError(
            f'cloud "{self.chosen}" has no region "{self._region}"; {self._source(regions[0][1].keys[:1])} lists '
            f"{', '.join(known)}",
            hint=f"Set OS_REGION_NAME={near}, or add the region to the file.",
        )

    @cached_property
    def _main(self) -> Document | None:
        return self._load("clouds", "OS_CLIENT_CONFIG_FILE")

    @cached_property
    def _secure(self) -> Document | None:
        return self._load("secure", "OS_CLIENT_SECURE_FILE")

    @cached_property
    def _public(self) -> Document | None:
        return self._load("clouds-public", "OS_CLIENT_VENDOR_FILE") if self._profile_name else None

    @cached_property
    def _clouds(self) -> dict[str, Any]:
        main, secure = (
            untrusted.mapping(document.content.get("clouds")) if document is not None else {}
            for document in (self._main, self._secure)
        )
        return {str(name): cloud for name, cloud in merged(main, secure).items()}

    @cached_property
    def _cloud(self) -> dict[str, Any]:
        cloud = self._clouds.get(self.chosen)
        if isinstance(cloud, dict):
            return cloud
        if not self._name:
            return {}
        path = self._main.path if self._main else (self._secure.path if self._secure else None)
        have = f"it has {', '.join(self.names)}" if self._clouds else "it has none"
        where = f"{path} has no cloud named" if path else "there is no clouds.yaml, so there is no cloud named"
        raise ConfigurationError(
            f'{where} "{self._name}"{"; " + have if path else ""}', hint="Check --os-cloud or OS_CLOUD."
        )

    @cached_property
    def _profile_name(self) -> str:
        return untrusted.text(self._cloud.get("profile")) or untrusted.text(self._cloud.get("cloud"))

    @cached_property
    def _profile(self) -> dict[str, Any]:
        """The vendor's settings: of clouds-public.yaml, else of the vendors known here. Nothing is fetched for one."""
        name = self._profile_name
        if not name:
            return {}
        if self._public is not None:
            found = untrusted.mapping(self._public.content.get("public-clouds")).get(name)
            if isinstance(found, dict):
                return found
        from mini_nova_auth.sources.vendors import VENDORS, check_alive

        check_alive(name)
        if name not in VENDORS:
            _log.warning('there is no vendor profile "%s" here, so that it gives no settings', name)
        return dict(VENDORS.get(name, {}))

    def _load(self, stem: str, variable: str) -> Document | None:
        """The first file of that name; None where there is none. One that may not be read is passed over."""
        named = self._variables.get(variable)
        if named:
            return parse(Path(named))
        for folder in self._folders():
            for suffix in SUFFIXES:
                path = folder / f"{stem}{suffix}"
                if _is_file(path):
                    return parse(path)
        return None

    def _folders(self) -> tuple[Path, ...]:
        home = private_files.home(self._variables)
        config = Path(self._variables.get("XDG_CONFIG_HOME") or home / ".config")
        site = [Path(at) for at in (self._variables.get("XDG_CONFIG_DIRS") or "/etc/xdg").split(os.pathsep) if at]
        places = (Path(), *(at / "openstack" for at in (config, home / ".config", *site)), Path("/etc/openstack"))
        return tuple(dict.fromkeys(places))


def _order(setting: Setting) -> Iterator[str]:
    """The places of a setting in a cloud, the first to count first."""
    sections = ("", "auth.") if setting.name in _BESIDE_WINS else ("auth.", "")
    if setting.name in _BESIDE_WINS:
        yield from (section + key for key in setting.cloud_keys for section in sections)
    else:
        yield from (section + key for section in sections for key in setting.cloud_keys)


def _flattened(section: Mapping[Any, Any], above: _Keys) -> Iterator[tuple[str, _Placed]]:
    """A section's values by key, hyphens as underscores; None says nothing. Of a service's ``endpoint_type`` and
    ``interface``, which are one, the last counts."""
    for key, value in section.items():
        name = spelling(key)
        if name == "auth" and isinstance(value, dict):
            for inner, item in value.items():
                if item is not None:
                    yield f"auth.{spelling(inner)}", _Placed(item, (*above, name, spelling(inner)))
        elif value is not None and key not in _BY_ONE_SPELLING:
            of_service = str(key).endswith("_endpoint_type")
            yield name.replace("endpoint_type", "interface") if of_service else name, _Placed(value, (*above, name))


def _give_domain_to_both(flat: dict[str, _Placed]) -> None:
    """A domain that stands beside a project is meant for the user and the project, where theirs is not given."""
    if not any(section + key in flat for key in _PROJECT_KEYS for section in ("", "auth.")):
        return
    for part in ("id", "name"):
        inside, beside = flat.pop(f"auth.domain_{part}", None), flat.pop(f"domain_{part}", None)
        placed = beside or inside
        for of in ("user", "project"):
            key = f"{of}_domain_{part}"
            if placed is not None and key not in flat:
                flat.setdefault(f"auth.{key}", placed)


def _regions(flat: Mapping[str, _Placed]) -> Iterator[tuple[dict[str, Any], _Placed]]:
    """The cloud's regions, each with its own values and its place: ``regions``, else ``region_name``."""
    key = "regions" if "regions" in flat else "region_name"
    if key not in flat:
        return
    value = flat[key].value
    listed = value if isinstance(value, list) else as_text(value).split(",")
    for at, region in enumerate(listed):
        inner: _Keys = (key, at) if isinstance(value, list) else (key,)
        if isinstance(region, dict):
            yield region, _Placed(untrusted.text(region.get("name")), (*inner, "name"))
        else:
            yield {}, _Placed(as_text(region), inner)


def _dotted(keys: _Keys) -> str:
    return ".".join(str(key) for key in keys)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file() and os.access(path, os.R_OK)
    except OSError:
        return False  # a folder that may not be searched


def merged(below: Mapping[Any, Any], above: Mapping[Any, Any]) -> dict[Any, Any]:
    """Two mappings, deep: where both have a value, the one above counts."""
    result = dict(below)
    for key, value in above.items():
        under = result.get(key)
        result[key] = merged(under, value) if isinstance(under, dict) and isinstance(value, dict) else value
    return result


def as_text(value: Any, *, several: bool = False) -> str:
    """A scalar as text; of a list its first, or where several may be given (interfaces) all, with commas."""
    if isinstance(value, list) and value:
        if several:
            return ",".join(filter(None, map(as_text, value)))
        value = value[0]
    if isinstance(value, (bool, int, float)) or hasattr(value, "isoformat"):
        return str(value)
    return untrusted.text(value)
