"""A failure as an object for programs, which docs/json.md describes: the last line of stderr."""

from __future__ import annotations

import json
from typing import Any

from mini_nova import program
from mini_nova.compute.changes import may_have_changed
from mini_nova.context import Context
from mini_nova.errors import MiniNovaError
from mini_nova.exit_codes import FAILED
from mini_nova.explain import Explanation, explain
from mini_nova.failure_codes import FINDINGS, code_of, may_pass
from mini_nova.output.terminal import safe
from mini_nova_auth import redact

_FINDINGS = Explanation((), FAILED, "the command has found something: see its result")


def failure_line(problem: BaseException | None, context: Context) -> str:
    """Return the object of a failed command as one line of ASCII.

    Without a ``problem`` the command did its work, and its result is the bad news.
    """
    return json.dumps(_failure(problem, context))


def _failure(problem: BaseException | None, context: Context) -> dict[str, Any]:
    explanation = _FINDINGS
    code = FINDINGS
    is_retryable = False
    if problem is not None:
        explanation = explain(problem)
        code = code_of(problem)
        is_retryable = may_pass(problem) and not may_have_changed(context.writes)
    members: dict[str, Any] = {
        "code": code,
        "message": _safe(explanation.message),
        "hint": program.by_name(_safe(explanation.hint)),
        "status": explanation.status,
        "request_id": _safe(explanation.request_id),
        "retryable": is_retryable,
        "booked": [_safe(server_id) for server_id in context.booked],
    }
    if isinstance(problem, MiniNovaError) and problem.failures:
        members["failures"] = [
            _target_failure(target, failure) for target, failure in problem.failures
        ]
    return members


def _target_failure(target: str, problem: BaseException) -> dict[str, Any]:
    explanation = explain(problem)
    return {
        "target": _safe(target),
        "code": code_of(problem),
        "message": _safe(explanation.message),
        "status": explanation.status,
        "request_id": _safe(explanation.request_id),
    }


def _safe(text: str) -> str:
    """Return a text without secrets, and without characters that could drive a terminal."""
    return safe(redact.text(text))
