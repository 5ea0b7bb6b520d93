"""Failures below HTTP as one sentence, and whether the request may have been sent."""

import socket
import ssl

import pytest
import requests
from urllib3 import HTTPConnectionPool
from urllib3.connection import HTTPConnection
from urllib3.exceptions import (
    ConnectTimeoutError,
    MaxRetryError,
    NameResolutionError,
    NewConnectionError,
    ProtocolError,
    ProxyError,
    ReadTimeoutError,
)

from mini_nova_auth.errors import ConfigurationError, Unavailable
from mini_nova_auth.wire.failures import error_from
from mini_nova_auth.wire.message import Request
from mini_nova_auth.wire.options import Timeouts
from mini_nova_auth.wire.proxies import Proxy
from mini_nova_auth.wire.transport import Transport

URL = "http://alice:s3cr3t@cloud.example:5000/v3"
PLAIN_URL = "http://cloud.example:5000/v3"
POOL = HTTPConnectionPool("cloud.example", 5000)
CONNECTION = HTTPConnection("cloud.example", 5000)
TIMEOUTS = Timeouts(3, 7)
PROXY = Proxy("https_proxy", "http://kim:pr0xy-pa55@proxy.example:3128")
PLAIN_PROXY = "http://proxy.example:3128 (https_proxy)"


def wrapped(cause: Exception) -> requests.ConnectionError:
    """A cause as urllib3 and requests wrap it."""
    return requests.ConnectionError(MaxRetryError(POOL, "/v3", cause))


def untrusted() -> ssl.SSLCertVerificationError:
    """OpenSSL's complaint about a certificate."""
    problem = ssl.SSLCertVerificationError(1, "certificate verify failed")
    problem.verify_message = "self-signed certificate"
    return problem


def refused() -> NewConnectionError:
    """A refused connection, with the operating system's error behind it."""
    problem = NewConnectionError(CONNECTION, "no")
    problem.__cause__ = ConnectionRefusedError(111, "Connection refused")
    return problem


def unreachable() -> NewConnectionError:
    """A host without a route."""
    problem = NewConnectionError(CONNECTION, "no")
    problem.__cause__ = OSError(113, "No route to host")
    return problem


@pytest.mark.parametrize(
    ("problem", "sentence", "is_sent", "is_passing"),
    [
        (
            wrapped(
                NameResolutionError(
                    "cloud.example", CONNECTION, socket.gaierror(-2, "Name or service not known")
                )
            ),
            f'no address is known for the host "cloud.example" of {PLAIN_URL}',
            False,
            True,
        ),
        (wrapped(refused()), f"nothing answers at {PLAIN_URL}: connection refused", False, True),
        (wrapped(unreachable()), f"{PLAIN_URL} cannot be reached: No route to host", False, True),
        (
            requests.ConnectTimeout(
                MaxRetryError(POOL, "/", ConnectTimeoutError(CONNECTION, "slow"))
            ),
            f"{PLAIN_URL} did not take a connection within 3 s",
            False,
            True,
        ),
        (
            requests.ReadTimeout(ReadTimeoutError(POOL, "/", "slow")),
            f"{PLAIN_URL} gave no answer within 7 s",
            True,
            True,
        ),
        (
            requests.exceptions.SSLError(MaxRetryError(POOL, "/", untrusted())),
            f"the certificate of {PLAIN_URL} is not trusted: self-signed certificate",
            False,
            False,
        ),
        (
            requests.exceptions.ProxyError(
                MaxRetryError(
                    POOL, "/", ProxyError("no", OSError("Tunnel connection failed: 403 Forbidden"))
                )
            ),
            f"the proxy {PLAIN_PROXY} on the way to {PLAIN_URL} failed: it answered 403 Forbidden",
            False,
            True,
        ),
        (
            requests.exceptions.ProxyError(
                MaxRetryError(POOL, "/", ProxyError("no", ConnectionResetError(104, "reset")))
            ),
            f"the proxy {PLAIN_PROXY} on the way to {PLAIN_URL} failed: reset",
            True,
            True,
        ),
        (
            requests.ConnectionError(
                ProtocolError("Connection aborted.", ConnectionResetError(104, "reset"))
            ),
            f"{PLAIN_URL} closed the connection before its answer was whole",
            True,
            True,
        ),
        (
            requests.exceptions.ChunkedEncodingError("cut"),
            f"{PLAIN_URL} closed the connection before its answer was whole",
            True,
            True,
        ),
        (wrapped(ssl.SSLEOFError(8, "EOF occurred")), f"{PLAIN_URL} broke off TLS", True, True),
    ],
)
def test_the_sentence_of_a_failure(
    problem: Exception, sentence: str, is_sent: bool, is_passing: bool
) -> None:
    proxy = PROXY if "proxy" in sentence else None
    error = error_from(problem, URL, TIMEOUTS, proxy)
    assert isinstance(error, Unavailable)
    assert (error.message, error.sent, error.passing) == (sentence, is_sent, is_passing)
    assert error.hint


def test_a_failed_handshake_gives_openssls_reason() -> None:
    problem = ssl.SSLError(1, "wrong version number")
    problem.reason = "WRONG_VERSION_NUMBER"
    error = error_from(wrapped(problem), URL, TIMEOUTS)
    assert error.message == f"TLS with {PLAIN_URL} failed: wrong version number"


@pytest.mark.parametrize(
    "problem", [requests.exceptions.InvalidURL("s3cr3t"), UnicodeError("label too long")]
)
def test_an_unusable_url_is_a_configuration_error(problem: Exception) -> None:
    error = error_from(problem, URL, TIMEOUTS)
    assert isinstance(error, ConfigurationError)
    assert "s3cr3t" not in error.message


def test_an_unreadable_tls_file_is_a_configuration_error() -> None:
    error = error_from(
        OSError("Could not find a suitable TLS CA certificate bundle"), URL, TIMEOUTS
    )
    assert isinstance(error, ConfigurationError)
    assert "TLS file" in error.message


@pytest.mark.parametrize("name", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_a_missing_bundle_of_the_environment_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "/no/such.pem")
    with pytest.raises(ConfigurationError, match=f"{name}: there is no file /no/such.pem"):
        Transport(user_agent="tests").send(Request("GET", "https://127.0.0.1:9/", {}))


@pytest.mark.parametrize(
    ("problem", "is_blamed"),
    [
        (wrapped(refused()), True),
        (wrapped(unreachable()), True),
        (
            requests.ConnectTimeout(
                MaxRetryError(POOL, "/", ConnectTimeoutError(CONNECTION, "slow"))
            ),
            True,
        ),
        (requests.ReadTimeout(ReadTimeoutError(POOL, "/", "slow")), False),
        (requests.exceptions.SSLError(MaxRetryError(POOL, "/", untrusted())), False),
    ],
)
def test_a_connection_that_fails_is_the_proxys(problem: Exception, is_blamed: bool) -> None:
    error = error_from(problem, URL, TIMEOUTS, PROXY)
    assert isinstance(error, Unavailable)
    assert (f"the proxy {PLAIN_PROXY}" in error.message) is is_blamed
    assert "pr0xy" not in error.message + error.hint


@pytest.mark.parametrize(
    ("kind", "is_blamed"), [("http", True), ("socks5h", True), ("socks5", False)]
)
def test_a_name_is_looked_up_by_who_knows_it(kind: str, is_blamed: bool) -> None:
    proxy = Proxy("all_proxy", f"{kind}://proxy.example:1080")
    problem = wrapped(NameResolutionError("h", CONNECTION, socket.gaierror(-2, "unknown")))
    error = error_from(problem, URL, TIMEOUTS, proxy)
    assert ("the proxy" in error.message) is is_blamed


def test_causes_in_circles_end() -> None:
    first, second = OSError("one"), OSError("two")
    first.__cause__, second.__cause__ = second, first
    problem = requests.ConnectionError(first)
    assert isinstance(error_from(problem, URL, TIMEOUTS), Unavailable)
