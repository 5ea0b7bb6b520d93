"""Takes secrets out of what is shown: headers, JSON bodies and URLs. Pure functions; nothing here prints."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit, urlunsplit

HIDDEN = "***"

SECRET_HEADERS = frozenset(
    {
        "authorization",
        "cookie",
        "openstack-auth-receipt",
        "proxy-authorization",
        "set-cookie",
        "x-auth-key",
        "x-auth-token",
        "x-service-token",
        "x-storage-token",
        "x-subject-token",
    }
)
SECRET_KEYS = frozenset(
    {
        "adminpass",
        "admin_pass",
        "admin_password",
        "auth_token",
        "authtoken",
        "contents",
        "passcode",
        "password",
        "original_password",
        "private_key",
        "secret",
        "user_data",
    }
)
_TELLING_PARAMETER = r"(?i)\b((?:[\w-]*(?:password|secret|token|key|signature|sig))=)[^&\s]+"


def headers(given: Mapping[str, str]) -> dict[str, str]:
    """The headers with the values of those that carry secrets replaced."""
    return {name: HIDDEN if name.lower() in SECRET_HEADERS else value for name, value in given.items()}


def body(value: Any, *, inside: str = "") -> Any:
    """A copy of a JSON value with passwords, token ids, injected files and user data replaced.

    A token's id is a secret where the login bodies of v2.0 and v3 put it: under ``token`` as ``id``. User data and
    injected files count as secrets because people put passwords into them.
    """
    if isinstance(value, dict):
        return {key: _hidden(str(key), item, inside) for key, item in value.items()}
    if isinstance(value, list):
        return [body(item, inside=inside) for item in value]
    return value


def _hidden(key: str, item: Any, inside: str) -> Any:
    if item is None or isinstance(item, bool):
        return item
    is_secret = key.lower() in SECRET_KEYS or (key == "id" and inside == "token")
    if is_secret and not isinstance(item, dict):
        return HIDDEN
    return body(item, inside=key)


def url(text: str) -> str:
    """The URL without a user name and password, and without query parameters that look like secrets.

    Of what is written so that no host can be told from it, only what follows the last ``@`` is left.
    """
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018 - raises where it is none, as when a password with a slash stands before it
        host = parts.netloc.rpartition("@")[2]
        if not parts.netloc and "@" in text:
            raise ValueError
    except ValueError:
        return text.rpartition("@")[2]
    query = re.sub(_TELLING_PARAMETER, rf"\g<1>{HIDDEN}", parts.query) if parts.query else ""
    return urlunsplit((parts.scheme, host, parts.path, query, ""))
