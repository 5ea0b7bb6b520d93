"""``login`` and ``logout``, with a keyring in memory."""

import os
from collections.abc import Iterator

import keyring
import keyring.core
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordDeleteError

from mini_nova_auth.secrets import keyring_store
from mini_nova_auth.secrets.secret import ApplicationCredential, to_keyring
from tests.local_cloud import Fault, LocalCloud
from tests.runner import nova, nova_on_terminal


class _InMemory(KeyringBackend):
    """A keyring that forgets."""

    priority = 1

    def __init__(self) -> None:
        self.passwords: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.passwords.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.passwords[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if (service, username) not in self.passwords:
            raise PasswordDeleteError("not there")
        del self.passwords[service, username]


@pytest.fixture
def vault(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch
) -> Iterator[dict[tuple[str, str], str]]:
    """What the keyring holds; the environment has no password."""
    monkeypatch.delenv("OS_PASSWORD")
    previous, backend = keyring.get_keyring(), _InMemory()
    keyring.set_keyring(backend)
    yield backend.passwords
    keyring.set_keyring(previous)


def test_a_proven_password_is_kept_and_used(
    cloud: LocalCloud, vault: dict[tuple[str, str], str]
) -> None:
    run = nova("login", "--password-stdin", stdin=f"{cloud.password}\n")
    assert run == ("Logged in as demo; the password is in the keyring.\n", "", 0)
    assert vault == {(f"mini-nova {cloud.url}/identity/v3", "demo@Default"): cloud.password}
    assert nova("list").exit_code == 0


def test_a_wrong_password_is_not_kept(cloud: LocalCloud, vault: dict[tuple[str, str], str]) -> None:
    run = nova("login", "--password-stdin", stdin="wrong-pl4nted\n")
    assert (run.exit_code, vault) == (3, {})
    assert "pl4nted" not in run.stderr


def test_without_a_terminal_the_password_comes_from_stdin(
    cloud: LocalCloud, vault: dict[tuple[str, str], str]
) -> None:
    for arguments in (("login",), ("login", "--password-stdin")):
        run = nova(*arguments)
        assert (run.exit_code, vault, cloud.requests) == (2, {}, [])
        assert "--password-stdin" in run.errors[-1]


def test_logging_out_forgets_password_and_tokens(
    cloud: LocalCloud, vault: dict[tuple[str, str], str]
) -> None:
    nova("login", "--password-stdin", stdin=cloud.password)
    nova("list")
    run = nova("logout")
    assert run.stdout == "The password was removed from the keyring; cached logins are gone.\n"
    assert vault == {}
    assert nova("list").exit_code == 3
    assert nova("logout").stdout == "The password was not in the keyring; cached logins are gone.\n"


def test_without_a_keyring_nothing_is_kept(
    cloud: LocalCloud, vault: dict[tuple[str, str], str]
) -> None:
    keyring.set_keyring(keyring.core.load_keyring("keyring.backends.fail.Keyring"))
    run = nova("login", "--password-stdin", stdin=cloud.password)
    assert run.exit_code == 3
    assert run.errors[0] == (
        "ERROR (CommandError): there is no usable keyring on this machine, so nothing was stored or removed"
    )
    assert nova("logout") == (
        "The password was not in the keyring; cached logins are gone.\n",
        "",
        0,
    )


def test_a_locked_keyring_leaves_no_cached_login(
    cloud: LocalCloud, vault: dict[tuple[str, str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: str) -> None:
        raise KeyringLocked("still")

    monkeypatch.setenv("OS_PASSWORD", cloud.password)
    assert nova("list").exit_code == 0
    monkeypatch.setattr(keyring, "get_password", locked)
    run = nova("logout")
    assert (run.exit_code, run.errors[1]) == (
        3,
        "Cached logins are gone all the same. Unlock it, then try again.",
    )
    assert nova("cache", "list", "-f", "json").json == []


def test_a_keyring_that_keeps_nothing_is_none(
    cloud: LocalCloud, vault: dict[tuple[str, str], str]
) -> None:
    keyring.set_keyring(keyring.core.load_keyring("keyring.backends.null.Keyring"))
    run = nova("login", "--password-stdin", stdin=cloud.password)
    assert (run.stdout, run.exit_code) == ("", 3)
    assert "nothing was stored" in run.stderr


@pytest.mark.parametrize("status", [204, 403])
def test_the_credential_of_a_login_before_is_removed(
    cloud: LocalCloud, vault: dict[tuple[str, str], str], status: int
) -> None:
    slot = (f"mini-nova {cloud.url}/identity/v3", "demo@Default")
    vault[slot] = to_keyring(ApplicationCredential("a1", "s3cr3t-0ld"))
    cloud.faults.add(Fault("DELETE", "/application_credentials/a1", "status", status=status))
    run = nova("login", "--password-stdin", stdin=cloud.password)
    assert (run.exit_code, vault) == (0, {slot: cloud.password})
    assert [
        request.method for request in cloud.requests if "application_credentials" in request.path
    ] == ["DELETE"]
    assert run.errors == (
        []
        if status == 204
        else [
            "WARNING: Keystone still knows the previous one: openstack application credential delete a1"
        ]
    )


def test_a_password_in_the_address_is_not_shown_to_the_keyring(
    cloud: LocalCloud, vault: dict[tuple[str, str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(
        "OS_AUTH_URL", os.environ["OS_AUTH_URL"].replace("://", "://u:s3cr3t-pl4nted@")
    )
    assert nova("login", "--password-stdin", stdin=cloud.password).exit_code == 0
    assert list(vault) == [(f"mini-nova {cloud.url}/identity/v3", "demo@Default")]


def test_on_a_terminal_the_password_is_asked_for_unseen(
    cloud: LocalCloud, vault: dict[tuple[str, str], str]
) -> None:
    run = nova_on_terminal("list", typed=f"{cloud.password}\n")
    assert run.exit_code == 0
    assert run.stdout.startswith("Password for demo: ")
    assert cloud.logins == 1


def test_without_a_terminal_nothing_is_asked(
    cloud: LocalCloud, vault: dict[tuple[str, str], str]
) -> None:
    run = nova("list")
    assert (run.exit_code, cloud.requests) == (3, [])
    assert (
        run.errors[0] == "ERROR (CommandError): there is no password, and no terminal to ask for it"
    )
    assert "OS_PASSWORD" in run.errors[1]


@pytest.mark.parametrize("backend", ["fail", "null"])
def test_without_a_keyring_no_application_credential_is_made(
    cloud: LocalCloud, vault: dict[tuple[str, str], str], backend: str
) -> None:
    keyring.set_keyring(keyring.core.load_keyring(f"keyring.backends.{backend}.Keyring"))
    run = nova("login", "--application-credential", "--password-stdin", stdin=f"{cloud.password}\n")
    assert (run.stdout, run.exit_code) == ("", 3)
    assert "nothing was stored" in run.stderr
    assert cloud.requests == []


def test_a_credential_that_cannot_be_kept_is_deleted(
    cloud: LocalCloud, vault: dict[tuple[str, str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: str) -> None:
        raise KeyringLocked("by now")

    monkeypatch.setattr(keyring_store, "require_usable", lambda _: None)
    monkeypatch.setattr(keyring, "set_password", locked)
    body = {"application_credential": {"id": "a1", "secret": "s3cr3t", "name": "n"}}
    cloud.faults.add(
        Fault("POST", "/application_credentials", "status", status=201, body=body),
        Fault("DELETE", "/application_credentials/a1", "status", status=204),
    )
    run = nova("login", "--application-credential", "--password-stdin", stdin=cloud.password)
    assert run.exit_code == 3
    assert cloud.count("DELETE", "/application_credentials/a1") == 1
    assert "remove it" not in run.stderr


def test_the_keyring_holds_no_trial_entry_afterwards(
    cloud: LocalCloud, vault: dict[tuple[str, str], str]
) -> None:
    body = {"application_credential": {"id": "a1", "secret": "s3cr3t", "name": "n"}}
    cloud.faults.add(Fault("POST", "/application_credentials", "status", status=201, body=body))
    run = nova("login", "--application-credential", "--password-stdin", stdin=cloud.password)
    assert run.exit_code == 0, run.stderr
    assert list(vault) == [(f"mini-nova {cloud.url}/identity/v3", "demo@Default")]


def test_the_password_comes_from_a_command(
    cloud: LocalCloud, vault: dict[tuple[str, str], str]
) -> None:
    run = nova("login", "--password-command", f"echo {cloud.password}")
    assert (run.exit_code, [*vault.values()]) == (0, [cloud.password])


def test_the_password_comes_from_a_file_descriptor(
    cloud: LocalCloud, vault: dict[tuple[str, str], str]
) -> None:
    reader, writer = os.pipe()
    os.write(writer, f"{cloud.password}\n".encode())
    os.close(writer)
    run = nova("login", "--password-fd", str(reader))
    os.close(reader)
    assert (run.exit_code, [*vault.values()]) == (0, [cloud.password])
