"""Recognising the servers that a lost request made."""

from typing import Any

import pytest
from hypothesis import given

from mini_nova.compute.boot.create_request import BootRequest
from mini_nova.compute.boot.matching import KEY, Mark, difference, mark_of, matches
from mini_nova_auth.clock import Reading
from tests.auth.support import json_values

SINCE = 1790000000.0  # 2026-09-21T14:13:20Z
IMAGE, USER = "e540ef5b-baf0-417e-b6c2-3a0364af25d5", "u1"
REQUEST = BootRequest("vm", "6", IMAGE, metadata={"a": "b"})


def _mark(boot_request: BootRequest = REQUEST, *, user_id: str = USER, key: str = "") -> Mark:
    return mark_of(boot_request, user_id=user_id, start=Reading(SINCE), key=key)


def _server(**changes: Any) -> dict[str, Any]:
    return {
        "id": "1",
        "name": "vm",
        "image": {"id": IMAGE},
        "flavor": {"id": "6"},
        "user_id": USER,
        "status": "BUILD",
        "created": "2026-09-21T14:13:21Z",
        "metadata": {"a": "b", "more": "c"},
        **changes,
    }


def test_the_server_of_the_request() -> None:
    assert matches(_mark(), [_server()], SINCE).sure == [_server()]


_CHANGES: list[dict[str, Any]] = [
    {"name": "vm2"},
    {"name": "vm-1"},
    {"image": {"id": "another"}},
    {"image": ""},
    {"flavor": {"id": "7"}},
    {"metadata": {"a": "x"}},
    {"metadata": {}},
    {"created": "2026-09-21T14:08:00Z"},
]


@pytest.mark.parametrize("change", _CHANGES)
def test_servers_of_other_requests(change: dict[str, Any]) -> None:
    result = matches(_mark(), [_server(**change)], SINCE)
    assert result == ([], [])


def test_clocks_count_whole_seconds_and_differ_a_little() -> None:
    assert matches(_mark(), [_server(created="2026-09-21T14:13:18Z")], SINCE).sure


_DOUBTFUL: list[dict[str, Any]] = [
    {"user_id": "u2"},
    {"created": None},
    {"created": "yesterday"},
    {"created": "1970-01-01T00:00:00Z"},
]


@pytest.mark.parametrize("change", _DOUBTFUL)
def test_servers_whose_owner_or_age_is_doubtful(change: dict[str, Any]) -> None:
    server = _server(**change)
    assert matches(_mark(), [server], SINCE) == ([], [server])


_UNTOLD: list[tuple[dict[str, Any], str]] = [
    ({"user_id": ""}, USER),
    ({"user_id": "u2"}, ""),
    ({"flavor": {}}, USER),
]


@pytest.mark.parametrize(("change", "user_id"), _UNTOLD)
def test_fields_that_a_cloud_hides_are_not_differences(
    change: dict[str, Any], user_id: str
) -> None:
    assert matches(_mark(user_id=user_id), [_server(**change)], SINCE).sure


def test_several_at_once_have_numbers_and_come_oldest_first() -> None:
    second = _server(id="2", name="vm-2", created="2026-09-21T14:13:22Z")
    first = _server(id="1", name="vm-1", created="2026-09-21T14:13:21Z")
    alone = _server(id="3", name="vm")
    result = matches(_mark(REQUEST._replace(max_count=2)), [second, alone, first], SINCE)
    assert [server["id"] for server in result.sure] == ["1", "3", "2"], (
        "quota may have let one through, without number"
    )


def test_with_a_key_only_the_key_counts() -> None:
    keyed = _server(id="1", name="renamed", created="2020-01-01T00:00:00Z", metadata={KEY: "k"})
    deleted = _server(id="2", status="DELETED", metadata={KEY: "k"})
    foreign = _server(id="3", metadata={"a": "b", KEY: "k2"})
    assert matches(_mark(key="k"), [_server(), keyed, deleted, foreign], SINCE) == ([keyed], [])


_DIFFERENCES: list[tuple[dict[str, Any], str]] = [
    ({}, ""),
    ({"name": "other"}, "name"),
    ({"flavor": {"id": "7"}}, "flavor"),
    ({"image": ""}, "image"),
]


@pytest.mark.parametrize(("change", "field"), _DIFFERENCES)
def test_the_field_in_which_a_server_with_the_key_differs(
    change: dict[str, Any], field: str
) -> None:
    assert difference(_mark(key="k"), _server(**change)) == field


@given(json_values("id", "name", "image", "flavor", "user_id", "created", "metadata", "status"))
def test_no_listing_is_too_strange(value: Any) -> None:
    server = (
        {**_server(), **value}
        if isinstance(value, dict)
        else _server(created=value, metadata=value, image=value)
    )
    for mark in (_mark(), _mark(key="k"), _mark(REQUEST._replace(max_count=2))):
        result = matches(mark, [server], SINCE)
        assert len(result.sure) + len(result.doubtful) <= 1
        difference(mark, server)
