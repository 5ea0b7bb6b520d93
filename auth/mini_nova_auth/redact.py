"""Takes secrets out of what is shown: headers, JSON bodies, URLs, and any text. Nothing here prints.

Headers, bodies and URLs are known by the names that carry secrets. Beside that every secret that passes through this
process is learned, so that ``text`` finds it wherever it turns up: in a server's echo, a library's message, a traceback.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import quote, quote_plus, unquote, urlsplit, urlunsplit

HIDDEN = "***"

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
SHORTEST = 6  # letters from which on a secret is looked for in text: shorter ones are found in innocent words
_TELLING_ENDS = (
    "-token",
    "-key",
    "-secret",
    "-password",
    "-signature",
)  # of headers that nobody has told us of
_learned: set[str] = set()
_short: set[str] = set()  # what is shorter: looked for in the words of servers alone
_USER_IN_URL = r"\b([A-Za-z][A-Za-z0-9+.-]*://)[^\s/@\"'<>]*@"
_PARAMETER_IN_URL = (
    r"(?i)([?&](?:[\w-]*(?:password|secret|token|key|signature|sig|device_code))=)[^&\s\"'<>]+"
)
_AFTER_TOKENS = r"(/v2\.0/tokens/)[^/]+"
_TELLING_PARAMETER = (
    r"(?i)\b((?:[\w-]*(?:password|secret|token|key|signature|sig|device_code))=)[^&\s]+"
)


def headers(given: Mapping[str, str]) -> dict[str, str]:
    """The headers with the values of those that carry secrets replaced; of a redirect's address what ``url`` leaves."""
    return {name: _header(name.lower(), value) for name, value in given.items()}


def _header(name: str, value: str) -> str:
    if name in SECRET_HEADERS or name.endswith(_TELLING_ENDS):
        return HIDDEN
    return url(value) if name == "location" else value


def body(value: Any, *, inside: str = "") -> Any:
    """A copy of a JSON value with passwords, token ids, injected files and user data replaced.

    A token's id is a secret where the login bodies of v2.0 and v3 put it: under ``token`` as ``id``. User data and
    injected files count as secrets because people put passwords into them.
    """
    if isinstance(value, dict):
        return {key: _hidden(str(key), item, inside) for key, item in value.items()}
    if isinstance(value, list):
        return [body(item, inside=inside) for item in value]
    if (
        isinstance(value, str)
        and value.startswith(("http://", "https://"))
        and ("?" in value or "@" in value)
    ):
        return url(value)  # as a console's, whose token is in it
    return value


def _hidden(key: str, item: Any, inside: str) -> Any:
    if item is None or isinstance(item, bool):
        return item
    is_secret = key.lower() in SECRET_KEYS or (key == "id" and inside == "token")
    if is_secret and not isinstance(item, dict):
        return HIDDEN
    return body(item, inside=key)


def url(text: str) -> str:
    """The URL without a user name and password, without query parameters that look like secrets, and without the token
    that v2.0 has in its paths.

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
    path = (
        re.sub(_AFTER_TOKENS, rf"\g<1>{HIDDEN}", parts.path)
        if "/tokens/" in parts.path
        else parts.path
    )
    return urlunsplit((parts.scheme, host, path, form(parts.query), ""))


def form(text: str) -> str:
    """A form's text (``a=1&b=2``) without the values of fields that look like secrets."""
    return re.sub(_TELLING_PARAMETER, rf"\g<1>{HIDDEN}", text) if "=" in text else text


def learn(secret: str) -> None:
    """Remembers a secret for ``text`` and ``echo``, for as long as this process lives."""
    if secret:
        (_learned if len(secret) >= SHORTEST else _short).add(secret)


def learn_from_url(text: str) -> None:
    """Learns the password in a URL, where there is one."""
    try:
        learn(unquote(urlsplit(text).password or ""))
    except ValueError:
        return


def learn_from(value: Any) -> None:
    """Learns the secrets in a JSON value that is about to be sent, known by the names of their keys."""
    if isinstance(value, dict):
        for key, item in value.items():
            if isinstance(item, str) and str(key).lower() in SECRET_KEYS:
                learn(item)
            else:
                learn_from(item)
    elif isinstance(value, list):
        for item in value:
            learn_from(item)


def text(given: str) -> str:
    """The text without any secret that was learned, however it is written, and without those that URLs in it carry."""
    for secret in sorted(_learned, key=len, reverse=True):
        for spelling in _spellings(secret):
            given = given.replace(spelling, HIDDEN)
    if "://" in given:
        given = re.sub(_USER_IN_URL, r"\g<1>", given)
    return re.sub(_PARAMETER_IN_URL, rf"\g<1>{HIDDEN}", given) if "=" in given else given


def echo(given: str) -> str:
    """A server's words, which may repeat what it was sent: as ``text`` has it, and without short secrets as words."""
    given = text(given)
    for secret in sorted(_short, key=len, reverse=True):
        given = re.sub(rf"(?<!\w){re.escape(secret)}(?!\w)", HIDDEN, given)
    return given


@cache
def _spellings(secret: str) -> list[str]:
    """The secret as it is, and as JSON, Python, URLs, forms, HTML and base64 write it, these within JSON, too; the
    longest first."""
    from base64 import b64encode, urlsafe_b64encode
    from html import escape

    raw = secret.encode(errors="surrogatepass")
    found = {
        secret,
        " ".join(secret.split()),
        json.dumps(secret)[1:-1],
        json.dumps(secret, ensure_ascii=False)[1:-1],
    }
    found |= {one.replace("/", "\\/") for one in found} | {repr(secret)[1:-1], repr(raw)[2:-1]}
    quoted = {quote(raw, safe=""), quote(raw), quote_plus(raw)}
    quoted |= {re.sub("%..", lambda at: at[0].lower(), one) for one in quoted}
    html = escape(secret)
    marked = {
        html,
        escape(secret, quote=False),
        html.replace("&#x27;", "&#39;").replace("&quot;", "&#34;"),
    }
    coded = {encode(raw).decode().rstrip("=") for encode in (b64encode, urlsafe_b64encode)}
    every = found | quoted | marked | coded | {raw.decode("latin-1")}
    every |= {json.dumps(one)[1:-1] for one in every} | {repr(one)[1:-1] for one in every}
    return sorted((one for one in every if len(one) >= SHORTEST), key=len, reverse=True)


def forget() -> None:
    """Forgets every secret, for tests and for programs that have done with a login."""
    _learned.clear()
    _short.clear()
    _spellings.cache_clear()
