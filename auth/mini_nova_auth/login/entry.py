"""Entry: a login as the cache stores it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from mini_nova_auth import lenient
from mini_nova_auth.access.access import Access
from mini_nova_auth.errors import ProtocolError
from mini_nova_auth.login.summary import Selection, Summary

FORMAT = 2
_OLDER_FORMATS = (1,)


class OlderFormat(ProtocolError):
    """The file was written by an older version: it is no damage."""


class Entry(NamedTuple):
    """An access, the version documents of its services by their URLs, and what selects the login.

    ``fingerprints`` are those of the secrets that made the login, by their settings. ``is_new``
    tells a login made by this process from one that the cache stored.
    """

    access: Access
    documents: Mapping[str, Any] = {}
    selection: Selection = Selection()
    fingerprints: Mapping[str, int] = {}
    is_new: bool = False

    def with_document(self, url: str, document: Any) -> Entry:
        """Return the entry with one more version document."""
        return self._replace(documents={**self.documents, url: document})

    def summary(self) -> Summary:
        """Summarize the entry for a prompt."""
        access = self.access
        return Summary(
            selection=self.selection,
            user=access.user.name or access.user.id,
            project=access.project.name or access.project.id,
            project_id=access.project.id,
            taken=access.taken,
            lifetime=access.seconds_left(access.taken),
        )

    def to_json(self) -> dict[str, Any]:
        """Return the entry as the cache's file has it."""
        return {
            "format": FORMAT,
            "asked": list(self.selection),
            "documents": dict(self.documents),
            "fingerprints": dict(self.fingerprints),
            "access": self.access.to_json(),
        }

    @classmethod
    def from_json(cls, value: Any) -> Entry:
        """Return the entry that ``to_json`` wrote.

        Raises OlderFormat, or ProtocolError if the value is another.
        """
        fields = lenient.mapping(value)
        number = fields.get("format")
        if number in _OLDER_FORMATS:
            raise OlderFormat("the cache file has an older format")
        if number != FORMAT:
            raise ProtocolError("the cache file has another format")
        return cls(
            access=Access.from_json(fields.get("access")),
            documents=lenient.mapping(fields.get("documents")),
            selection=_selection(fields.get("asked")),
            fingerprints=lenient.mapping(fields.get("fingerprints")),
        )


def _selection(value: Any) -> Selection:
    names = [lenient.text(item) for item in lenient.items(value)]
    return Selection(*names[: len(Selection._fields)])
