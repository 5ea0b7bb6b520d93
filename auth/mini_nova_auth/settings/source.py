"""What a source of settings is: arguments, the environment, clouds.yaml, or a program's own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, Protocol, runtime_checkable

from mini_nova_auth.settings.declarations import Setting


class Value(NamedTuple):
    """A setting's value, and a description of its source for people.

    ``is_foreign``: it stands in a file of the current directory, which another may have written.
    ``misreading`` is what YAML takes it for, if that is not the text in the file: a ``number``.
    """

    value: str
    source: str
    is_foreign: bool = False
    misreading: str = ""

    def __repr__(self) -> str:
        """Omit the value, which may be a secret."""
        return f"Value(source={self.source!r})"


class Remark(NamedTuple):
    """Something odd about a setting or a source: a sentence, what to try, a code for programs."""

    sentence: str
    hint: str
    code: str


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


@runtime_checkable
class Inspectable(Protocol):
    """A source that may have something odd about it as a whole."""

    def warnings(self) -> Iterator[Remark]:
        """Iterate over what every command tells its user."""
        ...

    def oddities(self) -> Iterator[Remark]:
        """Iterate over what an examination of the settings reports besides."""
        ...
