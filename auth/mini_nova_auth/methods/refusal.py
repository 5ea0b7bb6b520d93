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
    UNAUTHORIZED,
    Response,
)
from mini_nova_auth.wire.retry import asks_to_slow_down, retry_after
from mini_nova_auth.wire.words import is_page, service_message

USER_HINT = (
    "Check the user, its domain, the secret and the project, and that the user has a role there; "
    "'mini-nova doctor' tells which it is."
)
SPENT_HINT = (
    "It may have ended or been revoked; check also that its user has a role in what is asked for."
)
# Keystone answers 404, with one of these sentences, to a token that it does not know.
_UNKNOWN_TOKEN = re.compile(r"\b(validate|find|recognize)\b.*\btoken\b", re.IGNORECASE)
# ... and with this one to a project, domain, user, trust or identity provider.
_UNKNOWN_THING = re.compile(r"\bcould not find (?!token)[\w ]+:", re.IGNORECASE)


def login_refusal(answer: Response, *, subject: str, hint: str = "") -> AuthToolkitError:
    """The error for a refused login: who was refused, where, and the service's words.

    ``subject`` is the user, token or credential that logs in; ``hint`` says what to check, and
    defaults to what a user with a password should check.
    """
    message = service_message(answer)
    reason = f": {message}" if message else ""
    if answer.is_redirect and answer.header("location"):
        error = _redirected(answer)
    elif answer.status == FORBIDDEN and is_page(answer):
        error = _intercepted(answer, reason)
    else:
        error = _refused(answer, subject, reason, hint or USER_HINT)
    error.status, error.request_id = answer.status, answer.request_id
    if isinstance(error, AuthenticationFailed):
        error.reason = message
    return error


def _redirected(answer: Response) -> AuthToolkitError:
    url = redact.url(answer.url)
    location = urls.join(answer.url, answer.header("location"))
    target = redact.url(location) or "nowhere"
    return ConfigurationError(
        f"{url} redirects the login to {target}, where no secret is sent",
        hint="If that is the right address, set OS_AUTH_URL to it.",
    )


def _intercepted(answer: Response, reason: str) -> AuthToolkitError:
    """The error for a page: an identity service refuses a user in JSON or in a line of text."""
    return ProtocolError(
        f"{redact.url(answer.url)} answers the login with a web page{reason}",
        hint="A firewall or a proxy may stand before the identity service: ask its operator.",
    )


def _refused(answer: Response, subject: str, reason: str, hint: str) -> AuthToolkitError:
    status, url = answer.status, redact.url(answer.url)
    if status == NOT_FOUND and _UNKNOWN_THING.search(reason):
        hint = "Check that name or ID, and the domain it is in."
    if status in (UNAUTHORIZED, FORBIDDEN) or _is_unknown(status, reason):
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
    if asks_to_slow_down(answer):
        seconds = retry_after(answer)
        hint = f"It asks to wait {seconds:g} s." if seconds else "Try again later."
        return Unavailable(f"{url} asks to slow down{reason}", hint=hint, sent=False)
    if answer.is_server_error:
        return Unavailable(f"{url} is out of order{reason}", hint="Try again later.", sent=True)
    return ProtocolError(
        f"{url} does not answer as an identity service does{reason}",
        hint="Check OS_AUTH_URL and OS_IDENTITY_API_VERSION.",
    )


def _is_unknown(status: int, reason: str) -> bool:
    """Whether Keystone's 404 says that it does not know the token, or what the login names."""
    if status != NOT_FOUND:
        return False
    match = _UNKNOWN_TOKEN.search(reason) or _UNKNOWN_THING.search(reason)
    return match is not None
