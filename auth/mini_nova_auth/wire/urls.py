"""Checking an address before anything is sent to it."""

from __future__ import annotations

from urllib.parse import urlsplit

from mini_nova_auth import redact
from mini_nova_auth.errors import ConfigurationError


def check_url(url: str) -> None:
    """Raises ConfigurationError for what is no http(s) URL with a host."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - raises for a port that is none
        host = parts.hostname
    except ValueError as problem:
        raise ConfigurationError(
            f'"{redact.url(url)}" is not a URL: {problem}', hint="Check OS_AUTH_URL."
        ) from problem
    if parts.scheme not in ("http", "https"):
        raise ConfigurationError(
            f'the address "{redact.url(url)}" has no http:// or https://',
            hint="Write the address with its scheme, as http://host:5000/v3.",
        )
    if not host or any(
        character.isspace() or character == "\\" or not character.isprintable() for character in url
    ):
        raise ConfigurationError(
            f'"{redact.url(url)}" is not a URL with a host', hint="Check OS_AUTH_URL."
        )
