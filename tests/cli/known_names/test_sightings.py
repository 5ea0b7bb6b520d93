"""What answers say of names."""

from __future__ import annotations

from typing import Any

import pytest

from mini_nova.known_names.file import Line
from mini_nova.known_names.sightings import LIMIT, Sightings
from mini_nova.known_names.update import merge

WEB = {"id": "1", "name": "web"}
DB = {"id": "2", "name": "db"}


@pytest.mark.parametrize(
    ("path", "answer", "names"),
    [
        ("/servers/detail", {"servers": [WEB, DB]}, {"server": {"1": "web", "2": "db"}}),
        ("/servers?name=web", {"servers": [WEB]}, {"server": {"1": "web"}}),
        ("/servers/1", {"server": WEB}, {"server": {"1": "web"}}),
        ("/flavors/detail", {"flavors": [WEB]}, {"flavor": {"1": "web"}}),
        ("/images", {"images": [WEB], "next": "/v2/images?marker=1"}, {"image": {"1": "web"}}),
        ("/images/1", {**WEB, "status": "active"}, {"image": {"1": "web"}}),
        ("/networks?name=web", {"networks": [WEB]}, {"network": {"1": "web"}}),
        (
            "/os-keypairs",
            {"keypairs": [{"keypair": {"name": "web"}}]},
            {"keypair": {"web": "web"}},
        ),
        ("/os-keypairs/web", {"keypair": {"name": "web", "id": 7}}, {"keypair": {"web": "web"}}),
        (
            "/os-aggregates/5/action",
            {"aggregate": {"id": 5, "name": "web"}},
            {"aggregate": {"5": "web"}},
        ),
    ],
)
def test_answers_with_names(path: str, answer: Any, names: Any) -> None:
    sightings = Sightings()
    sightings.note(path, answer)
    assert sightings.names == names


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/servers/detail?all_tenants=1", {"servers": [WEB]}),
        ("/servers/detail?deleted=True", {"servers": [WEB]}),
        ("/os-keypairs?user_id=other", {"keypairs": [{"keypair": {"name": "web"}}]}),
        ("/servers/1", {"server": {**WEB, "status": "DELETED"}}),
        ("/servers/1", {"server": {"id": "1", "name": "a\tb"}}),
        ("/servers/1", {"server": {"id": "1", "name": None}}),
        ("/servers/1/os-interface", {"id": "1", "name": "web"}),
        ("/servers/detail", None),
        ("/os-services", {"services": [WEB]}),
    ],
)
def test_answers_without_names_of_use(path: str, answer: Any) -> None:
    sightings = Sightings()
    sightings.note(path, answer)
    assert not any(sightings.names.values())


def test_only_the_first_of_a_long_list_are_kept() -> None:
    sightings = Sightings()
    items = [{"id": str(number), "name": f"vm-{number}"} for number in range(LIMIT + 1)]
    sightings.note("/servers/detail", {"servers": items})
    assert list(sightings.names["server"]) == [str(number) for number in range(LIMIT)]


def test_a_file_stays_bounded() -> None:
    lines = [Line("server", str(number), f"vm-{number}") for number in range(LIMIT)]
    sightings = Sightings()
    sightings.note("/servers/new", {"server": {"id": "new", "name": "new"}})
    merged = merge(lines, sightings)
    assert (len(merged), merged[0]) == (LIMIT, Line("server", "new", "new"))
    assert Line("server", str(LIMIT - 1), f"vm-{LIMIT - 1}") not in merged


@pytest.mark.parametrize(
    ("path", "more", "is_dropped"),
    [
        ("/servers/detail", {}, True),
        ("/servers/detail", {"servers_links": [{"rel": "next", "href": "..."}]}, False),
        ("/servers/detail?status=ACTIVE", {}, False),
    ],
)
def test_a_whole_list_drops_what_it_lacks(path: str, more: Any, is_dropped: bool) -> None:
    sightings = Sightings()
    sightings.note(path, {"servers": [DB], **more})
    lines = merge([Line("server", "1", "web"), Line("flavor", "6", "m1.tiny")], sightings)
    assert (Line("server", "1", "web") not in lines) == is_dropped
    assert {Line("server", "2", "db"), Line("flavor", "6", "m1.tiny")} <= set(lines)


def test_what_is_deleted_is_forgotten_until_it_is_there_again() -> None:
    lines = [Line("server", "1", "web"), Line("keypair", "my key", "my key")]
    sightings = Sightings()
    sightings.forget("/servers/1")
    sightings.forget("/os-keypairs/my%20key?user_id=9")
    sightings.forget("/servers/2/os-interface/3")
    assert merge(lines, sightings) == []
    sightings.note("/servers/1", {"server": WEB})
    assert merge(lines, sightings) == [Line("server", "1", "web")]


def test_without_news_names_keep_their_places() -> None:
    lines = [Line("server", "1", "web"), Line("server", "2", "db")]
    sightings = Sightings()
    sightings.note("/servers/2", {"server": DB})
    assert merge(lines, sightings) == lines
