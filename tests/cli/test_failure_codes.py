"""The words for failures: none is ever taken away, and each error has the one that helps most."""

from collections.abc import Iterator

import click
import pytest

from mini_nova import errors, failure_codes
from mini_nova.errors import MiniNovaError, for_status
from mini_nova.failure_codes import code_of, may_pass
from mini_nova_auth import errors as auth_errors

# Programs rely on these: a word may be added, and none may be removed or get another meaning.
FROZEN = {
    "action_failed",
    "ambiguous",
    "bad_request",
    "build_failed",
    "configuration",
    "conflict",
    "deleted",
    "failed",
    "findings",
    "forbidden",
    "internal",
    "interrupted",
    "login_refused",
    "mixed",
    "no_endpoint",
    "not_found",
    "not_implemented",
    "outcome_unknown",
    "output_closed",
    "over_quota",
    "protocol",
    "rate_limited",
    "service_failed",
    "system",
    "timed_out",
    "token_refused",
    "unavailable",
    "unsupported_version",
    "usage",
    "wrong_status",
}


def codes() -> set[str]:
    """Every word that the client has."""
    tables = (failure_codes.LOGIN_CODES, failure_codes.FOREIGN_CODES)
    words = {code for table in tables for _, code in table}
    words |= set(failure_codes.STATUS_CODES.values())
    words |= {kind.code for kind in error_classes(MiniNovaError)}
    constants = vars(failure_codes).items()
    words |= {value for name, value in constants if name.isupper() and isinstance(value, str)}
    return words


def error_classes(root: type[MiniNovaError]) -> Iterator[type[MiniNovaError]]:
    """The root and all classes below it."""
    yield root
    for kind in root.__subclasses__():
        yield from error_classes(kind)


def test_the_codes_only_grow() -> None:
    assert codes() == FROZEN


def unavailable(*, sent: bool = False, passing: bool = True) -> auth_errors.Unavailable:
    return auth_errors.Unavailable("no answer", sent=sent, passing=passing)


def refused(status: int) -> auth_errors.Refused:
    return auth_errors.Refused("no", url="http://cloud", status=status)


def several(*problems: MiniNovaError) -> MiniNovaError:
    problem = errors.CommandError("Unable to do it.")
    problem.failures = [("vm", failure) for failure in problems]
    return problem


BUSY, GONE = for_status("busy", status=503), for_status("gone", status=404)
PROBLEMS: list[tuple[BaseException, str, bool]] = [
    (errors.BadUsage("no"), "usage", False),
    (click.UsageError("no"), "usage", False),
    (click.NoSuchOption("--no"), "usage", False),
    (click.ClickException("no"), "failed", False),
    (click.Abort(), "interrupted", False),
    (KeyboardInterrupt(), "interrupted", False),
    (errors.Interrupted("no"), "interrupted", False),
    (BrokenPipeError(32, "Broken pipe"), "output_closed", False),
    (OSError(28, "No space left on device"), "system", False),
    (KeyError("no"), "internal", False),
    (errors.CommandError("no"), "failed", False),
    (errors.UnsupportedAttribute("no"), "unsupported_version", False),
    (errors.UnsupportedVersion("no"), "unsupported_version", False),
    (errors.NoCommonVersion("no"), "unsupported_version", False),
    (errors.WrongStatus("no"), "wrong_status", False),
    (errors.Ambiguous("no"), "ambiguous", False),
    (errors.NotFound("no"), "not_found", False),
    (errors.OutcomeUnknown("no"), "outcome_unknown", False),
    (errors.BuildFailed("no"), "build_failed", False),
    (errors.ActionFailed("no"), "action_failed", False),
    (errors.DeletedWhileWaiting("no"), "deleted", False),
    (errors.TimedOut("no"), "timed_out", True),
    (auth_errors.ConfigurationError("no"), "configuration", False),
    (auth_errors.AuthenticationFailed("no"), "login_refused", False),
    (auth_errors.EndpointNotFound("no"), "no_endpoint", False),
    (auth_errors.ProtocolError("no"), "protocol", False),
    (unavailable(), "unavailable", True),
    (unavailable(sent=True), "unavailable", True),
    (unavailable(passing=False), "unavailable", False),
    (several(GONE, GONE), "not_found", False),
    (several(BUSY, BUSY), "unavailable", True),
    (several(BUSY, GONE), "mixed", False),
]


@pytest.mark.parametrize(("problem", "code", "passes"), PROBLEMS, ids=repr)
def test_errors(problem: BaseException, code: str, passes: bool) -> None:
    assert (code_of(problem), may_pass(problem)) == (code, passes)


STATUSES = [
    (400, "bad_request", False),
    (401, "token_refused", False),
    (403, "forbidden", False),
    (404, "not_found", False),
    (405, "not_implemented", False),
    (406, "unsupported_version", False),
    (408, "unavailable", True),
    (409, "conflict", False),
    (410, "not_found", False),
    (413, "over_quota", False),
    (415, "bad_request", False),
    (429, "rate_limited", True),
    (500, "service_failed", True),
    (501, "not_implemented", False),
    (502, "unavailable", True),
    (503, "unavailable", True),
    (504, "unavailable", True),
    (505, "service_failed", False),
]


@pytest.mark.parametrize(("status", "code", "passes"), STATUSES)
def test_statuses(status: int, code: str, passes: bool) -> None:
    for problem in (for_status("no", status=status), refused(status)):
        assert (code_of(problem), may_pass(problem)) == (code, passes)


def test_quotas_and_rates_of_old_nova() -> None:
    for status in (403, 413):
        assert code_of(for_status("Quota exceeded", status=status)) == "over_quota"
    problem = for_status("This request was rate-limited.", status=413)
    problem.retry_after = 5.0
    assert (code_of(problem), may_pass(problem)) == ("rate_limited", True)
