"""Hiding secrets in what is shown: headers, JSON bodies, URLs, and any text. Prints nothing.

Headers, bodies and URLs are known by the names that carry secrets. Besides, every secret that this
process handles is learned, so that ``text`` finds it wherever it turns up: in a server's echo, in a
library's message, in a traceback.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote, urlsplit, urlunsplit

from mini_nova_auth.spellings import SHORTEST, in_python, spellings_of

MASK = "***"

SECRET_HEADERS = frozenset(
    {
        "authorization",
        "cookie",
        "openstack-auth-receipt",
        "proxy-authorization",
        "set-cookie",
        "x-account-meta-temp-url-key",
        "x-account-meta-temp-url-key-2",
        "x-auth-key",
        "x-auth-token",
        "x-container-meta-temp-url-key",
        "x-container-meta-temp-url-key-2",
        "x-service-token",
        "x-storage-token",
        "x-subject-token",
    }
)
SECRET_KEYS = frozenset(
    {
        "access_token",
        "adminpass",
        "admin_pass",
        "admin_password",
        "api_key",
        "apikey",
        "auth_token",
        "authtoken",
        "blob",
        "client_secret",
        "contents",
        "device_code",
        "id_token",
        "passcode",
        "password",
        "original_password",
        "private_key",
        "refresh_token",
        "secret",
        "user_data",
    }
)
# Of headers and parameters that nobody has listed.
_SECRET_ENDINGS = ("-token", "-key", "-secret", "-password", "-signature")
_PARAMETER = r"[\w-]*(?:password|secret|token|key|signature|sig|device_code)"
# A parameter may itself be a query, with %3F for ? and %3D for =: so it is in a noVNC console's URL.
_IN_FORM = rf"(?i)\b({_PARAMETER}(?:=|%3D))[^&\s]+"
_IN_URL = rf"(?i)((?:[?&]|%3F|%26){_PARAMETER}(?:=|%3D))[^&\s\"'<>]+"
_SCHEMES = ("http://", "https://", "ws://", "wss://")
_USER_IN_URL = r"\b([A-Za-z][A-Za-z0-9+.-]*://)[^\s/@\"'<>]*@"
_V2_PATH = r"(/v2\.0/tokens/)[^/]+"
_AFTER_GROUP = rf"\g<1>{MASK}"
_long_secrets: set[str] = set()
_short_secrets: set[str] = set()


def headers(values: Mapping[str, str]) -> dict[str, str]:
    """The headers without the values of those that carry secrets, and without the secrets in a
    redirect's URL."""
    return {name: _header(name.lower(), value) for name, value in values.items()}


def _header(name: str, value: str) -> str:
    is_secret = name in SECRET_HEADERS
    if is_secret or name.endswith(_SECRET_ENDINGS):
        return MASK
    if name == "location":
        return url(value)
    return value


def body(value: Any, *, parent: str = "") -> Any:
    """A copy of a JSON value without passwords, token ids, injected files and user data.

    ``parent`` is the key that the value is under: an ``id`` under ``token`` is a secret, as in the
    login bodies of v2.0 and v3. User data and injected files count as secrets because people put
    passwords into them.
    """
    if isinstance(value, dict):
        members = {}
        for key, item in value.items():
            members[key] = _member(str(key), item, parent)
        return members
    if isinstance(value, list):
        return [body(item, parent=parent) for item in value]
    if isinstance(value, str) and _may_hold_secret(value):
        return url(value)
    return value


def _member(key: str, item: Any, parent: str) -> Any:
    if item is None or isinstance(item, bool):
        return item
    is_token = key == "id" and parent == "token"
    is_secret = is_token or key.lower() in SECRET_KEYS
    if is_secret and not isinstance(item, dict):
        return MASK
    return body(item, parent=key)


def _may_hold_secret(value: str) -> bool:
    """Whether a value is a URL such as a console's, which has a token in it."""
    is_url = value.startswith(_SCHEMES)
    return is_url and ("?" in value or "@" in value)


def url(address: str) -> str:
    """The URL without user, password, secret-looking parameters, and the token in a v2.0 path.

    If it is too malformed to have a host, only the part after its last ``@``. Invisible letters,
    which ``urlsplit`` would drop, are shown as escapes.
    """
    address = visible(address)
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018 - raises if it is malformed, as after a password with a slash
    except ValueError:
        return _after_last_at(address)
    if not parts.netloc and "@" in address:
        return _after_last_at(address)
    host = _after_last_at(parts.netloc)
    path = parts.path
    if "/tokens/" in path:
        path = re.sub(_V2_PATH, _AFTER_GROUP, path)
    query = form(parts.query)
    return urlunsplit((parts.scheme, host, path, query, ""))


def _after_last_at(address: str) -> str:
    _, _, rest = address.rpartition("@")
    return rest


def visible(text: str) -> str:
    """The text with escapes for the letters that cannot be seen: ``\\r`` for a carriage return."""
    if text.isprintable():
        return text
    letters = [letter if letter.isprintable() else in_python(letter) for letter in text]
    return "".join(letters)


def form(fields: str) -> str:
    """A form's text (``a=1&b=2``) without the values of secret-looking fields."""
    if "=" not in fields:
        return fields
    return re.sub(_IN_FORM, _AFTER_GROUP, fields)


def learn(secret: str) -> None:
    """Remember a secret for ``text`` and ``echo``, for the lifetime of this process."""
    if len(secret) >= SHORTEST:
        _long_secrets.add(secret)
    elif secret:
        _short_secrets.add(secret)


def learn_from_url(address: str) -> None:
    """Learn the password in a URL, if it has one."""
    try:
        password = urlsplit(address).password or ""
    except ValueError:
        return
    learn(unquote(password))


def learn_from(value: Any) -> None:
    """Learn the secrets in a JSON value that is about to be sent, by the names of their keys."""
    if isinstance(value, dict):
        for key, item in value.items():
            is_secret = str(key).lower() in SECRET_KEYS
            if is_secret and isinstance(item, str):
                learn(item)
            else:
                learn_from(item)
    elif isinstance(value, list):
        for item in value:
            learn_from(item)


def text(words: str) -> str:
    """The text without learned secrets, in any spelling, and without the secrets in its URLs."""
    for secret in sorted(_long_secrets, key=len, reverse=True):
        for spelling in spellings_of(secret):
            words = words.replace(spelling, MASK)
    if "://" in words:
        words = re.sub(_USER_IN_URL, r"\g<1>", words)
    if "=" in words:
        words = re.sub(_IN_URL, _AFTER_GROUP, words)
    return words


def echo(words: str) -> str:
    """A server's words, which may repeat what it was sent: ``text``, without short secrets too."""
    words = text(words)
    for secret in sorted(_short_secrets, key=len, reverse=True):
        pattern = re.escape(secret)
        whole_word = rf"(?<!\w){pattern}(?!\w)"
        words = re.sub(whole_word, MASK, words)
    return words


def forget() -> None:
    """Forget every secret, for tests and for programs that have finished with a login."""
    _long_secrets.clear()
    _short_secrets.clear()
    spellings_of.cache_clear()
