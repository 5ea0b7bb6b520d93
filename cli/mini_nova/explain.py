"""Turn an error into the lines that stderr shows, and into the exit code."""

from __future__ import annotations

from typing import NamedTuple

import click

from mini_nova import exit_codes, program, signals
from mini_nova.errors import MiniNovaError, service_error
from mini_nova_auth import errors as auth_errors

LOGIN_ERRORS = (
    auth_errors.ConfigurationError,
    auth_errors.AuthenticationFailed,
    auth_errors.EndpointNotFound,
)


class Explanation(NamedTuple):
    """The lines for stderr and the exit code; then what the lines are made of, for programs."""

    lines: tuple[str, ...]
    exit_code: int
    message: str
    hint: str = ""
    status: int | None = None
    request_id: str = ""


def explain(problem: BaseException) -> Explanation:
    """Explain an error in the classic client's form, with a hint on the second line.

    The first line is ``ERROR (Kind): sentence (HTTP 404) (Request-ID: ...)``.
    """
    if isinstance(problem, auth_errors.Refused):
        problem = service_error(problem)
    if isinstance(problem, (MiniNovaError, auth_errors.AuthToolkitError)):
        return Explanation(
            _lines(problem),
            _exit_code(problem),
            problem.message,
            problem.hint,
            problem.status,
            problem.request_id,
        )
    if isinstance(problem, click.UsageError):
        path = problem.ctx.command_path if problem.ctx else program.name()
        hint = f"Try '{path} --help' for more information."
        message = " ".join(problem.format_message().split())  # click lists choices on lines
        sentence = _command_error(message)
        return Explanation((sentence, hint), exit_codes.USAGE, message, hint)
    if isinstance(problem, (KeyboardInterrupt, click.Abort)):
        return Explanation((signals.LAST_WORDS,), exit_codes.INTERRUPTED, "interrupted")
    return _unforeseen(problem)


def _unforeseen(problem: BaseException) -> Explanation:
    """Explain an error of click's or of the operating system, or a mistake in mini-nova."""
    hint = ""
    lines: tuple[str, ...]
    if isinstance(problem, click.ClickException):
        message = problem.format_message()
        lines = (_command_error(message),)
    elif isinstance(problem, OSError):
        reason = problem.strerror or str(problem)
        file = f": {problem.filename}" if problem.filename else ""
        message = reason + file
        lines = (_command_error(message),)
    else:
        message = "something went wrong inside mini-nova"
        hint = "Run it again with --debug to see where, and please report it."
        lines = (f"ERROR ({type(problem).__name__}): {message}", hint)
    return Explanation(lines, exit_codes.FAILED, message, hint)


def _command_error(sentence: str) -> str:
    return f"ERROR (CommandError): {sentence}"


def sentence_of(problem: MiniNovaError | auth_errors.AuthToolkitError) -> str:
    """Return an error's message, with its HTTP status and request id if a service refused."""
    message = problem.message.replace("\r\n", "\n")
    sentence = message.replace("\r", "\\r")  # of a setting from a file with Windows' line ends
    if problem.status:
        sentence += f" (HTTP {problem.status})"
    if problem.request_id:
        sentence += f" (Request-ID: {problem.request_id})"
    return sentence


def _lines(problem: MiniNovaError | auth_errors.AuthToolkitError) -> tuple[str, ...]:
    sentence = f"ERROR ({problem.kind}): {sentence_of(problem)}"
    if not problem.hint:
        return (sentence,)
    return sentence, problem.hint


def _exit_code(problem: MiniNovaError | auth_errors.AuthToolkitError) -> int:
    if isinstance(problem, MiniNovaError):
        return problem.exit_code
    if isinstance(problem, LOGIN_ERRORS):
        return exit_codes.AUTHENTICATION
    return exit_codes.FAILED
