"""Settings from clouds.yaml, with secure.yaml above it and a vendor's profile below it.

File format and precedence follow openstacksdk's configuration documentation, and its behaviour if
that is silent. ``cloud_files`` finds the files, ``cloud_values`` knows their keys. Files are read
when the first value is looked up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from mini_nova_auth import lenient
from mini_nova_auth.errors import ConfigurationError
from mini_nova_auth.settings.declarations import SETTINGS, Setting
from mini_nova_auth.settings.source import Remark, Value
from mini_nova_auth.settings.sources import file_remarks
from mini_nova_auth.settings.sources.cloud_errors import (
    invalid_region,
    no_such_cloud,
    no_such_region,
)
from mini_nova_auth.settings.sources.cloud_files import CloudFiles, place_in
from mini_nova_auth.settings.sources.cloud_layers import (
    Layer,
    overridden_values,
    region_and_cloud,
)
from mini_nova_auth.settings.sources.cloud_values import (
    Keys,
    RawValue,
    Region,
    as_text,
    candidate_keys,
    flatten,
    misread_as,
    regions,
    share_domain,
)
from mini_nova_auth.settings.sources.documents import Document

_TEMPLATE = re.compile(r"\{(\w+)\}|\{\{|\}\}|[{}]")
_SECRET_KEYS = frozenset(
    key for setting in SETTINGS if setting.secret for key in setting.cloud_keys
)
_LISTS = ("interface", "auth_methods")
_AS_WRITTEN = ("_microversion", "_api_version")  # 2.90 is not 2.9


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
                return _for_setting(setting, value)
        return None

    def lookup(self, name: str) -> Value | None:
        """Return a service's own setting, e.g. ``image_endpoint_override``, or None."""
        return self._value(name, is_list=name.endswith("_interface"))

    def other_values(self, setting: Setting) -> Iterator[Value]:
        """Iterate over a setting's values that the files override: by secure.yaml, or a region."""
        is_list = setting.name in _LISTS
        effective = self.get(setting)
        for layer in self._layers():
            keys = candidate_keys(setting, layer.values)
            values = layer.read(keys, is_list=is_list)
            yield from overridden_values(values, effective)

    def other_service_values(self, name: str) -> Iterator[Value]:
        """Iterate over the values of a service's setting that the files override."""
        is_list = name.endswith("_interface")
        effective = self.lookup(name)
        for layer in self._layers():
            values = layer.read((name,), is_list=is_list)
            yield from overridden_values(values, effective)

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
        return tuple(region.name.text for region in regions(values))

    @property
    def files(self) -> tuple[Path, ...]:
        """The files that the settings come from, in order of precedence."""
        return tuple(document.path for document in self._documents)

    def warnings(self) -> Iterator[Remark]:
        """Iterate over what every command tells: a command that was not run, an odd file."""
        sections = (self.cloud_name, self._profile_name)
        for document in self._documents:
            yield from file_remarks.refused_commands(document, sections)
        yield from file_remarks.odd_files(self._files.unusable)

    def oddities(self) -> Iterator[Remark]:
        """Iterate over what an examination reports besides: keys that stand twice."""
        if self._files.main is not None:
            yield from file_remarks.defects(self._files.main, self.cloud_name)
        for document in self._documents:
            yield from file_remarks.repeated_keys(document, self.cloud_name)

    @property
    def cloud_name(self) -> str:
        """The name of the cloud in use; '' if none was named and the files have several."""
        if self._name:
            return self._name
        names = self.names
        if len(names) == 1:
            return names[0]
        return ""

    @property
    def _documents(self) -> list[Document]:
        """The files in use, in order of precedence."""
        files = self._files
        documents = [files.secure, files.main]
        if self._profile_name:
            documents.append(files.public)
        return [document for document in documents if document is not None]

    def _value(self, key: str, *, is_list: bool = False) -> Value | None:
        raw = self._values.get(key)
        if raw is None:
            return None
        text = as_text(raw.value, is_list=is_list)
        if key == "insecure" and text.lower() != "true":
            return None
        if "{" in text and _may_have_templates(key):
            text = self._fill_templates(text, key)
        if not text:
            return None
        location = self._files.locate(self.cloud_name, self._profile_name, raw.keys)
        misreading = misread_as(raw.value, location.literal)
        if misreading and key.endswith(_AS_WRITTEN):
            text, misreading = location.literal, ""
        return Value(text, str(location), location.is_foreign, misreading)

    def _fill_templates(self, text: str, key: str) -> str:
        """Replace ``{region_name}`` and its like by the cloud's own values, except secrets."""

        def fill(match: re.Match[str]) -> str:
            template, name = match[0], match[1]
            if name is None:
                return template[0]  # a lone brace, or a doubled one
            value = self._template_value(name)
            if value:
                return value
            raw = self._values[key]
            place = self._place(raw.keys)
            raise ConfigurationError(
                f"{place}: {template} has no value in this cloud",
                hint="Replace it, or add that setting to the cloud.",
            )

        return _TEMPLATE.sub(fill, text)

    def _template_value(self, name: str) -> str:
        raw = self._values.get(name)
        if raw is not None and raw.text and name not in _SECRET_KEYS:
            return raw.text
        if name == "region_name":
            return self._region
        return ""

    def _place(self, keys: Keys) -> str:
        """Describe the place of a value: ``file:line (key)``."""
        return str(self._files.locate(self.cloud_name, self._profile_name, keys))

    def _layers(self) -> Iterator[Layer]:
        """Iterate over the layers of the cloud: each file's region before its cloud."""
        files = self._files
        cloud_name = self.cloud_name
        region_name = self._region_name
        for document, section in files.sections(cloud_name):
            locate = partial(place_in, document, cloud_name)
            for values in region_and_cloud(section, region_name):
                yield Layer(values, locate)
        locate = partial(files.place_in_profile, self._profile_name)
        for values in region_and_cloud(self._profile, region_name):
            yield Layer(values, locate)

    @property
    def _region_name(self) -> str:
        """The name of the region in use; '' if the cloud has none."""
        raw = self._values.get("region_name")
        if raw is None:
            return ""
        return raw.text

    @cached_property
    def _values(self) -> dict[str, RawValue]:
        """The cloud's effective values by key: a region's override the cloud's, and the profile's.

        Keys of the auth section are ``auth.<key>``.
        """
        if not self._section:
            return {}
        own_values = dict(flatten(self._section))
        values = dict(flatten(self._profile))
        values.update(own_values)
        has_own_regions = "regions" in own_values or "region_name" in own_values
        region = self._choose_region(own_values if has_own_regions else values)
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
                place = self._place(region.name.keys[:-1])
                raise invalid_region(place)
        if not candidates:
            return None
        if not self._region:
            return candidates[0]
        for region in candidates:
            if region.name.text == self._region:
                return region
        names = [region.name.text for region in candidates]
        first_name = candidates[0].name
        place = self._place(first_name.keys[:1])
        raise no_such_region(self.cloud_name, self._region, names, place)

    @cached_property
    def _section(self) -> dict[str, Any]:
        """The cloud's section of the files; empty if no cloud was named."""
        section = self._files.clouds.get(self.cloud_name)
        if isinstance(section, dict):
            return section
        if not self._name:
            return {}
        raise no_such_cloud(self._name, self._files)

    @cached_property
    def _profile_name(self) -> str:
        profile = lenient.text(self._section.get("profile"))
        vendor = lenient.text(self._section.get("cloud"))  # the first name of ``profile``
        return profile or vendor

    @cached_property
    def _profile(self) -> dict[str, Any]:
        if not self._profile_name:
            return {}
        return self._files.profile(self._profile_name)


def _may_have_templates(key: str) -> bool:
    """Return whether openstacksdk fills in templates in the value of a key."""
    if key in _SECRET_KEYS:
        return False
    return key == "auth.auth_url" or not key.startswith("auth.")


def _for_setting(setting: Setting, value: Value) -> Value:
    """Return a value as its setting takes it: a switch is a boolean, for one."""
    if setting.metavar in ("", "BOOLEAN"):
        return value._replace(misreading="")
    return value
