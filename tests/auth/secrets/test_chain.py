"""Finding a secret: in the settings, a descriptor, a command, the keyring, or at a prompt."""

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
def lookups(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """The services and accounts looked up in a keyring that has a password for all of them."""
    pairs: list[tuple[str, str]] = []

    def get(service: str, account: str) -> str:
        pairs.append((service, account))
        return "from-keyring"

    monkeypatch.setattr(keyring, "get_password", get)
    return pairs


def type_secret(secret: SecretName) -> str:
    """Answer a prompt as the user."""
    return f"typed for {secret.label}"


def descriptor_with(content: bytes) -> int:
    """Open a descriptor to read the content from."""
    read_end, write_end = os.pipe()
    os.write(write_end, content)
    os.close(write_end)
    return read_end


def test_the_first_store_with_the_secret_wins(lookups: list[tuple[str, str]]) -> None:
    number = str(descriptor_with(b"from-descriptor\nrest"))
    values = {"password_fd": number, "password_command": "echo from-command"}
    assert chain.find(PASSWORD, settings_of(**values), STORES, type_secret) == SourcedSecret(
        "from-descriptor", "--password-fd"
    )
    assert os.read(int(number), 9) == b"rest"
    del values["password_fd"]
    assert chain.find(PASSWORD, settings_of(**values), STORES, type_secret) == SourcedSecret(
        "from-command", "--password-command"
    )
    assert not lookups
    assert chain.find(PASSWORD, settings_of(), STORES, type_secret) == SourcedSecret(
        "from-keyring", "the keyring"
    )
    assert lookups == [("mini-nova http://h", "alice@default")]


def test_a_setting_precedes_every_store(lookups: list[tuple[str, str]]) -> None:
    settings = settings_of(password="from-setting", password_command="echo from-command")
    assert chain.find(PASSWORD, settings, STORES, type_secret) == SourcedSecret(
        "from-setting", "--os-password"
    )
    assert not lookups


def test_without_stores_only_the_user_is_asked(lookups: list[tuple[str, str]]) -> None:
    settings = settings_of(password_command="echo from-command")
    assert chain.find(PASSWORD, settings) is None
    assert chain.find(PASSWORD, settings, ask=type_secret) == SourcedSecret(
        "typed for Password for alice", "the prompt"
    )
    assert not lookups


def test_a_sourced_secret_hides_its_secret() -> None:
    assert repr(SourcedSecret("s3cr3t", "the keyring")) == "SourcedSecret(source='the keyring')"


def test_the_user_is_asked_last() -> None:
    assert chain.find(PASSWORD, settings_of(), STORES, type_secret) == SourcedSecret(
        "typed for Password for alice", "the prompt"
    )
    assert chain.find(PASSWORD, settings_of(), STORES) is None
    assert chain.find(PASSWORD, settings_of(), STORES, lambda secret: "") is None


def test_a_code_of_the_moment_comes_from_the_user_alone(lookups: list[tuple[str, str]]) -> None:
    sourced = chain.find(
        PASSCODE, settings_of(password_command="echo from-command"), STORES, type_secret
    )
    assert sourced == SourcedSecret("typed for Code of the moment", "the prompt")
    assert not lookups


def test_the_first_line_of_a_command_is_the_secret() -> None:
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
def test_a_command_without_a_secret_is_an_error_that_does_not_quote_it(
    line: str, words: str
) -> None:
    with pytest.raises(ConfigurationError, match=words) as caught:
        password_command.first_line(line, "OS_PASSWORD_CMD")
    assert "OS_PASSWORD_CMD" in caught.value.message
    assert "s3cr3t" not in f"{caught.value.message}{caught.value.hint}{caught.value.__cause__}"


def test_no_shell_is_involved(tmp_path: Path) -> None:
    target = tmp_path / "made"
    assert (
        password_command.first_line(f"echo x; touch {target}", "OS_PASSWORD_CMD")
        == f"x; touch {target}"
    )
    assert not target.exists()


def test_a_command_that_hangs_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(password_command, "TIME_LIMIT", 0.05)
    with pytest.raises(ConfigurationError, match="did not end within"):
        password_command.first_line("sleep 600", "OS_PASSWORD_CMD")


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "gives no secret"), (b"\nx", "gives no secret"), (b"\xff\n", "does not give text")],
)
def test_a_descriptor_without_a_secret_is_an_error(content: bytes, words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        chain.find(PASSWORD, settings_of(password_fd=str(descriptor_with(content))), STORES)


@pytest.mark.parametrize("number", ["-1", "three", "99999", "3.0"])
def test_a_malformed_or_closed_descriptor_is_an_error(number: str) -> None:
    with pytest.raises(ConfigurationError, match="file descriptor"):
        chain.find(PASSWORD, settings_of(password_fd=number), STORES)


def test_a_secret_given_as_a_descriptor_is_not_quoted() -> None:
    with pytest.raises(ConfigurationError) as caught:
        chain.find(PASSWORD, settings_of(password_fd="s3cr3t"), STORES)
    assert "s3cr3t" not in f"{caught.value.message}{caught.value.hint}"
