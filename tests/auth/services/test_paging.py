"""Lists in pages."""

from copy import deepcopy
from itertools import count, pairwise
from types import SimpleNamespace
from typing import Any, cast
from weakref import WeakSet

import pytest

from mini_nova_auth.errors import ProtocolError
from mini_nova_auth.services.paging import each_page, pages
from mini_nova_auth.session import Session

ROOT = "http://c/compute/v2.1"


def join_pages(answers: dict[str, Any], path: str = "/things") -> Any:
    """Join the pages of a service with these answers, by their paths."""
    session = SimpleNamespace(read=lambda base, path, headers: deepcopy(answers[path]), access=None)
    return pages(cast("Session", session), lambda access: ROOT, path, {})


@pytest.mark.parametrize(
    "link",
    [
        {
            "things_links": [
                {"rel": "prev", "href": "x"},
                {"rel": "next", "href": f"{ROOT}/things?marker=2"},
            ]
        },
        {"next": "/v2.1/things?marker=2"},
        {"links": {"next": f"{ROOT}/things?marker=2", "previous": None, "self": ROOT}},
    ],
    ids=["nova", "glance", "keystone"],
)
def test_every_kind_of_link_is_followed_and_removed(link: dict[str, Any]) -> None:
    last = {"things": [3], "things_links": [], "next": None, "links": {"next": None}}
    assert join_pages({"/things": {"things": [1, 2], **link}, "/things?marker=2": last}) == {
        "things": [1, 2, 3]
    }


def test_a_value_without_pages_is_returned_as_it_is() -> None:
    assert join_pages({"/things": [1, 2]}) == [1, 2]
    assert join_pages({"/things": {"thing": {"links": 1}}}) == {"thing": {"links": 1}}


def test_pages_in_circles_are_reported() -> None:
    with pytest.raises(ProtocolError, match="go in circles"):
        join_pages(
            {"/things?limit=1": {"things": [1], "next": "/things?limit=1"}}, "/things?limit=1"
        )


def test_a_link_to_elsewhere_on_the_web_leads_to_this_service_only() -> None:
    evil = {"things": [1], "next": "http://evil.example/compute/v2.1/things?marker=2"}
    assert join_pages({"/things": evil, "/things?marker=2": {"things": [2]}}) == {"things": [1, 2]}


def test_joined_pages_are_not_said_to_be_cut_short_by_keystone() -> None:
    first = {"things": [1], "links": {"next": f"{ROOT}/things?marker=1"}, "truncated": True}
    last: dict[str, Any] = {"things": [2], "links": {"next": None}}
    whole = {"things": [1, 2], "truncated": False}
    assert join_pages({"/things": first, "/things?marker=1": last}) == whole
    assert join_pages({"/things": first, "/things?marker=1": {**last, "truncated": True}}) == {
        **whole,
        "truncated": True,
    }
    assert join_pages({"/things": {**last, "truncated": True}}) == {
        "things": [2],
        "truncated": True,
    }


def test_pages_are_read_one_at_a_time() -> None:
    following = {"/a": "/b", "/b": "/c", "/c": ""}
    reads: list[str] = []

    def read(path: str) -> str:
        reads.append(path)
        return path

    result = each_page(read, "/a", lambda page: following[page], lambda page: [page])
    first_page, _ = next(result)
    assert first_page == "/a"
    assert reads == ["/a"]
    assert [page for page, _ in result] == ["/b", "/c"]


def _read_ring(ids: dict[str, list[str]], following: dict[str, str]) -> list[str]:
    """The ids that reading pages from ``/0`` on brings; each page is read at most once."""
    reads: list[str] = []

    def read(path: str) -> str:
        assert path not in reads
        reads.append(path)
        return path

    def items(page: str) -> list[dict[str, str]]:
        return [{"id": identity} for identity in ids[page]]

    pages = each_page(read, "/0", lambda page: following.get(page, ""), items)
    return [item["id"] for _, new_items in pages for item in new_items]


@pytest.mark.parametrize(
    ("ids", "following"),
    [
        ({"/0": ["a", "b"]}, {"/0": "/0"}),
        ({"/0": ["a", "b"], "/1": ["a", "b"]}, {"/0": "/1", "/1": "/2"}),
        ({"/0": ["a"], "/1": ["b"], "/2": ["a", "b"]}, {"/0": "/1", "/1": "/2", "/2": "/3"}),
        ({"/0": ["a"], "/1": ["a", "b"], "/2": []}, {"/0": "/1", "/1": "/2"}),
        ({"/0": ["a", "a"], "/1": ["b", "a"]}, {"/0": "/1"}),
        ({"/0": [], "/1": ["a"], "/2": ["b"]}, {"/0": "/1", "/1": "/2"}),
    ],
)
def test_one_id_is_one_thing(ids: dict[str, list[str]], following: dict[str, str]) -> None:
    assert _read_ring(ids, following) == ["a", "b"]


def test_empty_pages_do_not_go_on_for_ever() -> None:
    paths = [f"/{number}" for number in range(100)]
    ids: dict[str, list[str]] = {path: [] for path in paths}
    following = dict(pairwise(paths))
    assert _read_ring(ids, following) == []


def test_things_without_an_id_are_told_apart_by_what_they_are() -> None:
    page = [{"keypair": {"name": "one"}}, {"keypair": {"name": "two"}}]
    ((_, items),) = each_page(lambda path: path, "/a", lambda page: "", lambda _: [*page, *page])
    assert items == page


class Page:
    """A page whose end can be seen."""


def test_a_page_is_let_go_before_the_next_one_is_read() -> None:
    living: WeakSet[Page] = WeakSet()

    def read(_: str) -> Page:
        assert not living
        page = Page()
        living.add(page)
        return page

    paths = iter(["/1", "/2", ""])
    numbers = count()
    result = each_page(read, "/0", lambda _: next(paths), lambda _: [{"id": next(numbers)}])
    for page, _ in result:
        del page
    assert next(paths, None) is None
