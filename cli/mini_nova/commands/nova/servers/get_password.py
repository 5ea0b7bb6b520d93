"""Show a server's admin password, as the metadata service keeps it: encrypted by its keypair.

With PRIVATE_KEY, a file, it is decrypted by openssl.
"""

from __future__ import annotations

import base64
import binascii
import subprocess

import click

from mini_nova.commands.nova._kinds.reading import ReadingCommand
from mini_nova.compute.resources import server_parts
from mini_nova.context import Context
from mini_nova.errors import CommandError
from mini_nova.output.results import Text
from mini_nova_auth import lenient

LIMIT = 30.0  # seconds for openssl


@click.command("get-password", cls=ReadingCommand, help=__doc__)
@click.argument("server")
@click.argument("private_key", required=False)
@click.pass_obj
def command(context: Context, server: str, private_key: str | None) -> Text:
    """Return the password; '' if there is none."""
    answer = server_parts.read(context.compute, server, "os-server-password")
    password = lenient.text_at(answer, "password")
    if private_key and password:
        password = _decrypted(password, private_key)
    return Text("password", password)


def _decrypted(password: str, private_key: str) -> str:
    """Return the text of a password that a public key has encrypted. Raises CommandError."""
    try:
        encrypted = base64.b64decode(password)
        plain = subprocess.check_output(
            ["openssl", "pkeyutl", "-decrypt", "-inkey", private_key],
            input=encrypted,
            timeout=LIMIT,
        )
    except binascii.Error as problem:
        raise CommandError("the password is not in base64, so it cannot be decrypted") from problem
    except FileNotFoundError as problem:
        raise CommandError("openssl decrypts passwords, and is not installed") from problem
    except subprocess.SubprocessError as problem:
        raise CommandError(
            f"openssl cannot decrypt the password with '{private_key}'",
            hint="Give the private key, as a PEM file, of the server's keypair.",
        ) from problem
    return plain.decode(errors="replace")
