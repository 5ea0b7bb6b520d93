"""The service's own words in an error's answer, whatever their shape.

Wire shapes: ``{"itemNotFound": {"message"}}`` (Nova), ``{"error": {"message"}}`` (Keystone, Heat),
``{"NeutronError": {"message", "detail"}}``, ``{"errors": [{"detail"}]}`` (Placement, Magnum),
``{"faultstring"}`` (WSME: Octavia, Ironic, which puts it as text into ``error_message``),
``{"error_msg"}`` (Huawei's gateways), ``{"Error": {"Message"}}`` (S3), ``{"code", "message"}``,
``{"error_description"}`` (OAuth), ``{"title", "description"}`` (Falcon: Zaqar, Barbican), plain
text, and web pages (webob: Glance; proxies).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

from mini_nova_auth import lenient, redact
from mini_nova_auth.wire.message import Response

# The members that hold a sentence, and those that do if no inner object has one.
_SENTENCES = (
    "message",
    "Message",
    "error_message",
    "error_msg",
    "errorMessage",
    "error_description",
    "faultstring",
    "detail",
    "Detail",
)
_LESSER_SENTENCES = ("explanation", "description", "reason", "msg", "error", "title")
_DEEPEST = 3  # objects in objects
_MOST_ERRORS = 3  # of a list that are shown
_LONGEST_TEXT = 240  # letters of a page or a plain text
_MOST_READ = 2**16  # bytes of a page
_HIDDEN = r"(?is)<(script|style|!--).*?(</\1>|-->)"
_SENTENCE_ELEMENTS = ("message", "Message", "faultstring")
_HEADINGS = r"(?is)<(title|h1)\b[^>]*>(.*?)</\1>"


def service_message(response: Response) -> str:
    """The sentence in an error's body, without the secrets that it may repeat; '' if it has none.

    A plain text or a page is shortened, and has none if it only repeats the status.
    """
    value = response.json_or_none()
    words = _plain(_sentence(value))
    if words or value is not None:
        return _cleaned(words)
    words = _cleaned(_plain(_page_or_text(response)))
    if _is_status(words, response.status):
        return ""
    return words if len(words) <= _LONGEST_TEXT else f"{words[:_LONGEST_TEXT]}..."


def is_page(response: Response) -> bool:
    """Whether a web page was answered, as by a proxy, a firewall or a dashboard."""
    start = response.content[:_MOST_READ].lstrip()[:15].lower()
    return start.startswith((b"<html", b"<!doctype html"))


def _cleaned(words: str) -> str:
    """Words on one line, without secrets."""
    return " ".join(redact.echo(words).split())


def _plain(words: str) -> str:
    """Words without control characters, which could command a terminal."""
    return "".join(letter if letter.isprintable() else " " for letter in words)


def _sentence(value: Any, depth: int = 0) -> str:
    """The sentence in a JSON value, that of an inner object or array too; '' for none."""
    if isinstance(value, list):
        return _sentences(value, depth)
    if not isinstance(value, dict) or depth > _DEEPEST:
        return ""
    return (
        _first_text(value, _SENTENCES)
        or _inner_sentence(value, depth)
        or _first_text(value, _LESSER_SENTENCES)
        or _lone_text(value)
    )


def _sentences(errors: list[Any], depth: int) -> str:
    """The sentences of the first objects in an array."""
    sentences = []
    for error in errors[:_MOST_ERRORS]:
        sentence = _sentence(error, depth + 1) if isinstance(error, dict) else ""
        if sentence and sentence not in sentences:
            sentences.append(sentence)
    return "; ".join(sentences)


def _inner_sentence(body: Mapping[str, Any], depth: int) -> str:
    for value in body.values():
        sentence = _sentence(value, depth + 1)
        if sentence:
            return sentence
    return ""


def _first_text(body: Mapping[str, Any], names: tuple[str, ...]) -> str:
    for name in names:
        text = _unwrapped(lenient.text(body.get(name)))
        if text:
            return text
    return ""


def _lone_text(body: Mapping[str, Any]) -> str:
    """The only member of an object, as ``{"NeutronError": "..."}``, if it is a text."""
    if len(body) != 1:
        return ""
    (value,) = body.values()
    return value if isinstance(value, str) else ""


def _unwrapped(text: str) -> str:
    """The sentence in a text that is JSON itself, or else the text."""
    if not text.startswith("{"):
        return text
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return _sentence(value) or text


def _page_or_text(response: Response) -> str:
    content = response.content[:_MOST_READ]
    text = content.decode(errors="replace").strip()
    is_cut_off_json = text.startswith(("{", "["))
    is_binary = "\0" in text or "\ufffd" in text
    if is_cut_off_json or is_binary:
        return ""
    return _page_words(text, response.status) if text.startswith("<") else text


def _page_words(page: str, status: int) -> str:
    """The sentence of an XML error, a page's heading, or its text if the heading is the status."""
    from html import unescape

    page = re.sub(_HIDDEN, " ", page)
    for element in _SENTENCE_ELEMENTS:
        match = re.search(rf"(?s)<{element}\b[^>]*>(.*?)</{element}>", page)
        if match:
            return unescape(_without_tags(match[1]))
    for heading in _headings(page):
        if not _is_status(heading, status):
            return unescape(heading)
    text = _without_tags(re.sub(_HEADINGS, " ", page))
    is_sentence = len(text.split()) >= 3  # and not the name of a web server
    return unescape(text) if is_sentence else ""


def _headings(page: str) -> Iterator[str]:
    for match in re.finditer(_HEADINGS, page):
        heading = _without_tags(match[2])
        if heading:
            yield heading


def _without_tags(text: str) -> str:
    return " ".join(re.sub(r"(?s)<[^>]*>", " ", text).split())


def _is_status(words: str, status: int) -> bool:
    """Whether words say no more than the status: ``404 Not Found``, ``Forbidden``."""
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = ""
    letters = [word for word in re.findall(r"\w+", words.lower()) if word != "error"]
    rest = [word for word in letters if word != str(status)]
    return rest in ([], re.findall(r"\w+", phrase.lower()))
