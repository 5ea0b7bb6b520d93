"""Reading lists page after page.

Services link to the next page in ``<key>_links`` (Nova, Neutron, Cinder), ``next`` (Glance) or
``links.next`` (Keystone, Designate).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from mini_nova_auth import lenient
from mini_nova_auth.access.access import Base
from mini_nova_auth.errors import ProtocolError
from mini_nova_auth.wire.urls import path_below

if TYPE_CHECKING:
    from mini_nova_auth.session import Session

MOST_PAGES = 10_000

Page = TypeVar("Page")


def each_page(
    read: Callable[[str], Page], path: str, next_path: Callable[[Page], str]
) -> Iterator[Page]:
    """Yield the page at a path and those after it.

    Ends if ``next_path`` returns '', or a path that was read before.
    """
    visited: set[str] = set()
    while path not in visited and len(visited) < MOST_PAGES:
        visited.add(path)
        page = read(path)
        yield page
        path = next_path(page)
        if not path:
            return


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

    all_pages = list(each_page(read, path, path_after))
    if path_after(all_pages[-1]):
        raise ProtocolError(f"the pages of {path} go in circles", hint="Ask without --paginate.")
    whole, *rest = all_pages
    for page in rest:
        _append(whole, page)
    return _without_links(whole)


def _append(whole: dict[str, Any], page: Any) -> None:
    """Append the lists of a page to those of the whole."""
    body = lenient.mapping(page)
    for key, value in body.items():
        is_list = isinstance(value, list)
        if is_list and not key.endswith("_links"):
            items = lenient.items(whole.get(key))
            whole[key] = [*items, *value]
    if "truncated" in whole:  # Keystone says it of one page
        whole["truncated"] = body.get("truncated", False)


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
