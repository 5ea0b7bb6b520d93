"""Failures below HTTP as one sentence, a hint, and whether the request may have been sent.

``requests`` and ``urllib3`` wrap the operating system's errors several times; this looks through
all of the wrappers.
"""

from __future__ import annotations

import os
import re
import socket
import ssl
import zlib
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import requests
from urllib3.exceptions import (
    ConnectTimeoutError,
    NameResolutionError,
    NewConnectionError,
    ProxyError,
    ReadTimeoutError,
)

from mini_nova_auth import redact
from mini_nova_auth.errors import AuthToolkitError, ConfigurationError, Unavailable
from mini_nova_auth.wire import limits, urls
from mini_nova_auth.wire.options import Timeouts
from mini_nova_auth.wire.proxies import Proxy, refusal
from mini_nova_auth.wire.retry import SLOW_ANSWER

# X509_V_ERR_CERT_NOT_YET_VALID, ..._CERT_HAS_EXPIRED
_TIME_ERRORS = (9, 10)
# X509_V_ERR_HOSTNAME_MISMATCH, ..._IP_ADDRESS_MISMATCH
_NAME_ERRORS = (62, 64)
# OpenSSL's reasons for an answer that is no TLS.
_NO_TLS_REASONS = ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "UNKNOWN_PROTOCOL")


class _Rule(NamedTuple):
    """The code, sentence and hint for some kinds of causes.

    A sentence may contain ``{url}``, ``{host}``, ``{reason}``, the Timeouts ``{connect}`` and
    ``{read}``, ``{largest}``, and ``{proxy}``. ``sent`` and ``passing`` are those of Unavailable.
    """

    code: str
    kinds: tuple[type[BaseException], ...]
    sentence: str
    hint: str
    sent: bool = False
    passing: bool = True


# With which requests replaces its own bundle of CAs.
_BUNDLE_VARIABLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")


# The first rule that matches counts.
_RULES = (
    _Rule(
        SLOW_ANSWER,
        (limits.SlowAnswer,),
        "{url} did not finish its answer within {read:.3g} s",
        "Raise --timeout if the cloud is slow.",
        sent=True,
    ),
    _Rule(
        "too-large",
        (limits.LargeAnswer,),
        "the answer of {url} is larger than {largest:g} MiB, so it was not read to its end",
        "Ask for less, or check the address.",
        sent=True,
        passing=False,
    ),
    _Rule(
        "garbled",
        (zlib.error,),
        "the answer of {url} does not unpack",
        "Try again; a proxy on the way may have garbled it.",
        sent=True,
    ),
    _Rule(
        "name-not-found",
        (NameResolutionError, socket.gaierror),
        'no address is known for the host "{host}" of {url}',
        "Check the name, DNS and VPN.",
    ),
    _Rule(
        "tls-untrusted",
        (ssl.SSLCertVerificationError,),
        "the certificate of {url} is not trusted: {reason}",
        "Give its CA with --os-cacert (OS_CACERT).",
        passing=False,
    ),
    _Rule(
        "refused",
        (ConnectionRefusedError,),
        "nothing answers at {url}: connection refused",
        "Check host and port, and that the service is up.",
    ),
    _Rule(
        "unreachable",
        (NewConnectionError,),
        "{url} cannot be reached: {reason}",
        "Check the network and the address.",
    ),
    _Rule(
        "unreachable",
        (ConnectTimeoutError, requests.exceptions.ConnectTimeout),
        "{url} did not take a connection within {connect:.3g} s",
        "Check the address, firewall and VPN.",
    ),
    _Rule(
        "no-answer",
        (ReadTimeoutError, requests.exceptions.ReadTimeout, TimeoutError),
        "{url} gave no answer within {read:.3g} s",
        "Try again, or raise --timeout.",
        sent=True,
    ),
    _Rule("cut", (ssl.SSLEOFError,), "{url} broke off TLS", "Try again.", sent=True),
    _Rule(
        "tls-failed",
        (ssl.SSLError, requests.exceptions.SSLError),
        "TLS with {url} failed: {reason}",
        "Is it https there, and are cacert, cert and key right?",
        sent=True,  # it may have broken off after the handshake
        passing=False,
    ),
)
_CUT_OFF = _Rule(
    "cut", (), "{url} closed the connection before its answer was whole", "Try again.", sent=True
)
_PROXY_FAILED = _Rule(
    "proxy-failed",
    (),
    "the proxy {proxy} on the way to {url} failed: {reason}",
    "Check the proxy's address, and no_proxy.",
)
# http.client's words for a proxy that opens no tunnel.
_TUNNEL_ANSWER = re.compile(r"Tunnel connection failed: (\d+[\w ]*)")
_TLS_HINTS = {
    "tls-expired": "Ask the operator for a new certificate, and check this machine's clock.",
    "tls-wrong-host": "Use the name that the certificate is for in the address.",
    "tls-none": "That port speaks no TLS: write http:// in place of https://, if the cloud means "
    "it so.",
}


def error_from(
    problem: BaseException, url: str, timeouts: Timeouts, proxy: Proxy | None = None
) -> AuthToolkitError:
    """The error for an exception that ``requests`` raised for a request to ``url``.

    ``proxy`` is the one that the request was sent through. Unavailable, or ConfigurationError for a
    malformed URL or header and an unreadable TLS file.
    """
    causes = list(_causes(problem))
    error = _configuration_error(problem, causes, redact.url(url))
    if error is not None:
        return error
    tunnel_answer = _TUNNEL_ANSWER.search(str(problem))
    if proxy is not None and tunnel_answer and tunnel_answer[1].startswith("407"):
        return refusal(proxy, url)
    rule = _rule_for(problem, causes, proxy)
    code = _code(rule, causes)
    reason = f"it answered {tunnel_answer[1]}" if tunnel_answer else _reason(causes)
    sentence = rule.sentence.format(
        url=redact.url(url),
        host=urls.split(url).hostname,
        proxy=proxy,
        reason=redact.text(reason),
        largest=limits.LARGEST_ANSWER / 2**20,
        **timeouts._asdict(),
    )
    return Unavailable(
        sentence,
        hint=_TLS_HINTS.get(code, rule.hint),
        sent=rule.sent,
        passing=rule.passing,
        code=code,
    )


def _configuration_error(
    problem: BaseException, causes: Sequence[BaseException], url: str
) -> ConfigurationError | None:
    if _has(causes, requests.exceptions.InvalidHeader, UnicodeEncodeError):
        return ConfigurationError(
            f"a header of the request to {url} cannot be sent",
            hint="Check user name, password and token for line breaks, spaces around them and "
            "unusual letters.",
        )
    if _has(causes, requests.exceptions.InvalidURL, UnicodeError):
        return ConfigurationError(
            f'"{url}" is not a URL that can be asked', hint="Check the address."
        )
    if isinstance(problem, OSError) and not isinstance(problem, requests.RequestException):
        return _unreadable_file(str(problem))
    return None


def _unreadable_file(reason: str) -> ConfigurationError:
    """The error for a TLS file, naming the variable if it is one of those that requests reads."""
    for name in _BUNDLE_VARIABLES:
        path = os.environ.get(name)
        if path and path in reason:
            return ConfigurationError(
                f"{name}: there is no file {path}",
                hint="Correct it, unset it, or give the CA with --os-cacert (OS_CACERT).",
            )
    return ConfigurationError(
        f"a TLS file cannot be read: {reason}", hint="Check cacert, cert and key."
    )


def _rule_for(
    problem: BaseException, causes: Sequence[BaseException], proxy: Proxy | None
) -> _Rule:
    matches = (rule for rule in _RULES if _has(causes, *rule.kinds))
    rule = next(matches, _CUT_OFF)
    if proxy is None:
        return rule
    if _is_failed_connection(rule, proxy):
        return _PROXY_FAILED
    if not _has(causes, ProxyError):
        return rule
    # urllib3 blames the proxy for an answer lost behind it, too: the request was certainly not
    # sent only if there was no connection, or no tunnel.
    has_connected = rule.sent
    has_no_tunnel = "Tunnel connection failed" in str(problem)
    return _PROXY_FAILED._replace(sent=has_connected and not has_no_tunnel)


def _is_failed_connection(rule: _Rule, proxy: Proxy) -> bool:
    """Whether no connection came about; the only one that we make is to the proxy."""
    if rule.code == "name-not-found":
        return proxy.looks_names_up
    return rule.code in ("refused", "unreachable")


def _code(rule: _Rule, causes: Sequence[BaseException]) -> str:
    """The rule's code, or a more precise one for the common failures of TLS."""
    if not rule.code.startswith("tls-"):
        return rule.code
    for cause in causes:
        verify_code = getattr(cause, "verify_code", 0)
        if verify_code in _TIME_ERRORS:
            return "tls-expired"
        if verify_code in _NAME_ERRORS:
            return "tls-wrong-host"
        if getattr(cause, "reason", None) in _NO_TLS_REASONS:
            return "tls-none"
    return rule.code


def _has(causes: Sequence[BaseException], *kinds: type[BaseException]) -> bool:
    return any(isinstance(cause, kinds) for cause in causes)


def _reason(causes: Sequence[BaseException]) -> str:
    """The innermost words of the operating system or OpenSSL."""
    for cause in reversed(causes):
        words = _words(cause)
        if isinstance(words, str):
            is_constant = words.isupper()  # WRONG_VERSION_NUMBER
            return words.replace("_", " ").lower() if is_constant else words
    return "no connection"


def _words(cause: BaseException) -> object:
    for attribute in ("verify_message", "reason", "strerror"):
        words: object = getattr(cause, attribute, None)
        if words:
            return words
    return None


def _causes(problem: BaseException) -> Iterator[BaseException]:
    """The exception and all it wraps: by ``from``, in its arguments, in urllib3's ``reason``."""
    visited: set[int] = set()
    queue: list[object] = [problem]
    while queue:
        cause = queue.pop(0)
        if not isinstance(cause, BaseException) or id(cause) in visited:
            continue
        visited.add(id(cause))
        yield cause
        queue += [cause.__cause__, cause.__context__]
        queue += [getattr(cause, "reason", None), *cause.args]
