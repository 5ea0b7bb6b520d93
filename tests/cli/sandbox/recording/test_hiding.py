"""Secrets in what people have written are hidden."""

from typing import Any

import pytest

from mini_nova.sandbox.recording.hiding import cleaned
from mini_nova_auth import redact


@pytest.mark.parametrize(
    "key",
    ["password", "db_password", "DB_PASSWD", "aws_secret", "token", "API-Key", "private_key"],
)
def test_a_key_gives_its_value_away(key: str) -> None:
    assert cleaned({"metadata": {key: "x"}}) == {"metadata": {key: "***"}}
    assert cleaned({key: "x"}) == {key: "x"}, "the keys of the format are no secrets"


@pytest.mark.parametrize("key", ["key_name", "passenger", "os_distro", "role"])
def test_other_values_stay(key: str) -> None:
    assert cleaned({"metadata": {key: "x"}}) == {"metadata": {key: "x"}}


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----", "***"),
        ("mine: ssh-ed25519 AAAAC3Nza root@host", "mine: ***"),
        ("https://user:hunter22@host/path", "https://host/path"),
    ],
)
def test_key_material_and_passwords_in_urls_are_hidden(text: str, rest: str) -> None:
    value: Any = {"servers": [{"description": text, "tags": [text]}]}
    assert cleaned(value) == {"servers": [{"description": rest, "tags": [rest]}]}


def test_the_logins_own_secret_is_hidden_wherever_it_is() -> None:
    redact.learn("correct-horse")
    try:
        assert cleaned({"name": "vm correct-horse"}) == {"name": "vm ***"}
    finally:
        redact.forget()
