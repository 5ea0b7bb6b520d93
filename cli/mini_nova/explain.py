"""From an error to what stderr shows of it, and to the exit code."""

from __future__ import annotations

from typing import NamedTuple

import click

from mini_nova import exit_codes
from mini_nova.errors import MiniNovaError, for_status
from mini_nova_auth import errors as auth_errors

AUTH_EXIT_CODES: tuple[tuple[type[auth_errors.AuthToolkitError], int], ...] = (
    (auth_errors.ConfigurationError, exit_codes.AUTHENTICATION),
    (auth_errors.AuthenticationFailed, exit_codes.AUTHENTICATION),
    (auth_errors.EndpointNotFound, exit_codes.AUTHENTICATION),
)


class Explanation(NamedTuple):
    """The lines for stderr, and the exit code."""

    lines: tuple[str, ...]
    exit_code: int


def explain(problem: BaseException) -> Explanation:
    """One line in the classic client's form, ``ERROR (Kind): sentence (HTTP 404) (Request-ID: ...)``, then a hint."""
    if isinstance(problem, auth_errors.Refused):
        status = problem.status or 0
        problem = for_status(
            problem.message, status=status, request_id=problem.request_id, hint=problem.hint
        )
    if isinstance(problem, (MiniNovaError, auth_errors.AuthToolkitError)):
        return Explanation(_lines(problem), _exit_code(problem))
    if isinstance(problem, click.UsageError):
        path = problem.ctx.command_path if problem.ctx else "mini-nova"
        return Explanation(
            (
                f"ERROR (CommandError): {problem.format_message()}",
                f"Try '{path} --help' for more information.",
            ),
            exit_codes.USAGE,
        )
    if isinstance(problem, (KeyboardInterrupt, click.Abort)):
        return Explanation(("... terminating mini-nova",), exit_codes.INTERRUPTED)
    return Explanation(_unforeseen(problem), exit_codes.FAILED)


def _unforeseen(problem: BaseException) -> tuple[str, ...]:
    """The lines for what no error of ours stands for: the operating system's, click's, and our own mistakes."""
    if isinstance(problem, click.ClickException):
        return (f"ERROR (CommandError): {problem.format_message()}",)
    if isinstance(problem, OSError):
        return (
            f"ERROR (CommandError): {problem.strerror or problem}: {problem.filename or ''}".rstrip(
                ": "
            ),
        )
    return (
        f"ERROR ({type(problem).__name__}): something went wrong inside mini-nova",
        "Run it again with --debug to see where, and please report it.",
    )


def _lines(problem: MiniNovaError | auth_errors.AuthToolkitError) -> tuple[str, ...]:
    sentence = f"ERROR ({problem.kind}): {problem.message}"
    if problem.status:
        sentence += f" (HTTP {problem.status})"
    if problem.request_id:
        sentence += f" (Request-ID: {problem.request_id})"
    return (sentence, problem.hint) if problem.hint else (sentence,)


def _exit_code(problem: MiniNovaError | auth_errors.AuthToolkitError) -> int:
    if isinstance(problem, MiniNovaError):
        return problem.exit_code
    return next(
        (code for kind, code in AUTH_EXIT_CODES if isinstance(problem, kind)), exit_codes.FAILED
    )
