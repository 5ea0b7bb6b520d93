"""``mini-nova sandbox open``: starts the sandbox, and gives its page's URL to a browser or prints it."""

from __future__ import annotations

import os
import re
import webbrowser
from collections.abc import Iterator

import pytest

from mini_nova.commands.sandbox.open import has_display
from mini_nova.sandbox import launch, state
from tests.runner import nova

pytest.importorskip("uvicorn", reason="the sandbox is an extra: pip install '.[sandbox]'")
URL = re.compile(r"http://127\.0\.0\.1:\d+/sandbox/page#key=[\w-]{32}")


@pytest.fixture(autouse=True)
def _stop() -> Iterator[None]:
    yield
    launch.stop(state.default_directory(os.environ))


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The URLs that a browser was given."""
    urls: list[str] = []

    def open_url(url: str) -> bool:
        urls.append(url)
        return True

    monkeypatch.setattr(webbrowser, "open", open_url)
    for name in ("SSH_CONNECTION", "SSH_TTY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DISPLAY", ":0")
    return urls


def test_it_starts_the_sandbox_and_opens_a_browser(opened: list[str]) -> None:
    run = nova("sandbox", "open")
    assert run.exit_code == 0, run.stderr
    assert run.errors[0].startswith("sandbox started at http://127.0.0.1:")
    (url,) = opened
    assert URL.fullmatch(url)
    address, _, key = url.partition("#key=")
    assert run.stdout == f"opened {address} in your browser\n"
    status = nova("sandbox", "status", "-f", "json")
    assert status.json["page"] == address
    assert key not in status.stdout


def test_print_opens_nothing_and_each_key_is_new(opened: list[str]) -> None:
    first = nova("sandbox", "open", "--print").stdout.strip()
    (second,) = nova("sandbox", "open", "--print", "-f", "json").json
    assert URL.fullmatch(first)
    assert URL.fullmatch(second["message"])
    assert first != second["message"]
    assert opened == []


def test_without_a_browser_it_prints_the_url(
    opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webbrowser, "open", lambda _url: False)
    assert URL.fullmatch(nova("sandbox", "open").stdout.strip())


def test_over_ssh_it_prints_the_url(opened: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSH_CONNECTION", "192.0.2.1 50000 192.0.2.2 22")
    assert URL.fullmatch(nova("sandbox", "open").stdout.strip())
    assert opened == []


@pytest.mark.parametrize(
    ("variables", "platform", "expected"),
    [
        ({}, "linux", False),
        ({"DISPLAY": ""}, "linux", False),
        ({"DISPLAY": ":0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({"DISPLAY": ":10", "SSH_TTY": "/dev/pts/1"}, "linux", False),
        ({}, "darwin", True),
        ({"SSH_CONNECTION": "x"}, "darwin", False),
    ],
)
def test_whether_there_is_a_display(
    variables: dict[str, str], platform: str, expected: bool
) -> None:
    assert has_display(variables, platform) is expected
