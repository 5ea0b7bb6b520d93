"""The pages of a list, joined: the links of Nova, Neutron, Cinder (``<key>_links``), Glance (``next``), and Keystone and
Designate (``links.next``)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mini_nova_auth import lenient
from mini_nova_auth.errors import ProtocolError
from mini_nova_auth.session import Base, Session
from mini_nova_auth.wire.urls import path_below

MOST_PAGES = 10_000


def pages(session: Session, base: Base, path: str, headers: Mapping[str, str] | None = None) -> Any:
    """The JSON value at a path with the lists of all its pages joined, and without the links between them.

    Raises what ``Session.read`` raises, and ProtocolError for pages that go in circles.
    """
    whole = session.read(base, path, headers=headers)
    seen, following = {path}, _next(whole, session, base)
    while following:
        if following in seen or len(seen) >= MOST_PAGES:
            raise ProtocolError(
                f"the pages of {path} go in circles", hint="Ask without --paginate."
            )
        seen.add(following)
        page = session.read(base, following, headers=headers)
        for key, value in lenient.mapping(page).items():
            if isinstance(value, list) and not key.endswith("_links"):
                whole[key] = [*lenient.items(whole.get(key)), *value]
        following = _next(page, session, base)
        if "truncated" in whole:  # Keystone's word on one page
            whole["truncated"] = lenient.mapping(page).get("truncated", False)
    return _without_links(whole)


def _next(page: Any, session: Session, base: Base) -> str:
    """The path of the next page; '' where this is the last."""
    given = lenient.mapping(page)
    by_rel = (
        link.get("href")
        for key, links in given.items()
        if key.endswith("_links")
        for link in lenient.mappings(links)
        if link.get("rel") == "next"
    )
    link = (
        next(by_rel, None) or given.get("next") or lenient.mapping(given.get("links")).get("next")
    )
    return path_below(base(session.access), lenient.text(link)) if link else ""


def _without_links(whole: Any) -> Any:
    if not isinstance(whole, dict):
        return whole
    return {
        key: value
        for key, value in whole.items()
        if not key.endswith("_links") and key not in ("next", "links")
    }
