"""Acting on many targets, each on its own: failures are reported, and the rest goes on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, NamedTuple, TypeVar

from mini_nova import exit_codes
from mini_nova.context import Context
from mini_nova.errors import CommandError, MiniNovaError
from mini_nova.explain import explain
from mini_nova_auth.errors import Refused, Unavailable

T = TypeVar("T")


class Outcome(NamedTuple, Generic[T]):
    """The results of the targets that went well, and the exit codes of those that failed."""

    results: list[T]
    exit_codes: set[int]

    def check(self, sentence: str) -> None:
        """Raise a CommandError if a target failed; its exit code is theirs if they agree."""
        if not self.exit_codes:
            return
        failure = CommandError(sentence)
        failure.exit_code = exit_codes.FAILED
        if len(self.exit_codes) == 1:
            (failure.exit_code,) = self.exit_codes
        raise failure


def each(context: Context, targets: Sequence[str], act: Callable[[str], T]) -> Outcome[T]:
    """Call ``act`` with each target.

    Raises the error itself of a single target, and of a failed login, which concerns them all.
    """
    outcome = Outcome[T]([], set())
    for target in targets:
        try:
            outcome.results.append(act(target))
        except (MiniNovaError, Refused, Unavailable) as problem:
            if len(targets) == 1:
                raise
            explanation = explain(problem)
            outcome.exit_codes.add(explanation.exit_code)
            context.io.note(explanation.lines[0])
    return outcome
