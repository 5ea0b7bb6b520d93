"""What a command's answers say of the names in a cloud. Pure: nothing is read or written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from mini_nova_auth import lenient

# The collections of the services' APIs, with the kind of the things in them.
KINDS = {
    "servers": "server",
    "flavors": "flavor",
    "images": "image",
    "networks": "network",
    "os-keypairs": "keypair",
    "os-aggregates": "aggregate",
}
LIMIT = 2000  # names of a kind
# Queries for things that other commands of this user would not find by their names.
_FOREIGN_QUERIES = (
    "all_tenants=",
    "deleted=",
    "changes-since=",
    "changes-before=",
    "user_id=",
    "tenant_id=",
)

Names = dict[str, str]  # by id


class Sightings:
    """The things that the answers to one command have named, and those that are deleted."""

    def __init__(self) -> None:
        self.names: dict[str, Names] = {}  # by kind
        self.deleted: set[tuple[str, str]] = set()  # kinds and ids
        self.complete: set[str] = set()  # kinds of which all names were listed

    def note(self, path: str, answer: Any) -> None:
        """Note what the answer to a request for ``path`` names: one thing, or a page of them."""
        collection, _, rest = path.lstrip("/").partition("?")[0].partition("/")
        kind = KINDS.get(collection)
        if kind is None or any(query in path for query in _FOREIGN_QUERIES):
            return
        value = lenient.mapping(answer)
        plural = f"{kind}s"
        names = self.names.setdefault(kind, {})
        if plural not in value:
            bare = {} if "/" in rest else value  # the image service has its images bare
            self._add(kind, names, lenient.mapping(value.get(kind, bare)))
            return
        if rest in ("", "detail") and _is_whole(path, value, plural):
            self.complete.add(kind)
        for item in _items(value, plural, kind):
            if len(names) >= LIMIT:
                return
            self._add(kind, names, item)

    def forget(self, path: str) -> None:
        """Note that the thing of a path, such as /servers/ID, is deleted."""
        collection, _, rest = path.lstrip("/").partition("?")[0].partition("/")
        kind = KINDS.get(collection)
        if kind is None or not rest or "/" in rest:
            return
        item_id = unquote(rest)
        self.names.get(kind, {}).pop(item_id, None)
        self.deleted.add((kind, item_id))

    def _add(self, kind: str, names: Names, item: Mapping[str, Any]) -> None:
        name = item.get("name")
        item_id = name if kind == "keypair" else item.get("id")
        if not isinstance(name, str) or not name or item.get("status") == "DELETED":
            return
        if not name.isprintable() or not str(item_id).isprintable():
            return
        names[str(item_id)] = name
        self.deleted.discard((kind, str(item_id)))


def _items(page: Mapping[str, Any], plural: str, kind: str) -> Iterator[Mapping[str, Any]]:
    """Yield the things of a page; Nova wraps each keypair in an object of its own."""
    for item in lenient.mappings(page.get(plural)):
        yield lenient.mapping(item.get(kind, item))


def _is_whole(path: str, page: Mapping[str, Any], plural: str) -> bool:
    """Whether a page has all things of a collection: no filter chose them, no page follows."""
    return "?" not in path and f"{plural}_links" not in page and not page.get("next")
