"""The errors for an identity service that refuses a login."""

from __future__ import annotations

import re

from mini_nova_auth import redact
from mini_nova_auth.errors import (
    AuthenticationFailed,
    AuthToolkitError,
    ConfigurationError,
    ProtocolError,
    Unavailable,
)
from mini_nova_auth.wire import urls
from mini_nova_auth.wire.message import (
    BAD_REQUEST,
    FORBIDDEN,
    NOT_FOUND,
    TOO_MANY_REQUESTS,
    UNAUTHORIZED,
    Response,
    service_message,
)

USER_HINT = (
    "Check the user, its domain, the secret and the project, and that the user has a role there; "
    "'mini-nova doctor' tells which it is."
)
SPENT_HINT = (
    "It may have ended or been revoked; check also that its user has a role in what is asked for."
)
# Keystone answers 404, with one of these sentences, to a token that it does not know.
_UNKNOWN_TOKEN = re.compile(r"\b(validate|find|recognize)\b.*\btoken\b", re.IGNORECASE)


def login_refusal(answer: Response, *, subject: str, hint: str = "") -> AuthToolkitError:
    """The error for an answer that is no login: who was refused, where, and the service's words.

    ``subject`` is the user, token or credential that logs in; ``hint`` says what to check, and
    defaults to what a user with a password should check.
    """
    message = service_message(answer)
    if answer.is_redirect and answer.header("location"):
        error = _redirected(answer)
    else:
        error = _refused(answer, subject, f": {message}" if message else "", hint or USER_HINT)
    error.status, error.request_id = answer.status, answer.request_id
    if isinstance(error, AuthenticationFailed):
        error.reason = message
    return error


def _redirected(answer: Response) -> AuthToolkitError:
    target = redact.url(urls.join(answer.url, answer.header("location"))) or "nowhere"
    return ConfigurationError(
        f"{redact.url(answer.url)} redirects the login to {target}, where no secret is sent",
        hint="If that is the right address, set OS_AUTH_URL to it.",
    )


def _refused(answer: Response, subject: str, reason: str, hint: str) -> AuthToolkitError:
    status, url = answer.status, redact.url(answer.url)
    is_unknown_token = status == NOT_FOUND and _UNKNOWN_TOKEN.search(reason) is not None
    if status in (UNAUTHORIZED, FORBIDDEN) or is_unknown_token:
        return AuthenticationFailed(f"{subject} was refused at {url}{reason}", hint=hint)
    if status == BAD_REQUEST and reason:
        return ProtocolError(
            f"{url} does not take this kind of login from {subject}{reason}",
            hint="Check OS_AUTH_TYPE, OS_IDENTITY_API_VERSION, and the project, domain, system or "
            "trust asked for.",
        )
    if status == NOT_FOUND:
        return AuthenticationFailed(
            f"nothing answers for logins at {url}{reason}",
            hint="Check OS_AUTH_URL and OS_IDENTITY_API_VERSION; Keystone's address mostly ends in "
            "/v3; 'mini-nova doctor' looks for it.",
        )
    if status == TOO_MANY_REQUESTS:
        return Unavailable(f"{url} asks to slow down{reason}", hint="Try again later.", sent=False)
    if answer.is_server_error:
        return Unavailable(f"{url} is out of order{reason}", hint="Try again later.", sent=True)
    return ProtocolError(
        f"{url} does not answer as an identity service does{reason}",
        hint="Check OS_AUTH_URL and OS_IDENTITY_API_VERSION.",
    )
