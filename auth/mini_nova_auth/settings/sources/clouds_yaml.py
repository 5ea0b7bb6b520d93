"""Settings from clouds.yaml, with secure.yaml above it and a vendor's profile below it.

File format and precedence follow openstacksdk's configuration documentation, and its behaviour if
that is silent. ``cloud_files`` finds the files, ``cloud_values`` knows their keys. Files are read
when the first value is looked up.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, partial
from pathlib import Path
from typing import Any, NamedTuple

from mini_nova_auth import lenient
from mini_nova_auth.errors import ConfigurationError
from mini_nova_auth.settings.declarations import SETTINGS, Setting
from mini_nova_auth.settings.source import Value
from mini_nova_auth.settings.sources.cloud_files import CloudFiles, place_in
from mini_nova_auth.settings.sources.cloud_values import (
    Keys,
    RawValue,
    Region,
    as_text,
    candidate_keys,
    flatten,
    regions,
    share_domain,
)

_TEMPLATE = re.compile(r"\{(\w+)\}|\{\{|\}\}|[{}]")
_SECRET_KEYS = frozenset(
    key for setting in SETTINGS if setting.secret for key in setting.cloud_keys
)
_LISTS = ("interface", "auth_methods")


class CloudsYaml:
    """A cloud of clouds.yaml. An empty ``name`` means the file's only cloud, if it has just one.

    ``region`` is the region that a source above asks for; '' means the cloud's first one.
    ``get`` raises ConfigurationError if a file cannot be read, or has no such cloud or region.
    """

    def __init__(self, name: str, variables: Mapping[str, str], region: str = "") -> None:
        self._name = name
        self._files = CloudFiles(variables)
        self._region = region

    def for_cloud(self, name: str, region: str = "") -> CloudsYaml:
        """Return another cloud or region of the same files, without reading them again."""
        sibling = CloudsYaml(name, {}, region)
        sibling._files = self._files
        return sibling

    def get(self, setting: Setting) -> Value | None:
        """Return a setting from the cloud's ``auth`` section or from beside it, or None."""
        for key in candidate_keys(setting, self._values):
            value = self._value(key, is_list=setting.name in _LISTS)
            if value is not None:
                return _as_nova_spells_it(setting, value)
        return None

    def lookup(self, name: str) -> Value | None:
        """Return a service's own setting, e.g. ``image_endpoint_override``, or None."""
        return self._value(name, is_list=name.endswith("_interface"))

    def other_values(self, setting: Setting) -> Iterator[Value]:
        """Iterate over a setting's values that the files override: by secure.yaml, or a region."""
        effective = self.get(setting)
        for layer in self._layers():
            keys = candidate_keys(setting, layer.values)
            for value in layer.read(keys, is_list=setting.name in _LISTS):
                if effective is None or value.source != effective.source:
                    yield value

    def other_service_values(self, name: str) -> Iterator[Value]:
        """Iterate over the values of a service's setting that the files override."""
        effective = self.lookup(name)
        for layer in self._layers():
            for value in layer.read((name,), is_list=name.endswith("_interface")):
                if effective is None or value.source != effective.source:
                    yield value

    @property
    def names(self) -> list[str]:
        """The names of all clouds in the files."""
        return sorted(self._files.clouds)

    @property
    def regions(self) -> tuple[str, ...]:
        """The regions of the cloud, the default one first."""
        if not self._section:
            return ()
        values = dict(flatten(self._profile))
        values.update(flatten(self._section))
        return tuple(as_text(region.name.value) for region in regions(values))

    @property
    def files(self) -> tuple[Path, ...]:
        """The files that the settings come from, in order of precedence."""
        public = self._files.public if self._profile_name else None
        documents = (self._files.secure, self._files.main, public)
        return tuple(document.path for document in documents if document is not None)

    @property
    def cloud_name(self) -> str:
        """The name of the cloud in use; '' if none was named and the files have several."""
        if self._name:
            return self._name
        names = self.names
        return names[0] if len(names) == 1 else ""

    def _value(self, key: str, *, is_list: bool = False) -> Value | None:
        raw = self._values.get(key)
        if raw is None:
            return None
        text = as_text(raw.value, is_list=is_list)
        if key == "insecure":
            text = "true" if text.lower() == "true" else ""
        if "{" in text and _may_have_templates(key):
            text = self._fill_templates(text, key)
        return Value(text, self._place(raw.keys)) if text else None

    def _fill_templates(self, text: str, key: str) -> str:
        """Replace ``{region_name}`` and its like by the cloud's own values, except secrets."""

        def fill(match: re.Match[str]) -> str:
            name = match[1]
            if name is None:
                return match[0][0]  # a lone brace, or a doubled one
            value = self._template_value(name)
            if not value:
                raise ConfigurationError(
                    f"{self._place(self._values[key].keys)}: {match[0]} has no value in this cloud",
                    hint="Replace it, or add that setting to the cloud.",
                )
            return value

        return _TEMPLATE.sub(fill, text)

    def _template_value(self, name: str) -> str:
        if name in self._values and name not in _SECRET_KEYS:
            value = as_text(self._values[name].value)
            if value:
                return value
        return self._region if name == "region_name" else ""

    def _place(self, keys: Keys) -> str:
        """Describe the place of a value: ``file:line (key)``."""
        return self._files.place(self.cloud_name, self._profile_name, keys)

    def _layers(self) -> Iterator[_Layer]:
        """Iterate over the layers of the cloud: each file's region before its cloud."""
        region_name = ""
        if "region_name" in self._values:
            region_name = as_text(self._values["region_name"].value)
        for document, section in self._files.sections(self.cloud_name):
            for values in _with_region(section, region_name):
                yield _Layer(values, partial(place_in, document, self.cloud_name))
        for values in _with_region(self._profile, region_name):
            yield _Layer(values, partial(self._files.place_in_profile, self._profile_name))

    @cached_property
    def _values(self) -> dict[str, RawValue]:
        """The cloud's effective values by key: a region's override the cloud's, and the profile's.

        Keys of the auth section are ``auth.<key>``.
        """
        if not self._section:
            return {}
        own = dict(flatten(self._section))
        values = {**dict(flatten(self._profile)), **own}
        has_own_regions = "regions" in own or "region_name" in own
        region = self._choose_region(own if has_own_regions else values)
        if region is not None:
            values["region_name"] = region.name
            values.update(region.flatten())
        share_domain(values)
        return values

    def _choose_region(self, values: Mapping[str, RawValue]) -> Region | None:
        """Return the region that was asked for or else the first; None if the cloud has none."""
        candidates = list(regions(values))
        for region in candidates:
            if not region.valid:
                raise ConfigurationError(
                    f"{self._place(region.name.keys[:-1])}: a region may only have a name and values",
                    hint="Move the region's own settings to its 'values'.",
                )
        if not candidates:
            return None
        if not self._region:
            return candidates[0]
        for region in candidates:
            if str(region.name.value) == self._region:
                return region
        raise self._no_such_region(candidates)

    def _no_such_region(self, candidates: list[Region]) -> ConfigurationError:
        names = [str(region.name.value) for region in candidates]
        suggestion = names[0]
        for name in names:
            if name.casefold() == self._region.casefold():
                suggestion = name
                break
        place = self._place(candidates[0].name.keys[:1])
        return ConfigurationError(
            f'cloud "{self.cloud_name}" has no region "{self._region}"; '
            f"{place} lists {', '.join(names)}",
            hint=f"Set OS_REGION_NAME={suggestion}, or add the region to the file.",
        )

    @cached_property
    def _section(self) -> dict[str, Any]:
        """The cloud's section of the files; empty if no cloud was named."""
        section = self._files.clouds.get(self.cloud_name)
        if isinstance(section, dict):
            return section
        if not self._name:
            return {}
        raise self._no_such_cloud()

    def _no_such_cloud(self) -> ConfigurationError:
        document = self._files.main or self._files.secure
        if document is None:
            message = f'there is no clouds.yaml, so there is no cloud named "{self._name}"'
        else:
            clouds = ", ".join(self.names) or "none"
            message = f'{document.path} has no cloud named "{self._name}"; it has {clouds}'
        return ConfigurationError(message, hint="Check --os-cloud or OS_CLOUD.")

    @cached_property
    def _profile_name(self) -> str:
        profile = lenient.text(self._section.get("profile"))
        return profile or lenient.text(self._section.get("cloud"))  # the key's first name

    @cached_property
    def _profile(self) -> dict[str, Any]:
        if not self._profile_name:
            return {}
        return self._files.profile(self._profile_name)


class _Layer(NamedTuple):
    """The values of a single file, or of a region in it, and a function that locates them."""

    values: dict[str, RawValue]
    locate: Callable[[Keys], str]

    def read(self, keys: Iterable[str], *, is_list: bool) -> Iterator[Value]:
        """Iterate over the values that the layer has for these keys."""
        for key in keys:
            if key in self.values:
                raw = self.values[key]
                text = as_text(raw.value, is_list=is_list)
                if text:
                    yield Value(text, self.locate(raw.keys))


def _with_region(section: Mapping[Any, Any], region_name: str) -> Iterator[dict[str, RawValue]]:
    """Iterate over the values of a region in a section, and then those of the section itself."""
    values = dict(flatten(section))
    for region in regions(values):
        if region.settings and region.name.value == region_name:
            yield dict(region.flatten())
    yield values


def _may_have_templates(key: str) -> bool:
    """Return whether openstacksdk fills in templates in the value of a key."""
    if key in _SECRET_KEYS:
        return False
    return key == "auth.auth_url" or not key.startswith("auth.")


def _as_nova_spells_it(setting: Setting, value: Value) -> Value:
    """Translate openstacksdk's ``latest`` microversion to the ``2.latest`` of Nova's clients."""
    if setting.name == "compute_api_version" and value.value == "latest":
        return value._replace(value="2.latest")
    return value
