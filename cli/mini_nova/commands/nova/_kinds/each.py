"""Acting on many targets, each on its own: failures are reported, and the rest goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Generic, TypeVar

from mini_nova import exit_codes
from mini_nova.context import Context
from mini_nova.errors import CommandError, MiniNovaError
from mini_nova.explain import explain
from mini_nova_auth.errors import AuthToolkitError

T = TypeVar("T")


class Each(Generic[T]):
    """One action for each of many targets.

    Iterating over it acts, and yields the result of each target that goes well as soon as it is
    known. A failure, or an interrupt, is kept for ``check``.
    """

    def __init__(self, context: Context, targets: Sequence[str], act: Callable[[str], T]) -> None:
        self._context = context
        self._targets = targets
        self._act = act
        self._exit_codes: set[int] = set()
        self._interrupt: KeyboardInterrupt | None = None
        self.results: list[T] = []

    def __iter__(self) -> Iterator[T]:
        """Act on each target in turn.

        Raises the error itself of a single target, and of a login that fails before anything was
        done, which concerns them all.
        """
        try:
            for target in self._targets:
                yield from self._attempt(target)
        except KeyboardInterrupt as interrupt:
            self._interrupt = interrupt

    def run(self) -> list[T]:
        """Act on all targets and return the results of those that went well."""
        return list(self)

    def check(self, sentence: str) -> None:
        """Raise the interrupt, or a CommandError if a target failed.

        Its exit code is theirs if they agree.
        """
        if self._interrupt is not None:
            raise self._interrupt
        if not self._exit_codes:
            return
        failure = CommandError(sentence)
        failure.exit_code = exit_codes.FAILED
        if len(self._exit_codes) == 1:
            (failure.exit_code,) = self._exit_codes
        raise failure

    def _attempt(self, target: str) -> Iterator[T]:
        try:
            result = self._act(target)
        except (MiniNovaError, AuthToolkitError) as problem:
            self._note(problem)
            return
        self.results.append(result)
        yield result

    def _note(self, problem: MiniNovaError | AuthToolkitError) -> None:
        """Report a failure. Raises it if it is the only one, or concerns all targets."""
        explanation = explain(problem)
        is_first = not self.results and not self._exit_codes
        concerns_all = explanation.exit_code == exit_codes.AUTHENTICATION and is_first
        if len(self._targets) == 1 or concerns_all:
            raise problem
        self._exit_codes.add(explanation.exit_code)
        self._context.io.note(explanation.lines[0])
