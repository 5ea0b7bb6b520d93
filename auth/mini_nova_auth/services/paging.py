"""Following the pages of a list.

Links to the next page: ``<key>_links`` (Nova, Neutron, Cinder), ``next`` (Glance), and ``links.next``
(Keystone, Designate).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from mini_nova_auth import lenient
from mini_nova_auth.errors import ProtocolError
from mini_nova_auth.session import Base, Session
from mini_nova_auth.wire.urls import path_below

MOST_PAGES = 10_000
_LINKS = "_links"


def walk(read: Callable[[str], Any], base_url: Callable[[], str], path: str) -> Iterator[Any]:
    """Yield a list's pages, each read when it is wanted. Ends at a page that was read before."""
    visited: set[str] = set()
    while path and path not in visited and len(visited) < MOST_PAGES:
        visited.add(path)
        page = read(path)
        yield page
        path = next_path(page, base_url())


def next_path(page: Any, base_url: str) -> str:
    """The path of the next page, below the base of its service; '' if this page is the last."""
    link = _next_link(lenient.mapping(page))
    return path_below(base_url, link) if link else ""


def join_pages(
    session: Session, base: Base, path: str, headers: Mapping[str, str] | None = None
) -> Any:
    """The JSON value at a path, with the lists of all its pages joined and the links left out.

    Raises what ``Session.read`` raises, and ProtocolError if the pages go in circles.
    """

    def read(page_path: str) -> Any:
        return session.read(base, page_path, headers=headers)

    def base_url() -> str:
        return base(session.access)

    first: Any = None
    page: Any = None
    for page in walk(read, base_url, path):
        if first is None:
            first = page
        else:
            _append(first, lenient.mapping(page))
    if next_path(page, base_url()):
        raise ProtocolError(f"the pages of {path} go in circles", hint="Ask without --paginate.")
    return _without_links(first)


def _next_link(page: Mapping[str, Any]) -> str:
    for key, links in page.items():
        if key.endswith(_LINKS):
            for link in lenient.mappings(links):
                if link.get("rel") == "next":
                    return lenient.text(link.get("href"))
    glance_link = lenient.text(page.get("next"))
    return glance_link or lenient.text(lenient.mapping(page.get("links")).get("next"))


def _append(first: dict[str, Any], page: Mapping[str, Any]) -> None:
    """Append a page's lists to those of the first page."""
    for key, value in page.items():
        if isinstance(value, list) and not key.endswith(_LINKS):
            first[key] = [*lenient.items(first.get(key)), *value]
    if "truncated" in first:  # Keystone's word about one page
        first["truncated"] = page.get("truncated", False)


def _without_links(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return {key: item for key, item in value.items() if not _is_link(key)}


def _is_link(key: str) -> bool:
    return key.endswith(_LINKS) or key in ("next", "links")
