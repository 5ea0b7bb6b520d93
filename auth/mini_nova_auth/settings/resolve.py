"""Resolve the settings of a connection (see ``declarations``) from a chain of sources.

The chain is a tuple in order of precedence. Settings that are alternatives of one another (a
project's ID or its name, a password or a token) count as one: the first source that has any of
them decides for all. A flag's project name is never combined with the environment's project ID.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from mini_nova_auth import redact
from mini_nova_auth.access.service_types import FAMILIES, SINGLE, aliases, official
from mini_nova_auth.errors import ConfigurationError
from mini_nova_auth.settings.declarations import BY_NAME, SERVICE_KEYS, SETTINGS, Setting
from mini_nova_auth.settings.source import Inspectable, Layered, Remark, Source, Value
from mini_nova_auth.wire.urls import without_login_path

_TRUE_WORDS = ("1", "true", "yes", "on", "t", "y")
_FALSE_WORDS = ("", "0", "false", "no", "off", "f", "n", "none")


def no_advice() -> str:
    """Advise nothing."""
    return ""


class Settings:
    """The values that a chain of sources resolves to, each with its source.

    ``advice`` returns what else a user may try if they name no cloud, '' for nothing.
    """

    def __init__(
        self,
        values: Mapping[str, Value],
        chain: Iterable[Source] = (),
        advice: Callable[[], str] = no_advice,
    ) -> None:
        self._values = dict(values)
        self._chain = tuple(chain)
        self.advice = advice

    def __getitem__(self, name: str) -> str:
        """Return the value of a declared setting, or '' if no source has one."""
        setting = BY_NAME[name]
        value = self._values.get(setting.name)
        if value is None:
            return ""
        return value.value

    def source(self, name: str) -> str:
        """Describe the source of a setting's value; '' if it has none."""
        value = self._values.get(name)
        if value is None:
            return ""
        return value.source

    def is_on(self, name: str) -> bool:
        """Return whether a switch is on. Raises ConfigurationError if it is neither on nor off."""
        state = self.boolean(name)
        if state is None:
            raise ConfigurationError(
                f'{self.source(name)}: "{self[name]}" is neither true nor false'
            )
        return state

    def boolean(self, name: str) -> bool | None:
        """Read a value as a boolean; None if it is neither a word for true nor one for false."""
        word = self[name].strip().lower()
        if word in _TRUE_WORDS:
            return True
        if word in _FALSE_WORDS:
            return False
        return None

    def service_setting(self, service_type: str, key: str) -> str:
        """Return a service's own setting, e.g. its ``region_name``; '' if it has none."""
        value = self.service_value(service_type, key)
        if value is None:
            return ""
        return value.value

    def service_value(self, service_type: str, key: str) -> Value | None:
        """Return a service's own setting with its source, or None.

        The setting may be named after any alias of the service's type:
        ``block_storage_region_name`` and ``volumev3_region_name`` are the same.
        """
        service_types = aliases(official(service_type) or service_type)
        names = [_service_setting_name(alias, key) for alias in service_types]
        for source in self._chain:
            for name in names:
                value = source.lookup(name)
                if value is not None and value.value:
                    return value
        return None

    def service_settings(self) -> Iterator[tuple[str, list[Value]]]:
        """Iterate over the settings of single services: the name, and the values that it has.

        The first value is in effect and overrides the others. Names that differ only in the alias
        of the service's type are one setting.
        """
        for names in _service_setting_names():
            effective_name = self._first_service_name(names)
            if effective_name:
                values = dict.fromkeys(self._service_values(names))
                yield effective_name, list(values)

    def _first_service_name(self, names: list[str]) -> str:
        for source in self._chain:
            for name in names:
                if source.lookup(name) is not None:
                    return name
        return ""

    def _service_values(self, names: list[str]) -> Iterator[Value]:
        for source in self._chain:
            for name in names:
                value = source.lookup(name)
                if value is not None:
                    yield value
            if isinstance(source, Layered):
                for name in names:
                    yield from source.other_service_values(name)

    def items(self) -> Iterator[tuple[Setting, Value]]:
        """Iterate over the settings that have a value, in the order of their declarations."""
        for setting in SETTINGS:
            if setting.name in self._values:
                yield setting, self._values[setting.name]

    def overridden(self, setting: Setting) -> list[tuple[Setting, Value]]:
        """List the values of a setting and its alternatives that have no effect, secrets too."""
        alternatives = _alternatives(setting)
        effective_values = self._values.values()
        overridden = []
        for source in self._chain:
            for alternative, value in _source_values(source, alternatives):
                if value not in effective_values:
                    overridden.append((alternative, value))
        return list(dict.fromkeys(overridden))

    def warnings(self) -> Iterator[Remark]:
        """Iterate over what every command tells about the sources of these settings."""
        for source in self._chain:
            if isinstance(source, Inspectable):
                yield from source.warnings()

    def source_oddities(self) -> Iterator[Remark]:
        """Iterate over what an examination reports about the sources besides."""
        for source in self._chain:
            if isinstance(source, Inspectable):
                yield from source.oddities()

    def value(self, name: str) -> Value | None:
        """Return a setting's value with its source, or None if no source has one."""
        return self._values.get(name)

    def describe(self) -> list[str]:
        """Describe each setting on a line: its name, its value (if it is no secret), its source."""
        lines = []
        for name, value in self._values.items():
            setting = BY_NAME[name]
            text = mask(setting, value.value)
            lines.append(f"{name} = {text}  (from {value.source})")
        return lines


_DECLARED_NAMES = frozenset(
    name for setting in SETTINGS for name in (setting.name, *setting.cloud_keys)
)


def _service_setting_names() -> Iterator[list[str]]:
    """Iterate over all settings of single services, each with its names, the official one first.

    Names that are declared settings of compute are left out.
    """
    single_types = [(service_type,) for service_type in sorted(SINGLE)]
    families = [*FAMILIES, *single_types]
    for family in families:
        for key in SERVICE_KEYS:
            names = [_service_setting_name(service_type, key) for service_type in family]
            yield [name for name in names if name not in _DECLARED_NAMES]


def known_names() -> list[str]:
    """Return the names of all settings, and of all settings of single services."""
    names = list(BY_NAME)
    for group in _service_setting_names():
        names.extend(group)
    return names


def _service_setting_name(service_type: str, key: str) -> str:
    prefix = service_type.replace("-", "_")
    return f"{prefix}_{key}"


def _alternatives(setting: Setting) -> list[Setting]:
    """Return a setting and those of the same group."""
    if not setting.group:
        return [setting]
    return [candidate for candidate in SETTINGS if candidate.group == setting.group]


def _source_values(source: Source, settings: list[Setting]) -> Iterator[tuple[Setting, Value]]:
    """Iterate over all values that a source has for some settings, the effective ones first."""
    for setting in settings:
        value = source.get(setting)
        if value and value.value:
            yield setting, _normalize(setting, value)
    if isinstance(source, Layered):
        for setting in settings:
            for value in source.other_values(setting):
                yield setting, _normalize(setting, value)


def mask(setting: Setting, value: str) -> str:
    """Return a value fit to print.

    Secrets and passwords in URLs are hidden. Of a password command only the program is left: its
    arguments may hold the secret.
    """
    if setting.secret:
        return redact.MASK
    if setting.name == "password_command":
        words = value.split()
        if words:
            return f"{words[0]} ..."
        return ""
    if setting.metavar == "URL":
        return redact.url(value)
    return redact.visible(value)


def resolve(chain: Iterable[Source], advice: Callable[[], str] = no_advice) -> Settings:
    """Resolve settings from sources in order of precedence, and register secrets for redaction.

    ``advice`` is for users whose settings name no cloud.
    """
    chain = tuple(chain)
    values: dict[str, Value] = {}
    for source in chain:
        decided_groups = {BY_NAME[name].group for name in values}
        decided_groups.discard("")
        for setting in SETTINGS:
            if setting.name in values or setting.group in decided_groups:
                continue
            value = source.get(setting)
            if value is None or not value.value:
                continue
            _register_secret(setting, value.value)
            values[setting.name] = _normalize(setting, value)
    return Settings(values, chain, advice)


def _normalize(setting: Setting, value: Value) -> Value:
    """Translate what other clients write: ``latest`` as a microversion, and a URL with
    ``/tokens``.
    """
    if setting.name == "compute_api_version" and value.value == "latest":
        return value._replace(value="2.latest")
    if setting.name == "auth_url":
        return value._replace(value=without_login_path(value.value))
    return value


def _register_secret(setting: Setting, value: str) -> None:
    """Tell ``redact`` about a secret, so that it is never printed."""
    if setting.secret:
        redact.learn(value)
    elif setting.metavar == "URL":
        redact.learn_from_url(value)
