"""From an error to its lines on stderr and its exit code."""

import click
import pytest

from mini_nova import errors, exit_codes
from mini_nova.explain import explain
from mini_nova_auth import errors as auth_errors

CODES: list[tuple[BaseException, int]] = [
    (errors.CommandError("x"), 1),
    (errors.BadUsage("x"), 2),
    (errors.for_status("x", status=400), 1),
    (errors.for_status("x", status=401), 3),
    (errors.for_status("x", status=403), 1),
    (errors.for_status("x", status=404), 4),
    (errors.for_status("x", status=500), 1),
    (errors.NotFound("x"), 4),
    (errors.Ambiguous("x"), 4),
    (errors.BuildFailed("x"), 5),
    (errors.DeletedWhileWaiting("x"), 1),
    (errors.TimedOut("x"), 6),
    (errors.OutcomeUnknown("x"), 7),
    (errors.Interrupted("x"), 130),
    (auth_errors.ConfigurationError("x"), 3),
    (auth_errors.AuthenticationFailed("x"), 3),
    (auth_errors.EndpointNotFound("x"), 3),
    (auth_errors.Unavailable("x", sent=False), 1),
    (auth_errors.ProtocolError("x"), 1),
    (auth_errors.Refused("x", url="http://cloud", status=500), 1),
    (auth_errors.Refused("x", url="http://cloud", status=404), 4),
    (click.UsageError("x"), 2),
    (click.Abort(), 130),
    (KeyboardInterrupt(), 130),
    (click.ClickException("x"), 1),
    (OSError(28, "No space left on device"), 1),
    (RuntimeError("x"), 1),
]


@pytest.mark.parametrize(
    ("problem", "code"), CODES, ids=[type(problem).__name__ for problem, _ in CODES]
)
def test_exit_codes(problem: BaseException, code: int) -> None:
    explanation = explain(problem)
    assert explanation.exit_code == code
    assert 1 <= len(explanation.lines) <= 2
    assert code in dict(exit_codes.MEANINGS)


@pytest.mark.parametrize(
    ("problem", "lines"),
    [
        (
            errors.for_status("No such flavor", status=404, request_id="req-1", hint="Look."),
            ("ERROR (NotFound): No such flavor (HTTP 404) (Request-ID: req-1)", "Look."),
        ),
        (
            auth_errors.Refused("No such page", url="http://cloud", status=404, request_id="req-3"),
            ("ERROR (NotFound): No such page (HTTP 404) (Request-ID: req-3)",),
        ),
        (
            errors.for_status("No.", status=401),
            (
                "ERROR (Unauthorized): No. (HTTP 401)",
                "A new login did not help: the service takes no login of this cloud, or an application credential's "
                "access rules do not allow this.",
            ),
        ),
        (errors.for_status("Wait", status=429), ("ERROR (RateLimit): Wait (HTTP 429)",)),
        (errors.NotFound("No server."), ("ERROR (CommandError): No server.",)),
        (
            auth_errors.AuthenticationFailed("refused", status=401, request_id="req-2"),
            ("ERROR (Unauthorized): refused (HTTP 401) (Request-ID: req-2)",),
        ),
        (
            auth_errors.Unavailable("nobody", sent=False, hint="Check."),
            ("ERROR (ConnectFailure): nobody", "Check."),
        ),
        (FileNotFoundError(2, "No such file", "/x"), ("ERROR (CommandError): No such file: /x",)),
        (KeyboardInterrupt(), ("... terminating mini-nova",)),
    ],
)
def test_lines(problem: BaseException, lines: tuple[str, ...]) -> None:
    assert explain(problem).lines == lines


def test_a_mistake_of_ours_is_named_without_its_text() -> None:
    first, second = explain(KeyError("pl4nted")).lines
    assert first == "ERROR (KeyError): something went wrong inside mini-nova"
    assert "--debug" in second


def test_a_quota_brings_a_hint() -> None:
    assert (
        explain(errors.for_status("Quota exceeded", status=403))
        .lines[1]
        .startswith("Delete what is not needed")
    )
