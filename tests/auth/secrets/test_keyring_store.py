"""Secrets in the keyring: stored there or nowhere, and no call waits for ever."""

import threading
from collections.abc import Callable, Iterator
from typing import NoReturn

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import InitError, KeyringLocked, NoKeyringError, PasswordDeleteError

from mini_nova_auth.errors import ConfigurationError
from mini_nova_auth.secrets import keyring_store
from mini_nova_auth.secrets.secret import ApplicationCredential, Secret, SecretName

PASSWORD = SecretName("password", "Password for alice", "http://h:5000/v3", "alice@default")
CHANGES: tuple[Callable[[], Secret], ...] = (
    lambda: keyring_store.store(PASSWORD, "s3cr3t"),
    lambda: keyring_store.remove(PASSWORD),
)


@pytest.fixture
def secrets(monkeypatch: pytest.MonkeyPatch) -> dict[tuple[str, str], str]:
    """The contents of a keyring in memory, which replaces the system's."""
    secrets: dict[tuple[str, str], str] = {}

    def remove(service: str, account: str) -> None:
        if secrets.pop((service, account), None) is None:
            raise PasswordDeleteError("not found")

    monkeypatch.setattr(
        keyring, "get_password", lambda service, account: secrets.get((service, account))
    )
    monkeypatch.setattr(
        keyring,
        "set_password",
        lambda service, account, value: secrets.update({(service, account): value}),
    )
    monkeypatch.setattr(keyring, "delete_password", remove)
    return secrets


@pytest.fixture
def locked(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A keyring that waits for a user who never comes."""
    never = threading.Event()

    def wait(*_: str) -> None:
        never.wait()

    for name in ("get_password", "set_password", "delete_password"):
        monkeypatch.setattr(keyring, name, wait)
    monkeypatch.setattr(keyring_store, "LOOKUP_LIMIT", 0.05)
    monkeypatch.setattr(keyring_store, "CHANGE_LIMIT", 0.05)
    yield
    never.set()


def break_with(monkeypatch: pytest.MonkeyPatch, problem: Exception) -> None:
    """Make every call of the keyring fail."""

    def fail(*_: str) -> NoReturn:
        raise problem

    for name in ("get_password", "set_password", "delete_password"):
        monkeypatch.setattr(keyring, name, fail)


def test_a_secret_is_stored_found_and_removed(secrets: dict[tuple[str, str], str]) -> None:
    assert keyring_store.find(PASSWORD) == ""
    assert keyring_store.store(PASSWORD, "another") == ""
    assert keyring_store.store(PASSWORD, "s3cr3t") == "another"
    assert secrets == {("mini-nova http://h:5000/v3", "alice@default"): "s3cr3t"}
    assert keyring_store.find(PASSWORD) == "s3cr3t"
    assert keyring_store.remove(PASSWORD) == "s3cr3t"
    assert keyring_store.remove(PASSWORD) == ""
    assert secrets == {}


def test_an_application_credential_is_stored_as_text(secrets: dict[tuple[str, str], str]) -> None:
    credential = ApplicationCredential("a1", "s3cr3t", "laptop", "2027-01-01T00:00:00.000000")
    keyring_store.store(PASSWORD, credential)
    assert list(secrets.values()) == ['application-credential {"id": "a1", "secret": "s3cr3t"}']
    assert keyring_store.find(PASSWORD) == ApplicationCredential("a1", "s3cr3t")
    assert keyring_store.store(PASSWORD, "password") == ApplicationCredential("a1", "s3cr3t")


@pytest.mark.usefixtures("locked")
def test_a_locked_keyring_is_not_waited_for_in_vain(warnings: list[str]) -> None:
    assert keyring_store.find(PASSWORD) == ""
    assert [line for line in warnings if "did not answer" in line]
    for change in CHANGES:
        with pytest.raises(ConfigurationError, match="did not answer") as caught:
            change()
        assert "s3cr3t" not in str(caught.value)


PROBLEMS = [
    NoKeyringError(),
    InitError("no bus"),
    RuntimeError("no backend"),
    OSError("no bus"),
]


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda problem: type(problem).__name__)
def test_without_a_keyring_nothing_is_found_or_stored(
    monkeypatch: pytest.MonkeyPatch, problem: Exception
) -> None:
    break_with(monkeypatch, problem)
    assert keyring_store.find(PASSWORD) == ""
    with pytest.raises(ConfigurationError, match="no usable keyring"):
        keyring_store.store(PASSWORD, "s3cr3t")
    if isinstance(problem, NoKeyringError):
        assert keyring_store.remove(PASSWORD) == "", (
            "there is nothing to remove where there is none"
        )
    else:
        with pytest.raises(ConfigurationError, match="no usable keyring"):
            keyring_store.remove(PASSWORD)


def test_a_locked_keyring_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    break_with(monkeypatch, KeyringLocked("dismissed"))
    with pytest.raises(ConfigurationError, match="the keyring is locked"):
        keyring_store.store(PASSWORD, "s3cr3t")
    assert keyring_store.look_up(PASSWORD).trouble == "the keyring is locked"


def test_a_failing_keyring_is_tried_once(
    monkeypatch: pytest.MonkeyPatch, warnings: list[str]
) -> None:
    break_with(monkeypatch, KeyringLocked("dismissed"))
    assert keyring_store.find(PASSWORD) == ""
    assert keyring_store.find(PASSWORD) == ""
    assert warnings == ["the keyring is locked: going on without it"]
    monkeypatch.setattr(keyring, "get_password", lambda service, account: "s3cr3t")
    assert keyring_store.find(PASSWORD) == ""
    keyring_store.reset()
    assert keyring_store.find(PASSWORD) == "s3cr3t"
    assert "s3cr3t" not in repr(keyring_store.look_up(PASSWORD))


class PlaintextKeyring(KeyringBackend):
    """A backend that would store a secret in plain text."""

    priority = 1

    def get_password(self, service: str, username: str) -> str | None:
        raise AssertionError("a plain-text keyring was asked")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise AssertionError("a plain-text keyring was given a secret")


def test_a_plain_text_keyring_is_not_used_as_a_last_resort(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND")
    previous = keyring.get_keyring()
    keyring.set_keyring(PlaintextKeyring())  # type: ignore[no-untyped-call]
    try:
        assert keyring_store.find(PASSWORD) == ""
        with pytest.raises(ConfigurationError, match="no usable keyring"):
            keyring_store.store(PASSWORD, "s3cr3t")
    finally:
        keyring.set_keyring(previous)
