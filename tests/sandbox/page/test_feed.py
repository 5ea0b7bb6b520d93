"""The events: all at first, then what has changed, and an end with its reason."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from mini_nova_sandbox.page import feed
from mini_nova_sandbox.page.feed import MAX_STREAMS, Feed, Streams
from tests.runner import LIMIT
from tests.sandbox.asgi_client import Api
from tests.sandbox.page.visitor import Visitor

ALL = ["choices", "queue", "hosts", "addresses", "faults", "servers"]


def parse(text: str) -> tuple[str, Any]:
    """The name and the data of an event."""
    name, data, *rest = text.split("\n")
    assert rest == ["", ""]
    return name.removeprefix("event: "), json.loads(data.removeprefix("data: "))


def events(source: Feed) -> dict[str, Any]:
    return dict(parse(text) for text in source.events())


async def take(stream: AsyncIterator[str], count: int) -> list[tuple[str, Any]]:
    """The next events of a stream."""
    texts = [await asyncio.wait_for(anext(stream), LIMIT) for _ in range(count)]
    return [parse(text) for text in texts]


def test_the_first_events_tell_all_and_the_next_what_changed(api: Api, visitor: Visitor) -> None:
    source = Feed(api.cloud)
    first = events(source)
    assert list(first) == ALL
    assert first["servers"] == {"updates": [], "removals": [], "total": 0}
    assert events(source) == {}
    visitor.launch()
    second = events(source)
    assert set(second) == {"queue", "servers"}
    assert second["servers"]["total"] == 1
    assert second["queue"]["messages"] == [
        {"id": 1, "topic": "scheduler", "method": "run_instance", "server": "vm", "servers": 1}
    ]
    api.work()
    third = events(source)
    assert set(third) == {"queue", "hosts", "addresses", "servers"}
    assert third["queue"] == {"messages": [], "total": 0}
    claims = [claim for host in third["hosts"] for claim in host["claims"]]
    assert claims == [{"name": "vm", "vcpus": 1, "memory_mb": 512}]
    addresses = [row["server"] for row in third["addresses"]["addresses"]]
    assert addresses.count("vm") == 1


def test_only_servers_that_changed_are_told_and_those_that_are_gone(
    api: Api, visitor: Visitor
) -> None:
    visitor.launch(name="first")
    api.work()
    source = Feed(api.cloud)
    (first,) = events(source)["servers"]["updates"]
    visitor.launch(name="second")
    told = events(source)["servers"]
    assert [server["name"] for server in told["updates"]] == ["second"]
    assert visitor("DELETE", f"/servers/{first['id']}").status == 200
    api.work()
    told = events(source)["servers"]
    assert told["removals"] == [first["id"]]
    assert told["total"] == 1


def test_choices_follow_the_cloud(api: Api) -> None:
    source = Feed(api.cloud)
    before = events(source)["choices"]
    assert [flavor["name"] for flavor in before["users"]["demo"]["flavors"]] == [
        "m1.tiny",
        "testflav",
        "m1.small",
    ]
    assert [image["name"] for image in before["users"]["demo"]["images"]] == ["cirros-0.3.0-x86_64"]
    assert [network["name"] for network in before["users"]["demo"]["networks"]] == ["bss1173"]
    assert (before["zones"], before["hosts"]) == (["nova"], ["compute1", "compute2"])
    group = {"security_group": {"name": "web"}}
    api("POST", "/network/v2.0/security-groups", group, user="demo")
    after = events(source)["choices"]
    assert after["users"]["demo"]["security_groups"] == ["default", "web"]


def test_faults_are_told(api: Api, visitor: Visitor) -> None:
    source = Feed(api.cloud)
    events(source)
    assert visitor("POST", "/faults", {"name": "catalog.empty"}).status == 201
    assert visitor("POST", "/faults", {"name": "lose", "count": 3}).status == 201
    told = events(source)["faults"]
    assert [fault["name"] for fault in told["catalog"] if fault["planned"]] == ["catalog.empty"]
    assert [(fault["kind"], fault["remaining"]) for fault in told["planned"]] == [("lose", 3)]
    assert visitor("DELETE", "/faults/catalog.empty").status == 204
    assert not any(fault["planned"] for fault in events(source)["faults"]["catalog"])


def test_a_message_is_told_without_its_arguments(api: Api, visitor: Visitor) -> None:
    visitor.launch(adminPass="canary")
    assert "canary" not in "".join(Feed(api.cloud).events())


def test_a_stream_wakes_for_a_change_and_ends_with_the_sandbox(api: Api) -> None:
    async def run() -> None:
        stream = Streams(api.cloud).events()
        assert [name for name, _ in await take(stream, len(ALL))] == ALL
        waiting = asyncio.create_task(take(stream, 1))
        await asyncio.sleep(0)
        api.cloud.faults.add({"name": "catalog.empty"})
        assert [name for name, _ in await waiting] == ["faults"]
        waiting = asyncio.create_task(take(stream, 1))
        await asyncio.sleep(0)
        api.cloud.database.changes.end()
        assert await waiting == [("end", {"replaced": False})]
        with pytest.raises(StopAsyncIteration):
            await anext(stream)

    asyncio.run(run())


def test_a_change_that_shows_nothing_wakes_nobody_in_the_browser(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "SECONDS_TO_GATHER", 0)

    async def run() -> None:
        stream = Streams(api.cloud).events()
        await take(stream, len(ALL))
        waiting = asyncio.create_task(take(stream, 1))
        await asyncio.sleep(0)
        api.cloud.database.update("users", {"email": "x"}, name="demo")
        for _ in range(20):
            await asyncio.sleep(0)
        assert not waiting.done()
        waiting.cancel()

    asyncio.run(run())


def test_the_oldest_stream_ends_if_there_are_too_many(api: Api) -> None:
    async def run() -> None:
        streams = Streams(api.cloud)
        opened = [streams.events() for _ in range(MAX_STREAMS + 1)]
        for stream in opened[:-1]:
            await take(stream, len(ALL))
        waiting = asyncio.create_task(take(opened[0], 1))
        await asyncio.sleep(0)
        await take(opened[-1], len(ALL))
        assert await waiting == [("end", {"replaced": True})]
        for stream in opened[1:]:
            await stream.aclose()  # type: ignore[attr-defined]

    asyncio.run(run())
