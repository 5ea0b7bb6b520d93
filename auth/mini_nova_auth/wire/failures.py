"""What went wrong below HTTP, in one sentence, and whether the request may have been sent.

``requests`` and ``urllib3`` wrap the operating system's errors several times over; all of it is looked through.
"""

from __future__ import annotations

import socket
import ssl
from typing import Any, NamedTuple

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
from mini_nova_auth.wire import urls
from mini_nova_auth.wire.options import Timeouts

_NOT_YET_VALID, _EXPIRED, _HOST_MISMATCH, _ADDRESS_MISMATCH = 9, 10, 62, 64  # X509_V_ERR_...


class _Rule(NamedTuple):
    """The code, sentence and hint for kinds of causes. ``{where}``, ``{host}``, ``{reason}``... are filled in."""

    code: str
    kinds: tuple[type[BaseException], ...]
    sentence: str
    hint: str
    sent: bool = False
    passing: bool = True


# The first rule that fits counts.
_RULES = (
    _Rule(
        "name-not-found",
        (NameResolutionError, socket.gaierror),
        'no address is known for the host "{host}" of {where}',
        "Check the name, DNS and VPN.",
    ),
    _Rule(
        "tls-untrusted",
        (ssl.SSLCertVerificationError,),
        "the certificate of {where} is not trusted: {reason}",
        "Give its CA with --os-cacert (OS_CACERT).",
        passing=False,
    ),
    _Rule(
        "refused",
        (ConnectionRefusedError,),
        "nothing answers at {where}: connection refused",
        "Check host and port, and that the service is up.",
    ),
    _Rule(
        "unreachable",
        (NewConnectionError,),
        "{where} cannot be reached: {reason}",
        "Check the network and the address.",
    ),
    _Rule(
        "unreachable",
        (ConnectTimeoutError, requests.exceptions.ConnectTimeout),
        "{where} did not take a connection within {connect:g} s",
        "Check the address, firewall and VPN.",
    ),
    _Rule(
        "no-answer",
        (ReadTimeoutError, requests.exceptions.ReadTimeout, TimeoutError),
        "{where} gave no answer within {read:g} s",
        "Try again, or raise --timeout.",
        sent=True,
    ),
    _Rule("cut", (ssl.SSLEOFError,), "{where} broke off TLS", "Try again.", sent=True),
    _Rule(
        "tls-failed",
        (ssl.SSLError, requests.exceptions.SSLError),
        "TLS with {where} failed: {reason}",
        "Is it https there, and are cacert, cert and key right?",
        sent=True,  # it may have broken off after the handshake
        passing=False,
    ),
)
_TLS_HINTS = {
    "tls-expired": "Ask the operator for a new certificate, and check this machine's clock.",
    "tls-wrong-host": "Use the name that the certificate is for in the address.",
    "tls-none": "That port speaks no TLS: write http:// in place of https://, if the cloud means it so.",
}
_PROXY = _Rule(
    "proxy-failed",
    (),
    "the proxy on the way to {where} failed: {reason}",
    "Check http_proxy, https_proxy and no_proxy.",
)
_CUT = _Rule(
    "cut", (), "{where} closed the connection before its answer was whole", "Try again.", sent=True
)


def error_from(problem: BaseException, url: str, timeouts: Timeouts) -> AuthToolkitError:
    """The error for an exception out of ``requests``: Unavailable, or ConfigurationError for a bad URL or TLS file."""
    causes = _causes(problem)
    where = redact.url(url)
    if _any(causes, (requests.exceptions.InvalidHeader, UnicodeEncodeError)):
        return ConfigurationError(
            f"a header of the request to {where} cannot be sent",
            hint="Check user name, password and token for line breaks, spaces around them and unusual letters.",
        )
    if _any(causes, (requests.exceptions.InvalidURL, UnicodeError)):
        return ConfigurationError(
            f'"{where}" is not a URL that can be asked', hint="Check the address."
        )
    if isinstance(problem, OSError) and not isinstance(problem, requests.RequestException):
        return ConfigurationError(
            f"a TLS file cannot be read: {problem}", hint="Check cacert, cert and key."
        )
    rule = next((rule for rule in _RULES if _any(causes, rule.kinds)), _CUT)
    if _any(causes, (ProxyError,)):
        # urllib3 blames the proxy also when an answer is lost behind it: only without a connection is nothing sent.
        never_sent = rule is not _CUT and not rule.sent
        rule = _PROXY._replace(sent=not (never_sent or "Tunnel connection failed" in str(problem)))
    facts = {
        "where": where,
        "host": urls.split(url).hostname,
        "reason": _reason(causes),
        **timeouts._asdict(),
    }
    code = (_tls_code(causes) or rule.code) if rule.code.startswith("tls-") else rule.code
    hint = _TLS_HINTS.get(code, rule.hint)
    return Unavailable(
        rule.sentence.format(**facts), hint=hint, sent=rule.sent, passing=rule.passing, code=code
    )


def _tls_code(causes: list[BaseException]) -> str:
    """What OpenSSL found wrong, where it is one of the common things: X.509's error numbers, and no TLS at all."""
    for cause in causes:
        number = getattr(cause, "verify_code", 0)
        if number in (_EXPIRED, _NOT_YET_VALID):
            return "tls-expired"
        if number in (_HOST_MISMATCH, _ADDRESS_MISMATCH):
            return "tls-wrong-host"
        if getattr(cause, "reason", None) in (
            "WRONG_VERSION_NUMBER",
            "HTTP_REQUEST",
            "UNKNOWN_PROTOCOL",
        ):
            return "tls-none"
    return ""


def _any(causes: list[BaseException], kinds: tuple[type[BaseException], ...]) -> bool:
    return any(isinstance(cause, kinds) for cause in causes)


def _reason(causes: list[BaseException]) -> str:
    """The innermost words that the operating system or OpenSSL had for it."""
    for cause in reversed(causes):
        said = (
            getattr(cause, "verify_message", None)
            or getattr(cause, "reason", None)
            or getattr(cause, "strerror", None)
        )
        if isinstance(said, str) and said:
            return said.replace("_", " ").lower() if said.isupper() else said
    return "no connection"


def _causes(problem: BaseException) -> list[BaseException]:
    """The exception with all that it wraps: by ``from``, in its arguments, and in urllib3's ``reason``."""
    found: list[BaseException] = []
    waiting: list[Any] = [problem]
    while waiting:
        cause = waiting.pop(0)
        if not isinstance(cause, BaseException) or any(cause is known for known in found):
            continue
        found.append(cause)
        waiting += [cause.__cause__, cause.__context__, getattr(cause, "reason", None), *cause.args]
    return found
