"""The settings of a connection as a chain of sources gives them (``declarations`` lists them).

``resolve`` walks a chain of sources in order of precedence, so that it reads as a list. Settings that are
alternatives of one another (a project's id or its name, a password or a token) count as one: the first source that
gives any of them gives all of them, so that a flag's project name is never joined with the environment's project id.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple, Protocol, runtime_checkable

from mini_nova_auth import redact
from mini_nova_auth.access.service_types import FAMILIES, SINGLE, aliases, official
from mini_nova_auth.errors import ConfigurationError
from mini_nova_auth.settings.declarations import BY_NAME, SERVICE_KEYS, SETTINGS, Setting


class Value(NamedTuple):
    """A setting's value and where it came from, in words."""

    value: str
    source: str

    def __repr__(self) -> str:
        """Without the value, which may be a secret."""
        return f"Value(source={self.source!r})"


class Source(Protocol):
    """A place that settings come from."""

    def get(self, setting: Setting) -> Value | None:
        """The setting's value here, or None."""
        ...

    def lookup(self, name: str) -> Value | None:
        """The value of a setting of one service, by its name in clouds.yaml (``image_endpoint_override``), or None."""
        ...


@runtime_checkable
class Layered(Protocol):
    """A source that is several in one, as clouds.yaml with what lies over and under it."""

    def others(self, setting: Setting) -> Iterator[Value]:
        """What it has of a setting beside what it gives."""
        ...

    def others_of_service(self, name: str) -> Iterator[Value]:
        """What it has of a setting of one service beside what it gives."""
        ...


class Settings:
    """What a chain of sources gave: values by name, each with its source."""

    def __init__(self, values: Mapping[str, Value], chain: Iterable[Source] = ()) -> None:
        self._values = dict(values)
        self._chain = tuple(chain)

    def __getitem__(self, name: str) -> str:
        """The value of a declared setting; '' where no source gives it."""
        found = self._values.get(BY_NAME[name].name)
        return "" if found is None else found.value

    def source(self, name: str) -> str:
        """Where the value came from, in words; '' where there is none."""
        found = self._values.get(name)
        return "" if found is None else found.source

    def is_on(self, name: str) -> bool:
        """Whether a switch is on. Raises ConfigurationError for a word that is neither yes nor no."""
        on = self.word(name)
        if on is None:
            raise ConfigurationError(
                f'{self.source(name)}: "{self[name]}" is neither true nor false'
            )
        return on

    def word(self, name: str) -> bool | None:
        """What a value means as a word for yes or no; None where it is neither."""
        word = self[name].strip().lower()
        if word in ("1", "true", "yes", "on", "t", "y"):
            return True
        return False if word in ("", "0", "false", "no", "off", "f", "n", "none") else None

    def of_service(self, service_type: str, key: str) -> str:
        """A service's own setting (``endpoint_override``, ``region_name``, ``interface``...), '' where it has none.

        A service is known by its type or any alias of it, as in ``block_storage_region_name``, ``volumev3_region_name``.
        """
        known = aliases(official(service_type) or service_type)
        names = [f"{alias.replace('-', '_')}_{key}" for alias in known]
        for source in self._chain:
            for name in names:
                found = source.lookup(name)
                if found is not None and found.value:
                    return found.value
        return ""

    def of_services(self) -> Iterator[tuple[str, list[Value]]]:
        """Every setting of one service that a source gives (``image_endpoint_override``): what counts, then what it beat.

        The types of a service are one: ``volume_endpoint_override`` beside ``block_storage_endpoint_override`` is beaten.
        """
        declared = {key for setting in SETTINGS for key in (setting.name, *setting.cloud_keys)}
        for family in (*FAMILIES, *((kind,) for kind in sorted(SINGLE))):
            for key in SERVICE_KEYS:
                names = [f"{kind.replace('-', '_')}_{key}" for kind in family]
                names = [name for name in names if name not in declared]
                given = [name for source in self._chain for name in names if source.lookup(name)]
                if given:
                    yield given[0], list(dict.fromkeys(self._of_service(names)))

    def _of_service(self, names: list[str]) -> Iterator[Value]:
        for source in self._chain:
            yield from (value for name in names if (value := source.lookup(name)))
            if isinstance(source, Layered):
                yield from (value for name in names for value in source.others_of_service(name))

    def given(self) -> Iterator[tuple[Setting, Value]]:
        """The settings that have a value, in the order of their declarations, with it."""
        return (
            (setting, self._values[setting.name])
            for setting in SETTINGS
            if setting.name in self._values
        )

    def beaten(self, setting: Setting) -> list[tuple[Setting, Value]]:
        """What is said elsewhere, to no effect, of a setting that has a value, or of its alternatives: also secrets."""
        rivals = [
            one
            for one in SETTINGS
            if one is setting or (setting.group and one.group == setting.group)
        ]
        found = dict.fromkeys(told for source in self._chain for told in _all_of(source, rivals))
        return [(rival, value) for rival, value in found if value not in self._values.values()]

    def described(self) -> list[str]:
        """One line a setting: name, value (never a secret's), source."""
        return [
            f"{name} = {shown(BY_NAME[name], found.value)}  (from {found.source})"
            for name, found in self._values.items()
        ]


def _all_of(source: Source, settings: list[Setting]) -> Iterator[tuple[Setting, Value]]:
    """All that a source has of some settings, what it gives first."""
    yield from ((one, value) for one in settings if (value := source.get(one)) and value.value)
    if isinstance(source, Layered):
        yield from ((one, value) for one in settings for value in source.others(one))


def shown(setting: Setting, value: str) -> str:
    """A value as it may be shown: a secret's hidden, a URL's without user and password, a command's name."""
    if setting.secret:
        return redact.HIDDEN
    if setting.name == "password_command":
        return (
            f"{value.split(maxsplit=1)[0]} ..." if value.split() else ""
        )  # what follows may be the secret itself
    return redact.url(value) if setting.metavar == "URL" else value


def resolve(chain: Iterable[Source]) -> Settings:
    """The settings that the sources give, the first source first."""
    chain = tuple(chain)
    values: dict[str, Value] = {}
    groups: dict[str, int] = {}
    for rank, source in enumerate(chain):
        for setting in SETTINGS:
            if setting.name in values or groups.get(setting.group, rank) != rank:
                continue
            found = source.get(setting)
            if found is not None and found.value != "":
                values[setting.name] = found
                if setting.secret:
                    redact.learn(found.value)
                elif setting.metavar == "URL":
                    redact.learn_from_url(found.value)
                if setting.group:
                    groups[setting.group] = rank
    return Settings(values, chain)
