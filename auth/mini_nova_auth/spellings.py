"""The spellings in which a secret may turn up: in JSON, URLs, HTML, base64, Python's literals."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from urllib.parse import quote, quote_plus

# Shorter secrets turn up in innocent words, so those are looked for in servers' words only.
SHORTEST = 6


@cache
def spellings_of(secret: str) -> list[str]:
    """The secret as it is, and as JSON, Python, URLs, forms, HTML and base64 spell it.

    Each of these is there within JSON and within Python as well; the longest come first.
    """
    raw = secret.encode(errors="surrogatepass")
    plain_spellings = {
        raw.decode("latin-1"),
        *_literals(secret, raw),
        *_url_spellings(raw),
        *_html_spellings(secret),
        *_base64_spellings(raw),
    }
    spellings = set(plain_spellings)
    for spelling in plain_spellings:
        spellings.add(_in_json(spelling))
        spellings.add(in_python(spelling))
    long_spellings = [spelling for spelling in spellings if len(spelling) >= SHORTEST]
    return sorted(long_spellings, key=len, reverse=True)


def _literals(secret: str, raw: bytes) -> Iterator[str]:
    yield in_python(secret)
    bytes_literal = repr(raw)
    yield bytes_literal[2:-1]
    unicode_json = json.dumps(secret, ensure_ascii=False)
    spellings = [
        secret,
        " ".join(secret.split()),
        _in_json(secret),
        unicode_json[1:-1],
    ]
    for spelling in spellings:
        yield spelling
        yield spelling.replace("/", "\\/")


def _url_spellings(raw: bytes) -> Iterator[str]:
    spellings = [
        quote(raw, safe=""),
        quote(raw),
        quote_plus(raw),
    ]
    for spelling in spellings:
        yield spelling
        yield re.sub("%..", _lower_case, spelling)


def _lower_case(match: re.Match[str]) -> str:
    escape = match[0]
    return escape.lower()


def _html_spellings(secret: str) -> Iterator[str]:
    from html import escape

    escaped = escape(secret)
    yield escaped
    yield escape(secret, quote=False)
    in_decimal = escaped.replace("&#x27;", "&#39;")
    yield in_decimal.replace("&quot;", "&#34;")


def _base64_spellings(raw: bytes) -> Iterator[str]:
    from base64 import b64encode, urlsafe_b64encode

    for encoded in (b64encode(raw), urlsafe_b64encode(raw)):
        spelling = encoded.decode()
        yield spelling.rstrip("=")


def _in_json(spelling: str) -> str:
    literal = json.dumps(spelling)
    return literal[1:-1]


def in_python(spelling: str) -> str:
    """The text as it stands between the quotes of Python's literal."""
    literal = repr(spelling)
    return literal[1:-1]
