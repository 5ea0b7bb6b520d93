"""Lists in pages."""

from copy import deepcopy
from types import SimpleNamespace
from typing import Any, cast

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

    result = each_page(read, "/a", lambda page: following[page])
    assert next(result) == "/a"
    assert reads == ["/a"]
    assert list(result) == ["/b", "/c"]


def test_a_path_that_comes_again_ends_the_pages() -> None:
    assert list(each_page(lambda path: path, "/a", lambda page: "/a")) == ["/a"]
