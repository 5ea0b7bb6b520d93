"""The gate that requests pass: closed while another state takes the place of this one."""

from __future__ import annotations

import asyncio

import pytest

from mini_nova_sandbox.state import gate
from mini_nova_sandbox.state.gate import Gate
from tests.runner import LIMIT


async def _request(entrance: Gate, log: list[str], leave: asyncio.Event) -> None:
    async with entrance.passed():
        log.append("in")
        await leave.wait()
        log.append("out")


def test_it_closes_when_those_inside_have_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "SECONDS_TO_LEAVE", LIMIT)
    log: list[str] = []

    async def play() -> None:
        entrance = Gate()
        leave = asyncio.Event()
        early = asyncio.create_task(_request(entrance, log, leave))
        await asyncio.sleep(0)
        asyncio.get_running_loop().call_later(0.05, leave.set)
        async with entrance.closed():
            log.append("closed")
            late = asyncio.create_task(_request(entrance, log, leave))
            await asyncio.sleep(0.01)
        await asyncio.gather(early, late)

    asyncio.run(play())
    assert log == ["in", "out", "closed", "in", "out"]


def test_nobody_keeps_it_open_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "SECONDS_TO_LEAVE", 0.01)
    log: list[str] = []

    async def play() -> None:
        entrance = Gate()
        leave = asyncio.Event()
        early = asyncio.create_task(_request(entrance, log, leave))
        await asyncio.sleep(0)
        async with entrance.closed():
            log.append("closed")
        leave.set()
        await early

    asyncio.run(play())
    assert log == ["in", "closed", "out"]
