"""Report an address that did not answer."""

from __future__ import annotations

from mini_nova_auth.diagnosis.doctor.step import BAD, Step
from mini_nova_auth.diagnosis.endpoint_probe import name_issuer
from mini_nova_auth.errors import AuthToolkitError, Unavailable
from mini_nova_auth.wire.urls import is_local, is_private, origin


def connection_failure(problem: AuthToolkitError, url: str) -> Step:
    """Return the step at which the connection to a URL failed: name, connection or certificate."""
    problem = name_issuer(problem, url)
    code = problem.code if isinstance(problem, Unavailable) else ""
    subject = _subject(code)
    hint = _hint(problem, code, url)
    return Step(BAD, subject, problem.message, hint, code or "no-sense")


def _subject(code: str) -> str:
    if code == "name-not-found":
        return "name"
    if code.startswith("tls-"):
        return "certificate"
    return "connection"


def _hint(problem: AuthToolkitError, code: str, url: str) -> str:
    place = origin(url)
    if code != "unreachable" or place is None:
        return problem.hint
    if is_private(place.host) and not is_local(place.host):
        return f"{place.host} is private: use the cloud's VPN. {problem.hint}"
    return problem.hint
