"""What can go wrong on the way to a token, an endpoint or an answer.

::

    AuthToolkitError
    |-- ConfigurationError      a setting is missing, contradictory, unreadable, or leads elsewhere
    |-- AuthenticationFailed    the identity service refused the login
    |   |-- FactorsNeeded       ... and needs another factor: it gave a receipt for the first
    |   `-- ScopeRefused        ... for this scope only: the user was accepted
    |-- EndpointNotFound        the catalog has no such service, region or interface
    |-- Unavailable             no answer: name, connection, TLS, time limit, cut off
    |-- ProtocolError           an answer that makes no sense
    `-- Refused                 a service's error status, with its own sentence

Each message is one sentence that names what failed and where; ``hint`` says what to try. Neither
holds a secret.
"""

from __future__ import annotations

from typing import Any


class AuthToolkitError(Exception):
    """The root of this package's errors. ``kind`` is the classic client's name for them.

    ``is_final``: the request was repeated as often as makes sense; no other loop repeats it.
    """

    kind = "ClientException"
    is_final = False

    def __init__(
        self, message: str, *, hint: str = "", status: int | None = None, request_id: str = ""
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.status = status
        self.request_id = request_id


class ConfigurationError(AuthToolkitError):
    """A setting is missing, contradictory or unreadable: nothing was sent.

    With a ``status``: a login was sent to the address in the settings, which redirects to elsewhere.
    """

    kind = "CommandError"


class AuthenticationFailed(AuthToolkitError):
    """The identity service refused: a wrong secret, unknown project, locked user or expired token.

    ``reason`` is its own sentence, '' if it gave none.
    """

    kind = "Unauthorized"
    reason = ""

    @property
    def said(self) -> str:
        """The former name of ``reason``."""
        return self.reason


class FactorsNeeded(AuthenticationFailed):
    """A factor was accepted, but more are needed.

    ``missing`` names their methods; ``receipt``, a secret, must be sent with them.
    """

    def __init__(
        self,
        message: str,
        *,
        hint: str,
        status: int,
        request_id: str,
        receipt: str,
        missing: tuple[str, ...],
    ) -> None:
        super().__init__(message, hint=hint, status=status, request_id=request_id)
        self.receipt = receipt
        self.missing = missing


class ScopeRefused(AuthenticationFailed):
    """The user was accepted, but not for the project, domain or system asked for.

    ``unscoped`` is the ``Access`` that the user has so far.
    """

    def __init__(self, refusal: AuthenticationFailed, unscoped: Any) -> None:
        super().__init__(
            refusal.message,
            hint="The login itself was accepted: check the project, its domain, and that the user "
            "has a role there.",
            status=refusal.status,
            request_id=refusal.request_id,
        )
        self.unscoped = unscoped


class EndpointNotFound(AuthToolkitError):
    """The service catalog has no endpoint of this type, region, interface and name."""

    kind = "EndpointNotFound"


class Unavailable(AuthToolkitError):
    """No answer came.

    ``sent``: the request may have reached the server. ``passing``: the next try may succeed.
    ``code`` names the cause: name-not-found, refused, unreachable, no-answer, slow-answer,
    too-large, garbled, cut, proxy-failed, tls-untrusted, tls-expired, tls-wrong-host, tls-none (the
    server speaks no TLS) or tls-failed;
    '' for a service that reports itself out of order.
    """

    kind = "ConnectFailure"

    def __init__(
        self, message: str, *, hint: str = "", sent: bool, passing: bool = True, code: str = ""
    ) -> None:
        super().__init__(message, hint=hint)
        self.code = code
        self.sent = sent
        self.passing = passing


class ProtocolError(AuthToolkitError):
    """An answer violates the protocol: not JSON, cut off, malformed, or a redirect to elsewhere."""

    kind = "ProtocolError"


class Refused(AuthToolkitError):
    """A service answered with an error status; ``message`` is its own sentence.

    ``url`` is the request's. ``retry_after`` is how many seconds the service asks the client to
    wait, None if it does not.
    """

    def __init__(
        self,
        message: str,
        *,
        url: str,
        status: int,
        request_id: str = "",
        retry_after: float | None = None,
        hint: str = "",
    ) -> None:
        super().__init__(message, hint=hint, status=status, request_id=request_id)
        self.url = url
        self.retry_after = retry_after
