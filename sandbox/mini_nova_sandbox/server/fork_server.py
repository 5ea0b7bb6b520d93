"""A child process that has loaded the sandbox, and makes another one when it is asked to.

Starting Python and importing everything is most of a sandbox's start. The child is forked before
there are threads, an event loop, or an open database, none of which survives a fork. It waits on a
socket, costs no processor time, and little memory, as it shares that of its sandbox; it ends with
its sandbox. What it makes are processes of their own, which stay.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import logging
import os
import signal
import socket
from collections.abc import Callable, Sequence
from dataclasses import asdict
from io import FileIO
from pathlib import Path
from typing import Any, NoReturn

from mini_nova_sandbox.state.settings import Settings

SECONDS_TO_ANSWER = 30.0
BLOCK = 65536
Report = Callable[[dict[str, Any]], None]  # takes the description of a sandbox that answers
Run = Callable[[Settings, Report], None]
log = logging.getLogger(__name__)


class ForkFailed(Exception):
    """No other sandbox has come up; the text says why."""


class ForkServer:
    """The child process, as its sandbox sees it."""

    def __init__(self, channel: socket.socket, pid: int) -> None:
        channel.setblocking(False)
        self._pid = pid
        self._channel = channel
        self._lock = asyncio.Lock()
        self._received = b""

    async def fork(self, settings: Settings) -> dict[str, Any]:
        """Start a sandbox, and return its description once it answers. Raises ForkFailed."""
        async with self._lock:
            try:
                answer = await asyncio.wait_for(self._request(settings), SECONDS_TO_ANSWER)
            except asyncio.TimeoutError as error:
                raise ForkFailed(
                    f"the fork did not answer within {SECONDS_TO_ANSWER:g} s"
                ) from error
            except (OSError, ValueError) as error:
                raise ForkFailed(
                    "the process that makes forks is gone; restart the sandbox"
                ) from error
        if "error" in answer:
            raise ForkFailed(answer["error"])
        return answer

    def close(self) -> None:
        """End the child, and return once it is gone."""
        self._channel.close()
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self._pid, 0)

    async def _request(self, settings: Settings) -> dict[str, Any]:
        """Return the answer for these settings, and throw away those that came too late."""
        loop = asyncio.get_running_loop()
        await loop.sock_sendall(self._channel, _line(_values(settings)))
        while True:
            answer = await self._answer()
            if answer["state_dir"] == str(settings.state_dir):
                return answer

    async def _answer(self) -> dict[str, Any]:
        """Return the next answer of the child."""
        loop = asyncio.get_running_loop()
        while b"\n" not in self._received:
            piece = await loop.sock_recv(self._channel, BLOCK)
            if not piece:
                raise ConnectionResetError
            self._received += piece
        line, _, self._received = self._received.partition(b"\n")
        answer: dict[str, Any] = json.loads(line)
        return answer


def start(run: Run, handles: Sequence[int]) -> ForkServer:
    """Fork the child, which closes these file handles of ours. Call it before threads start.

    ``run`` serves until told to stop, and reports once it answers.
    """
    ours, theirs = socket.socketpair()
    gc.freeze()  # keeps the collector's marks off the pages that both share
    pid = os.fork()
    if not pid:
        ours.close()
        for handle in handles:
            os.close(handle)
        # Unbuffered: a fork that closes its channel leaves nothing of it open.
        _wait_for_requests(run, os.fdopen(theirs.detach(), "r+b", buffering=0))
    theirs.close()
    return ForkServer(ours, pid)


def _wait_for_requests(run: Run, channel: FileIO) -> NoReturn:
    """Fork a sandbox for each request, until our own sandbox is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for our sandbox
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the forks
    for line in channel:
        if not os.fork():
            _become_sandbox(run, channel, line)
    os._exit(0)


def _become_sandbox(run: Run, channel: FileIO, line: bytes) -> NoReturn:
    """Run the sandbox of a request, and end with it."""
    code = 1
    settings = _settings(line)
    try:
        _detach(settings)

        def report(description: dict[str, Any]) -> None:
            channel.write(_line(description))
            channel.close()

        run(settings, report)
        code = 0
    except Exception as error:
        log.exception("the fork has failed")
        channel.write(_line({"error": str(error), "state_dir": str(settings.state_dir)}))
    finally:
        os._exit(code)


def _detach(settings: Settings) -> None:
    """Leave our sandbox's session, its signals and its log."""
    os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.chdir(settings.state_dir)
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    handle = os.open(settings.log, flags, 0o600)
    for stream in (1, 2):
        os.dup2(handle, stream)
    os.close(handle)


def _values(settings: Settings) -> dict[str, Any]:
    return {**asdict(settings), "state_dir": str(settings.state_dir)}


def _settings(line: bytes) -> Settings:
    values = json.loads(line)
    return Settings(**{**values, "state_dir": Path(values["state_dir"])})


def _line(value: dict[str, Any]) -> bytes:
    return json.dumps(value).encode() + b"\n"
