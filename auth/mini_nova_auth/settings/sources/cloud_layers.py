"""The layers of a cloud: what each file says about it, and about its region, by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from mini_nova_auth.settings.source import Value
from mini_nova_auth.settings.sources.cloud_values import (
    Keys,
    RawValue,
    as_text,
    flatten,
    regions,
)


class Layer(NamedTuple):
    """The values of a single file, or of a region in it, and a function that locates them."""

    values: dict[str, RawValue]
    locate: Callable[[Keys], str]

    def read(self, keys: Iterable[str], *, is_list: bool) -> Iterator[Value]:
        """Iterate over the values that the layer has for these keys."""
        for key in keys:
            raw = self.values.get(key)
            if raw is None:
                continue
            text = as_text(raw.value, is_list=is_list)
            if text:
                place = self.locate(raw.keys)
                yield Value(text, place)


def region_and_cloud(section: Mapping[Any, Any], region_name: str) -> Iterator[dict[str, RawValue]]:
    """Iterate over the values of a region in a cloud's section, and then those of the section."""
    values = dict(flatten(section))
    for region in regions(values):
        is_in_use = region.name.text == region_name
        if is_in_use and region.settings:
            yield dict(region.flatten())
    yield values


def overridden_values(values: Iterable[Value], effective: Value | None) -> Iterator[Value]:
    """Iterate over values from other places than the effective one's."""
    for value in values:
        if effective is None or value.source != effective.source:
            yield value
