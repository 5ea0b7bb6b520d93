"""An open page and the process: it costs nothing, keeps nobody up, and is told of the end."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.runner import LIMIT
from tests.sandbox.page.visitor import PAGE
from tests.sandbox.process import SandboxProcess

Lines = Iterator[str]


@contextmanager
def open_stream(sandbox: SandboxProcess) -> Iterator[Lines]:
    """Enter with a key, and give the block a stream of which the first events have been read."""
    url = sandbox.control("POST", "/page-key")["url"]
    _, _, key = url.partition("#key=")
    session = sandbox.session.post(f"{sandbox.url}{PAGE}/session", json={"key": key}, timeout=LIMIT)
    assert session.status_code == 204
    events = f"{sandbox.url}{PAGE}/events"
    with sandbox.session.get(events, stream=True, timeout=LIMIT) as answer:
        assert answer.status_code == 200
        lines = answer.iter_lines(chunk_size=1, decode_unicode=True)
        read_until(lines, "event: servers")
        yield lines


def read_until(lines: Lines, line: str) -> None:
    """Read lines up to one."""
    assert line in lines, f"the stream ended without {line}"


def ticks(pid: int) -> int:
    """The processor time of a process, in hundredths of a second."""
    text = Path(f"/proc/{pid}/stat").read_text()
    fields = text.rsplit(")", 1)[1].split()
    return int(fields[11]) + int(fields[12])


def used_in_a_second(pid: int) -> int:
    start = ticks(pid)
    time.sleep(1.0)
    return ticks(pid) - start


def test_an_open_page_costs_no_processor_time(sandbox: SandboxProcess) -> None:
    with open_stream(sandbox):
        # On a busy machine it may take a while to end what it did for the first events.
        assert any(used_in_a_second(sandbox.pid) <= 1 for _ in range(60))


def test_an_open_page_keeps_no_idle_sandbox_up(tmp_path: Path) -> None:
    with SandboxProcess(tmp_path / "state", "--pace", "0", "--idle", "3") as sandbox:
        with open_stream(sandbox) as lines:
            read_until(lines, "event: end")
        assert sandbox.wait() == 0
        assert "leaving" in sandbox.log.read_text()


def test_a_page_is_told_that_the_sandbox_stops(sandbox: SandboxProcess) -> None:
    with open_stream(sandbox) as lines:
        assert sandbox.end(signal.SIGTERM) == 0
        read_until(lines, "event: end")


def test_a_session_outlives_a_kill(sandbox: SandboxProcess) -> None:
    with open_stream(sandbox):
        sandbox.end(signal.SIGKILL)
    sandbox.start()
    with sandbox.session.get(f"{sandbox.url}{PAGE}/session", timeout=LIMIT) as answer:
        assert answer.json()["url"] == sandbox.url


def test_a_start_loads_nothing_of_the_page(sandbox: SandboxProcess) -> None:
    maps = Path(f"/proc/{sandbox.pid}/maps").read_text()
    assert "_elementtree" not in maps
