"""What went wrong below HTTP, in one sentence, and whether the request may have been sent."""

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
from mini_nova_auth.wire.options import Timeouts

URL = "http://alice:s3cr3t@cloud.example:5000/v3"
WHERE = "http://cloud.example:5000/v3"
POOL = HTTPConnectionPool("cloud.example", 5000)
CONNECTION = HTTPConnection("cloud.example", 5000)
TIMEOUTS = Timeouts(3, 7)


def wrapped(cause: Exception) -> requests.ConnectionError:
    """A cause, as urllib3 and requests wrap it."""
    return requests.ConnectionError(MaxRetryError(POOL, "/v3", cause))


def untrusted() -> ssl.SSLCertVerificationError:
    """OpenSSL's complaint of a certificate."""
    problem = ssl.SSLCertVerificationError(1, "certificate verify failed")
    problem.verify_message = "self-signed certificate"
    return problem


def refused() -> NewConnectionError:
    """A refused connection, with the operating system's error behind it."""
    problem = NewConnectionError(CONNECTION, "no")
    problem.__cause__ = ConnectionRefusedError(111, "Connection refused")
    return problem


def unreachable() -> NewConnectionError:
    """A host without a route to it."""
    problem = NewConnectionError(CONNECTION, "no")
    problem.__cause__ = OSError(113, "No route to host")
    return problem


@pytest.mark.parametrize(
    ("problem", "words", "sent", "passing"),
    [
        (
            wrapped(
                NameResolutionError(
                    "cloud.example", CONNECTION, socket.gaierror(-2, "Name or service not known")
                )
            ),
            f'no address is known for the host "cloud.example" of {WHERE}',
            False,
            True,
        ),
        (wrapped(refused()), f"nothing answers at {WHERE}: connection refused", False, True),
        (wrapped(unreachable()), f"{WHERE} cannot be reached: No route to host", False, True),
        (
            requests.ConnectTimeout(
                MaxRetryError(POOL, "/", ConnectTimeoutError(CONNECTION, "slow"))
            ),
            f"{WHERE} did not take a connection within 3 s",
            False,
            True,
        ),
        (
            requests.ReadTimeout(ReadTimeoutError(POOL, "/", "slow")),
            f"{WHERE} gave no answer within 7 s",
            True,
            True,
        ),
        (
            requests.exceptions.SSLError(MaxRetryError(POOL, "/", untrusted())),
            f"the certificate of {WHERE} is not trusted: self-signed certificate",
            False,
            False,
        ),
        (
            requests.exceptions.ProxyError(
                MaxRetryError(POOL, "/", ProxyError("no", OSError("Tunnel connection failed: 403")))
            ),
            f"the proxy on the way to {WHERE} failed: no connection",
            False,
            True,
        ),
        (
            requests.exceptions.ProxyError(
                MaxRetryError(POOL, "/", ProxyError("no", ConnectionResetError(104, "reset")))
            ),
            f"the proxy on the way to {WHERE} failed: reset",
            True,
            True,
        ),
        (
            requests.ConnectionError(
                ProtocolError("Connection aborted.", ConnectionResetError(104, "reset"))
            ),
            f"{WHERE} closed the connection before its answer was whole",
            True,
            True,
        ),
        (
            requests.exceptions.ChunkedEncodingError("cut"),
            f"{WHERE} closed the connection before its answer was whole",
            True,
            True,
        ),
        (wrapped(ssl.SSLEOFError(8, "EOF occurred")), f"{WHERE} broke off TLS", True, True),
    ],
)
def test_sentences(problem: Exception, words: str, sent: bool, passing: bool) -> None:
    error = error_from(problem, URL, TIMEOUTS)
    assert isinstance(error, Unavailable)
    assert (error.message, error.sent, error.passing) == (words, sent, passing)
    assert error.hint


def test_a_handshake_that_fails_is_said_with_openssls_reason() -> None:
    problem = ssl.SSLError(1, "wrong version number")
    problem.reason = "WRONG_VERSION_NUMBER"
    error = error_from(wrapped(problem), URL, TIMEOUTS)
    assert error.message == f"TLS with {WHERE} failed: wrong version number"


@pytest.mark.parametrize(
    "problem", [requests.exceptions.InvalidURL("s3cr3t"), UnicodeError("label too long")]
)
def test_an_address_that_cannot_be_asked_is_a_configuration_error(problem: Exception) -> None:
    error = error_from(problem, URL, TIMEOUTS)
    assert isinstance(error, ConfigurationError)
    assert "s3cr3t" not in error.message


def test_a_tls_file_that_cannot_be_read_is_a_configuration_error() -> None:
    error = error_from(
        OSError("Could not find a suitable TLS CA certificate bundle"), URL, TIMEOUTS
    )
    assert isinstance(error, ConfigurationError)
    assert "TLS file" in error.message


def test_causes_in_circles_end() -> None:
    first, second = OSError("one"), OSError("two")
    first.__cause__, second.__cause__ = second, first
    problem = requests.ConnectionError(first)
    assert isinstance(error_from(problem, URL, TIMEOUTS), Unavailable)
