"""Settings from clouds.yaml, with secure.yaml laid over it and a vendor profile of clouds-public.yaml under it.

File format: openstacksdk's configuration documentation. The files are looked for in the current directory, the user's
configuration directory and /etc/openstack; ``OS_CLIENT_CONFIG_FILE``, ``OS_CLIENT_SECURE_FILE`` and
``OS_CLIENT_VENDOR_FILE`` name others. YAML is parsed only when a value is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from mini_nova_auth import private_files, untrusted
from mini_nova_auth.errors import ConfigurationError
from mini_nova_auth.settings import Setting, Value

_SUFFIXES = (".yaml", ".yml", ".json")


class CloudsYaml:
    """One cloud of clouds.yaml. ``name`` '' means the file's only cloud, where it has just one.

    ``get`` raises ConfigurationError where the file cannot be read or has no such cloud.
    """

    def __init__(self, name: str, variables: Mapping[str, str]) -> None:
        self._name = name
        self._variables = variables

    def get(self, setting: Setting) -> Value | None:
        """The setting in the cloud's ``auth`` section, or beside it."""
        path, cloud = self._cloud
        auth = untrusted.mapping(cloud.get("auth"))
        for section, place in ((auth, "auth."), (cloud, "")):
            for key in setting.cloud_keys:
                text = _text(section.get(key), several=setting.name == "interface")
                if text:
                    return Value(text, f"{path} ({place}{key})")
        return None

    @property
    def names(self) -> list[str]:
        """The clouds of the file."""
        _, clouds = self._clouds
        return sorted(str(name) for name in clouds)

    @cached_property
    def _clouds(self) -> tuple[Path | None, dict[str, Any]]:
        path, content = self._load("clouds", "OS_CLIENT_CONFIG_FILE")
        _, secure = self._load("secure", "OS_CLIENT_SECURE_FILE")
        clouds = merged(untrusted.mapping(content.get("clouds")), untrusted.mapping(secure.get("clouds")))
        return path, clouds

    @cached_property
    def _cloud(self) -> tuple[Path | None, dict[str, Any]]:
        path, clouds = self._clouds
        if not self._name:
            return path, self._with_profile(untrusted.mapping(next(iter(clouds.values())))) if len(clouds) == 1 else {}
        cloud = clouds.get(self._name)
        if not isinstance(cloud, dict):
            have = f"it has {', '.join(self.names)}" if clouds else "it has none"
            where = f"{path} has no cloud named" if path else "there is no clouds.yaml, so there is no cloud named"
            raise ConfigurationError(
                f'{where} "{self._name}"{"; " + have if path else ""}', hint="Check --os-cloud or OS_CLOUD."
            )
        return path, self._with_profile(cloud)

    def _with_profile(self, cloud: dict[str, Any]) -> dict[str, Any]:
        profile = untrusted.text(cloud.get("profile")) or untrusted.text(cloud.get("cloud"))
        if not profile:
            return cloud
        _, vendors = self._load("clouds-public", "OS_CLIENT_VENDOR_FILE")
        return merged(untrusted.mapping(untrusted.mapping(vendors.get("public-clouds")).get(profile)), cloud)

    def _load(self, stem: str, variable: str) -> tuple[Path | None, dict[str, Any]]:
        """The first file of that name, parsed; (None, {}) where there is none."""
        named = self._variables.get(variable)
        if named:
            return Path(named), parse(Path(named))
        for folder in self._folders():
            for suffix in _SUFFIXES:
                path = folder / f"{stem}{suffix}"
                if _is_file(path):
                    return path, parse(path)
        return None, {}

    def _folders(self) -> tuple[Path, ...]:
        home = private_files.home(self._variables)
        config = Path(self._variables.get("XDG_CONFIG_HOME") or home / ".config")
        return Path(), config / "openstack", Path("/etc/openstack")


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False  # a folder that may not be searched


def parse(path: Path) -> dict[str, Any]:
    """The mapping in a YAML file. Raises ConfigurationError, which never quotes the file: it holds secrets."""
    import yaml  # costs 15 ms: only those who use clouds.yaml pay it

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        content = yaml.load(path.read_bytes(), Loader=loader)  # noqa: S506 - a safe loader
    except OSError as problem:
        raise ConfigurationError(
            f"{path} cannot be read: {problem.strerror}", hint="Check its name and mode."
        ) from problem
    except Exception as problem:  # for odd documents PyYAML raises all sorts
        mark = getattr(problem, "problem_mark", None)
        at = f", line {mark.line + 1}" if mark is not None else ""
        raise ConfigurationError(f"{path}{at} is not valid YAML", hint="Check its indentation and quotes.") from None
    if content is None:
        return {}
    if not isinstance(content, dict):
        raise ConfigurationError(f"{path} is not a mapping with a 'clouds' section")
    return content


def merged(below: Mapping[Any, Any], above: Mapping[Any, Any]) -> dict[Any, Any]:
    """Two mappings, deep: where both have a value, the one above counts."""
    result = dict(below)
    for key, value in above.items():
        under = result.get(key)
        result[key] = merged(under, value) if isinstance(under, dict) and isinstance(value, dict) else value
    return result


def _text(value: Any, *, several: bool = False) -> str:
    """A scalar as text; of a list (regions) its first, or where several may be given (interfaces) all, with commas."""
    if isinstance(value, list) and value:
        if several:
            return ",".join(filter(None, map(untrusted.text, value)))
        value = value[0]
    if isinstance(value, dict):
        value = value.get("name")
    if isinstance(value, (bool, float)):
        return str(value)
    return untrusted.text(value)
