"""Reading lists page after page.

Services link to the next page in ``<key>_links`` (Nova, Neutron, Cinder), ``next`` (Glance) or
``links.next`` (Keystone, Designate).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from mini_nova_auth import lenient
from mini_nova_auth.access.access import Base
from mini_nova_auth.errors import ProtocolError
from mini_nova_auth.wire.urls import path_below

if TYPE_CHECKING:
    from mini_nova_auth.session import Session

MOST_PAGES = 10_000
MOST_EMPTY_PAGES = 10  # in a row: some services filter a page's objects after they have cut it

Page = TypeVar("Page")


def each_page(
    read: Callable[[str], Page],
    path: str,
    next_path: Callable[[Page], str],
    items: Callable[[Page], Iterable[Any]],
) -> Iterator[tuple[Page, list[Any]]]:
    """Yield the page at a path and those after it, each with its new objects.

    Ends if ``next_path`` returns '' or a path that was read before, or at a page all of whose
    objects came before: some services ignore the marker, or order their pages anew.
    """
    visited: set[str] = set()
    identities: set[str] = set()
    empty_pages = 0
    while path and path not in visited and len(visited) < MOST_PAGES:
        visited.add(path)
        page = read(path)
        path = next_path(page)
        page_items = list(items(page))
        new_items = _new_items(page_items, identities)
        yield page, new_items
        empty_pages = 0 if new_items else empty_pages + 1
        is_old = bool(page_items) and not new_items
        if is_old or empty_pages == MOST_EMPTY_PAGES:
            return
        del page, page_items, new_items  # no two pages are in memory at once


def _new_items(items: Iterable[Any], identities: set[str]) -> list[Any]:
    """Return the objects whose identity is new, and add it to those that are not."""
    new_items = []
    for item in items:
        identity = _identity(item)
        if identity not in identities:
            identities.add(identity)
            new_items.append(item)
    return new_items


def _identity(item: Any) -> str:
    """Return an object's id; all of its text if it has none."""
    identity = lenient.mapping(item).get("id")
    if isinstance(identity, (str, int)):
        return str(identity)
    return json.dumps(item, sort_keys=True)


def next_path(page: Any, base_url: str) -> str:
    """Return the path of the page after this one, relative to the base URL; '' for none."""
    body = lenient.mapping(page)
    link = _linked_page(body) or body.get("next")
    if not link:
        links = lenient.mapping(body.get("links"))
        link = links.get("next")
    if not link:
        return ""
    return path_below(base_url, lenient.text(link))


def pages(session: Session, base: Base, path: str, headers: Mapping[str, str] | None = None) -> Any:
    """Return the JSON value at a path with the lists of all its pages joined, and without links.

    Raises what ``Session.read`` raises, and ProtocolError if the pages go in circles.
    """

    def read(path: str) -> Any:
        return session.read(base, path, headers=headers)

    def path_after(page: Any) -> str:
        base_url = base(session.access)
        return next_path(page, base_url)

    whole: Any = None
    last: Any = None
    for last, new_items in each_page(read, path, path_after, _all_items):
        if whole is None:
            whole = last
        else:
            _append(whole, last, new_items)
    if path_after(last):
        raise ProtocolError(f"the pages of {path} go in circles", hint="Ask without --paginate.")
    return _without_links(whole)


def _all_items(page: Any) -> Iterator[Any]:
    """Yield the objects of all lists of a page, but not its links."""
    for _, items in _lists(page):
        yield from items


def _lists(page: Any) -> Iterator[tuple[str, list[Any]]]:
    for key, value in lenient.mapping(page).items():
        if isinstance(value, list) and not key.endswith("_links"):
            yield key, value


def _append(whole: dict[str, Any], page: Any, new_items: list[Any]) -> None:
    """Append the new objects in the lists of a page to the lists of the whole."""
    new_ids = {id(item) for item in new_items}
    for key, items in _lists(page):
        earlier_items = lenient.items(whole.get(key))
        whole[key] = [*earlier_items, *(item for item in items if id(item) in new_ids)]
    if "truncated" in whole:  # Keystone says it of one page
        whole["truncated"] = lenient.mapping(page).get("truncated", False)


def _linked_page(body: Mapping[str, Any]) -> Any:
    """Return the link of ``<key>_links`` to the next page, or None."""
    for key, links in body.items():
        if not key.endswith("_links"):
            continue
        for link in lenient.mappings(links):
            if link.get("rel") == "next":
                return link.get("href")
    return None


def _without_links(whole: Any) -> Any:
    if not isinstance(whole, dict):
        return whole
    return {key: value for key, value in whole.items() if not _is_link(key)}


def _is_link(key: str) -> bool:
    if key in ("next", "links"):
        return True
    return key.endswith("_links")
