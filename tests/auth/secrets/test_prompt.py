"""Asking for a secret: on a terminal only."""

import sys
from typing import NoReturn

import pytest

from mini_nova_auth.secrets import prompt
from mini_nova_auth.secrets.secret import SecretName

PASSWORD = SecretName("password", "Password for alice", "http://h:5000/v3", "alice@default")


class Stream:
    """A standard stream, which may be a terminal."""

    def __init__(self, terminal: bool) -> None:
        self.terminal = terminal

    def isatty(self) -> bool:
        """Whether the stream is a terminal."""
        return self.terminal


def streams(monkeypatch: pytest.MonkeyPatch, *, stdin: bool, stderr: bool) -> None:
    """Replace the standard streams."""
    monkeypatch.setattr(sys, "stdin", Stream(stdin))
    monkeypatch.setattr(sys, "stderr", Stream(stderr))


def test_the_user_is_asked_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    prompts: list[str] = []

    def getpass(question: str, stream: object) -> str:
        prompts.append(question)
        return "s3cr3t"

    streams(monkeypatch, stdin=True, stderr=True)
    monkeypatch.setattr("getpass.getpass", getpass)
    assert prompt.ask(PASSWORD) == "s3cr3t"
    assert prompts == ["Password for alice: "]


@pytest.mark.parametrize(("stdin", "stderr"), [(False, True), (True, False), (False, False)])
def test_nobody_is_asked_elsewhere(
    monkeypatch: pytest.MonkeyPatch, stdin: bool, stderr: bool
) -> None:
    streams(monkeypatch, stdin=stdin, stderr=stderr)
    monkeypatch.setattr(
        "getpass.getpass", lambda question, stream: pytest.fail("the user was asked")
    )
    assert prompt.ask(PASSWORD) == ""


@pytest.mark.parametrize("stream", ["stdin", "stderr"])
def test_a_closed_stream_is_not_a_terminal(monkeypatch: pytest.MonkeyPatch, stream: str) -> None:
    streams(monkeypatch, stdin=True, stderr=True)
    monkeypatch.setattr(sys, stream, None)
    assert prompt.ask(PASSWORD) == ""


def test_the_end_of_input_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def ended(question: str, stream: object) -> NoReturn:
        raise EOFError

    streams(monkeypatch, stdin=True, stderr=True)
    monkeypatch.setattr("getpass.getpass", ended)
    assert prompt.ask(PASSWORD) == ""
