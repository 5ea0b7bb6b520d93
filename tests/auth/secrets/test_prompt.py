"""A missing secret is asked for on a terminal, and on nothing else."""

import sys
from typing import NoReturn

import pytest

from mini_nova_auth.secrets import prompt
from mini_nova_auth.secrets.secret import SecretName

PASSWORD = SecretName("password", "Password for alice", "http://h:5000/v3", "alice@default")


class Stream:
    """A standard stream that is a terminal or is not."""

    def __init__(self, terminal: bool) -> None:
        self.terminal = terminal

    def isatty(self) -> bool:
        """Whether it is one."""
        return self.terminal


def streams(monkeypatch: pytest.MonkeyPatch, *, stdin: bool, stderr: bool) -> None:
    """Puts terminals, or others, in the place of the standard streams."""
    monkeypatch.setattr(sys, "stdin", Stream(stdin))
    monkeypatch.setattr(sys, "stderr", Stream(stderr))


def test_on_a_terminal_it_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def getpass(question: str, stream: object) -> str:
        asked.append(question)
        return "s3cr3t"

    streams(monkeypatch, stdin=True, stderr=True)
    monkeypatch.setattr(prompt, "getpass", getpass)
    assert prompt.ask(PASSWORD) == "s3cr3t"
    assert asked == ["Password for alice: "]


@pytest.mark.parametrize(("stdin", "stderr"), [(False, True), (True, False), (False, False)])
def test_elsewhere_it_is_not(monkeypatch: pytest.MonkeyPatch, stdin: bool, stderr: bool) -> None:
    streams(monkeypatch, stdin=stdin, stderr=stderr)
    monkeypatch.setattr(prompt, "getpass", lambda question, stream: pytest.fail("asked"))
    assert prompt.ask(PASSWORD) == ""


@pytest.mark.parametrize("closed", ["stdin", "stderr"])
def test_a_stream_that_was_closed_before_the_start_is_no_terminal(
    monkeypatch: pytest.MonkeyPatch, closed: str
) -> None:
    streams(monkeypatch, stdin=True, stderr=True)
    monkeypatch.setattr(sys, closed, None)
    assert prompt.ask(PASSWORD) == ""


def test_an_end_of_input_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def ended(question: str, stream: object) -> NoReturn:
        raise EOFError

    streams(monkeypatch, stdin=True, stderr=True)
    monkeypatch.setattr(prompt, "getpass", ended)
    assert prompt.ask(PASSWORD) == ""
