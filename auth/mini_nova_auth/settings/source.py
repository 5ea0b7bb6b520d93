"""What a source of settings is: arguments, the environment, clouds.yaml, or a program's own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, Protocol, runtime_checkable

from mini_nova_auth.settings.declarations import Setting


class Value(NamedTuple):
    """A setting's value, and a description of its source for people."""

    value: str
    source: str

    def __repr__(self) -> str:
        """Omit the value, which may be a secret."""
        return f"Value(source={self.source!r})"


class Source(Protocol):
    """A place that settings come from."""

    def get(self, setting: Setting) -> Value | None:
        """Return the setting's value in this source, or None."""
        ...

    def lookup(self, name: str) -> Value | None:
        """Return a service's own setting, e.g. ``image_endpoint_override``, or None."""
        ...


@runtime_checkable
class Layered(Protocol):
    """A source that combines several: clouds.yaml, with secure.yaml above and a profile below."""

    def other_values(self, setting: Setting) -> Iterator[Value]:
        """Iterate over the values that this source has for a setting but does not use."""
        ...

    def other_service_values(self, name: str) -> Iterator[Value]:
        """Iterate over the values that this source has for a service's setting but does not use."""
        ...
