"""Settings from clouds.yaml, with secure.yaml laid over it, a region's own values, and a vendor's profile under it.

File format and precedence: openstacksdk's configuration documentation, and what openstacksdk does where that is silent.
``cloud_files`` finds the files, ``cloud_values`` knows their spellings. Nothing is read before a value is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from mini_nova_auth import lenient
from mini_nova_auth.errors import ConfigurationError
from mini_nova_auth.settings.declarations import SETTINGS, Setting
from mini_nova_auth.settings.source import Value
from mini_nova_auth.settings.sources.cloud_files import CloudFiles, place_in
from mini_nova_auth.settings.sources.cloud_values import (
    Keys,
    Placed,
    Region,
    as_text,
    flattened,
    give_domain_to_both,
    order,
    regions,
)

_TEMPLATED = re.compile(r"\{(\w+)\}|\{\{|\}\}|[{}]")
_SECRET = frozenset(key for setting in SETTINGS if setting.secret for key in setting.cloud_keys)
_SEVERAL = ("interface", "auth_methods")


class CloudsYaml:
    """One cloud of clouds.yaml. ``name`` '' means the file's only cloud, where it has just one.

    ``region`` is the region that a source above asks for; the cloud's first one counts where it is ''.
    ``get`` raises ConfigurationError where the file cannot be read, or has no such cloud or region.
    """

    def __init__(self, name: str, variables: Mapping[str, str], region: str = "") -> None:
        self._name = name
        self._files = CloudFiles(variables)
        self._region = region

    def of(self, name: str, region: str = "") -> CloudsYaml:
        """Another cloud or region of the same files, which are not read again."""
        other = CloudsYaml(name, {}, region)
        other._files = self._files
        return other

    def get(self, setting: Setting) -> Value | None:
        """The setting in the cloud's ``auth`` section, or beside it."""
        for key in order(setting, self._flat):
            found = self._value(key, several=setting.name in _SEVERAL)
            if found is not None:
                latest = setting.name == "compute_api_version" and found.value == "latest"
                return (
                    found._replace(value="2.latest") if latest else found
                )  # Nova's clients call it so
        return None

    def lookup(self, name: str) -> Value | None:
        """A setting of one service, as ``image_endpoint_override``."""
        return self._value(name, several=name.endswith("_interface"))

    def other_values(self, setting: Setting) -> Iterator[Value]:
        """What the files say of a setting beside what counts: clouds.yaml under secure.yaml, the cloud under its region."""
        several = setting.name in _SEVERAL
        told = (_told(flat, order(setting, flat), place, several) for flat, place in self._layers())
        return _elsewhere(told, self.get(setting))

    def other_service_values(self, name: str) -> Iterator[Value]:
        """What the files say of a setting of one service beside what counts."""
        told = (
            _told(flat, (name,), place, name.endswith("_interface"))
            for flat, place in self._layers()
        )
        return _elsewhere(told, self.lookup(name))

    @property
    def names(self) -> list[str]:
        """The clouds of the file."""
        return sorted(self._files.clouds)

    @property
    def regions(self) -> tuple[str, ...]:
        """The regions that the cloud lists, the first to count first."""
        own = (
            {**dict(flattened(self._profile)), **dict(flattened(self._cloud))}
            if self._cloud
            else {}
        )
        return tuple(as_text(region.name.value) for region in regions(own))

    @property
    def files(self) -> tuple[Path, ...]:
        """The files that were found, the first to count first."""
        public = self._files.public if self._profile_name else None
        return tuple(
            document.path
            for document in (self._files.secure, self._files.main, public)
            if document is not None
        )

    @property
    def chosen(self) -> str:
        """The name of the cloud in use: the one asked for, or the only one; '' where there is neither."""
        return self._name or (next(iter(self.names)) if len(self._files.clouds) == 1 else "")

    def _value(self, key: str, *, several: bool = False) -> Value | None:
        placed = self._flat.get(key)
        if placed is None:
            return None
        text = as_text(placed.value, several=several)
        if key == "insecure":
            text = "true" if text.lower() == "true" else ""
        if (
            "{" in text
            and (key == "auth.auth_url" or not key.startswith("auth."))
            and key not in _SECRET
        ):
            text = self._filled(text, key)
        return Value(text, self._source(placed.keys)) if text else None

    def _filled(self, text: str, key: str) -> str:
        """The text with ``{region_name}`` and its like replaced by the cloud's own values, none of them a secret."""

        def fill(found: re.Match[str]) -> str:
            if found[1] is None:
                return found[0][0]
            value = (
                as_text(self._flat[found[1]].value)
                if found[1] in self._flat and found[1] not in _SECRET
                else ""
            )
            value = value or (self._region if found[1] == "region_name" else "")
            if not value:
                raise ConfigurationError(
                    f"{self._source(self._flat[key].keys)}: {found[0]} has no value in this cloud",
                    hint="Replace it, or give the cloud that setting.",
                )
            return value

        return _TEMPLATED.sub(fill, text)

    def _source(self, keys: Keys) -> str:
        """The place of a value: ``file:line (key)``."""
        return self._files.place(self.chosen, self._profile_name, keys)

    def _layers(self) -> Iterator[tuple[dict[str, Placed], Callable[[Keys], str]]]:
        """The values of each file by itself, a region's own before the cloud's; and what says where one stands."""
        region = as_text(self._flat["region_name"].value) if "region_name" in self._flat else ""

        def split(section: Mapping[Any, Any]) -> Iterator[dict[str, Placed]]:
            own = dict(flattened(section))
            yield from (
                dict(_of_region(one))
                for one in regions(own)
                if one.values and one.name.value == region
            )
            yield own

        for document, section in self._files.written(self.chosen):
            for flat in split(section):
                yield flat, partial(place_in, document, self.chosen)
        for flat in split(self._profile):
            yield flat, partial(self._files.place_in_profile, self._profile_name)

    @cached_property
    def _flat(self) -> dict[str, Placed]:
        """The cloud's values by key, those of the auth section as ``auth.<key>``; a region's over the cloud's own."""
        flat: dict[str, Placed] = {}
        cloud = self._cloud
        if not cloud:
            return flat
        own = dict(flattened(cloud))
        flat.update(flattened(self._profile))
        flat.update(own)
        region = self._chosen_region(own if {"regions", "region_name"} & own.keys() else flat)
        if region is not None:
            flat["region_name"] = region.name
            flat.update(_of_region(region))
        give_domain_to_both(flat)
        return flat

    def _chosen_region(self, flat: Mapping[str, Placed]) -> Region | None:
        """The region asked for, else the first one; None where the cloud names no region."""
        listed = list(regions(flat))
        odd = next((region for region in listed if not region.valid), None)
        if odd is not None:
            raise ConfigurationError(
                f"{self._source(odd.name.keys[:-1])}: a region has a name, and values of its own, and nothing else",
                hint="Put what is of that region alone under its 'values'.",
            )
        if not listed or not self._region:
            return listed[0] if listed else None
        known = [str(region.name.value) for region in listed]
        if self._region in known:
            return listed[known.index(self._region)]
        near = next(
            (name for name in known if name.casefold() == self._region.casefold()), known[0]
        )
        raise ConfigurationError(
            f'cloud "{self.chosen}" has no region "{self._region}"; {self._source(listed[0].name.keys[:1])} lists '
            f"{', '.join(known)}",
            hint=f"Set OS_REGION_NAME={near}, or add the region to the file.",
        )

    @cached_property
    def _cloud(self) -> dict[str, Any]:
        clouds = self._files.clouds
        cloud = clouds.get(self.chosen)
        if isinstance(cloud, dict):
            return cloud
        if not self._name:
            return {}
        document = self._files.main or self._files.secure
        have = f"it has {', '.join(self.names)}" if clouds else "it has none"
        where = (
            f"{document.path} has no cloud named"
            if document
            else "there is no clouds.yaml, so there is no cloud named"
        )
        raise ConfigurationError(
            f'{where} "{self._name}"{"; " + have if document else ""}',
            hint="Check --os-cloud or OS_CLOUD.",
        )

    @cached_property
    def _profile_name(self) -> str:
        return lenient.text(self._cloud.get("profile")) or lenient.text(self._cloud.get("cloud"))

    @cached_property
    def _profile(self) -> dict[str, Any]:
        return self._files.profile(self._profile_name) if self._profile_name else {}


def _of_region(region: Region) -> Iterator[tuple[str, Placed]]:
    """A region's own values, with the keys that lead to them."""
    return flattened(region.values, (*region.name.keys[:-1], "values"))


def _told(
    flat: Mapping[str, Placed], keys: Iterable[str], place: Callable[[Keys], str], several: bool
) -> Iterator[Value]:
    """The values of those keys that are there, each with its place."""
    for key in keys:
        text = as_text(flat[key].value, several=several) if key in flat else ""
        if text:
            yield Value(text, place(flat[key].keys))


def _elsewhere(told: Iterable[Iterable[Value]], used: Value | None) -> Iterator[Value]:
    """What is told in other places than the one that is used."""
    return (
        value for values in told for value in values if used is None or value.source != used.source
    )
