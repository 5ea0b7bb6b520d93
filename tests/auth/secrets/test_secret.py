"""A secret: plain text or an application credential, and the text that a keyring stores for it."""

import pytest

from mini_nova_auth import redact
from mini_nova_auth.secrets.secret import ApplicationCredential, from_keyring, to_keyring

CREDENTIAL = ApplicationCredential(
    "a1", "s3cr3t-pa55", "mini-nova@host", "2027-01-01T00:00:00.000000"
)


def test_an_application_credential_survives_the_keyring() -> None:
    assert from_keyring(to_keyring(CREDENTIAL)) == ApplicationCredential("a1", "s3cr3t-pa55")
    assert "s3cr3t" not in repr(CREDENTIAL)


def test_a_credential_stored_by_an_older_release_is_read() -> None:
    text = 'application-credential {"id": "a1", "secret": "s3cr3t-pa55"}'
    assert from_keyring(text) == ApplicationCredential("a1", "s3cr3t-pa55")
    assert "s3cr3t" not in redact.echo("it was s3cr3t-pa55")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a password",
        "application-credential",
        "application-credential ",
        "application-credential {}",
        'application-credential {"id": "a"}',
        "application-credential [1]",
        "application-credential " + "[" * 100_000,
    ],
)
def test_anything_else_is_plain_text(text: str) -> None:
    assert from_keyring(text) == text
    assert to_keyring(text) == text
