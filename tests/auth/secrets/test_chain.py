"""Secrets that no setting holds: from a descriptor, a command, the keyring, the user."""

import os
import sys
from pathlib import Path

import keyring
import pytest

from mini_nova_auth.errors import ConfigurationError
from mini_nova_auth.secrets import chain, password_command
from mini_nova_auth.secrets.chain import STORES, SourcedSecret
from mini_nova_auth.secrets.secret import SecretName
from tests.auth.support import plan_of, settings_of

PASSWORD = plan_of(username="alice", auth_url="http://h").secret_name("password")
PASSCODE = plan_of(username="alice", auth_url="http://h").secret_name("passcode")


@pytest.fixture
def stored(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What the keyring was asked for; it has a password for everything."""
    asked: list[tuple[str, str]] = []

    def get(service: str, account: str) -> str:
        asked.append((service, account))
        return "from-keyring"

    monkeypatch.setattr(keyring, "get_password", get)
    return asked


def typed(secret: SecretName) -> str:
    """What the user types."""
    return f"typed for {secret.label}"


def opened(content: bytes) -> int:
    """A descriptor to read the content from."""
    ours, theirs = os.pipe()
    os.write(theirs, content)
    os.close(theirs)
    return ours


def test_the_first_source_that_has_it_counts(stored: list[tuple[str, str]]) -> None:
    number = str(opened(b"from-descriptor\nrest"))
    every = {"password_fd": number, "password_command": "echo from-command"}
    assert chain.find(PASSWORD, settings_of(**every), STORES, typed) == SourcedSecret(
        "from-descriptor", "--password-fd"
    )
    assert os.read(int(number), 9) == b"rest"
    del every["password_fd"]
    assert chain.find(PASSWORD, settings_of(**every), STORES, typed) == SourcedSecret(
        "from-command", "--password-command"
    )
    assert not stored
    assert chain.find(PASSWORD, settings_of(), STORES, typed) == SourcedSecret(
        "from-keyring", "the keyring"
    )
    assert stored == [("mini-nova http://h", "alice@default")]


def test_a_setting_comes_before_every_store(stored: list[tuple[str, str]]) -> None:
    settings = settings_of(password="from-setting", password_command="echo from-command")
    assert chain.find(PASSWORD, settings, STORES, typed) == SourcedSecret(
        "from-setting", "--os-password"
    )
    assert not stored


def test_without_stores_only_the_user_is_asked(stored: list[tuple[str, str]]) -> None:
    settings = settings_of(password_command="echo from-command")
    assert chain.find(PASSWORD, settings) is None
    assert chain.find(PASSWORD, settings, ask=typed) == SourcedSecret(
        "typed for Password for alice", "the prompt"
    )
    assert not stored


def test_a_sourced_secret_hides_its_secret() -> None:
    assert repr(SourcedSecret("s3cr3t", "the keyring")) == "SourcedSecret(source='the keyring')"


def test_the_user_is_asked_last() -> None:
    assert chain.find(PASSWORD, settings_of(), STORES, typed) == SourcedSecret(
        "typed for Password for alice", "the prompt"
    )
    assert chain.find(PASSWORD, settings_of(), STORES) is None
    assert chain.find(PASSWORD, settings_of(), STORES, lambda secret: "") is None


def test_a_code_of_the_moment_is_only_asked_for(stored: list[tuple[str, str]]) -> None:
    found = chain.find(PASSCODE, settings_of(password_command="echo from-command"), STORES, typed)
    assert found == SourcedSecret("typed for Code of the moment", "the prompt")
    assert not stored


def test_a_commands_first_line() -> None:
    assert password_command.first_line("printf 'a b\\r\\nsecond'", "OS_PASSWORD_CMD") == "a b"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("/no/such/command", "cannot be run: No such file"),
        ("", "is not a command"),
        ("echo 'unclosed", "is not a command"),
        ("true", "printed nothing"),
        ("printf '\\377'", "is not text"),
        (
            f"{sys.executable} -c 'import sys; print(\"s3cr3t\"); sys.exit(3)'",
            "ended with exit code 3",
        ),
    ],
)
def test_a_command_that_gives_nothing_is_an_error_without_what_it_said(
    line: str, words: str
) -> None:
    with pytest.raises(ConfigurationError, match=words) as caught:
        password_command.first_line(line, "OS_PASSWORD_CMD")
    assert "OS_PASSWORD_CMD" in caught.value.message
    assert "s3cr3t" not in f"{caught.value.message}{caught.value.hint}{caught.value.__cause__}"


def test_no_shell_takes_part(tmp_path: Path) -> None:
    target = tmp_path / "made"
    assert (
        password_command.first_line(f"echo x; touch {target}", "OS_PASSWORD_CMD")
        == f"x; touch {target}"
    )
    assert not target.exists()


def test_a_command_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(password_command, "TIME_LIMIT", 0.05)
    with pytest.raises(ConfigurationError, match="did not end within"):
        password_command.first_line("sleep 10", "OS_PASSWORD_CMD")


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "gives no secret"), (b"\nx", "gives no secret"), (b"\xff\n", "does not give text")],
)
def test_a_descriptor_that_gives_nothing(content: bytes, words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        chain.find(PASSWORD, settings_of(password_fd=str(opened(content))), STORES)


@pytest.mark.parametrize("number", ["-1", "three", "99999", "3.0"])
def test_a_descriptor_that_is_none(number: str) -> None:
    with pytest.raises(ConfigurationError, match="file descriptor"):
        chain.find(PASSWORD, settings_of(password_fd=number), STORES)


def test_a_secret_in_the_place_of_a_descriptor_is_not_quoted() -> None:
    with pytest.raises(ConfigurationError) as caught:
        chain.find(PASSWORD, settings_of(password_fd="s3cr3t"), STORES)
    assert "s3cr3t" not in f"{caught.value.message}{caught.value.hint}"
