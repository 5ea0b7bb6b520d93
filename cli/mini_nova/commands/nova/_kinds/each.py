"""Acting on many targets, each on its own: failures are reported, and the rest goes on."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Generic, TypeVar

from mini_nova import exit_codes
from mini_nova.compute.dry_run import NotSent
from mini_nova.context import Context
from mini_nova.errors import CommandError, MiniNovaError
from mini_nova.explain import explain
from mini_nova.output.results import Sentences
from mini_nova_auth.errors import AuthToolkitError

if TYPE_CHECKING:
    from concurrent.futures import Future

T = TypeVar("T")
Attempt = Callable[[], T]  # returns a result, or raises the target's failure


class Each(Generic[T]):
    """One action for each of many targets, up to ``--jobs`` of them at once.

    Iterating over it acts, and yields the result of each target that goes well as soon as it is
    known, in the order of the targets. A failure is kept for ``check``. An interrupt ends it: what
    is under way is finished, and ``run`` or ``show`` raises it then.
    """

    def __init__(self, context: Context, targets: Sequence[str], act: Callable[[str], T]) -> None:
        self._context = context
        self._targets = targets
        self._act = act
        self._exit_codes: set[int] = set()
        self._failures: list[tuple[str, MiniNovaError | AuthToolkitError]] = []
        self._interrupt: KeyboardInterrupt | None = None
        self._under_way: deque[tuple[str, Future[T]]] = deque()
        self.results: list[T] = []

    def __iter__(self) -> Iterator[T]:
        """Act on each target in turn.

        Raises the error itself of a single target, and of a login that fails before anything was
        done, which concerns them all.
        """
        try:
            for target, attempt in zip(self._targets, self._attempts(), strict=True):
                yield from self._result(target, attempt)
        except KeyboardInterrupt as interrupt:
            self._interrupt = interrupt
            while self._under_way:
                target, _ = self._under_way[0]
                yield from self._result(target, self._next_result)

    def run(self) -> list[T]:
        """Act on all targets and return the results of those that went well.

        On a terminal, a live line counts them. Raises KeyboardInterrupt.
        """
        for _ in self:
            self._show_progress()
        self._raise_interrupt()
        return self.results

    def show(self) -> None:
        """Act on all targets, and show their results, which are sentences, as they are known.

        Raises KeyboardInterrupt.
        """
        if self._context.dry_run:
            self.run()
            return
        self._context.show(Sentences(str(result) for result in self))
        self._raise_interrupt()

    def check(self, sentence: str) -> None:
        """Raise a CommandError if a target failed. Its exit code is theirs if they agree."""
        if not self._exit_codes:
            return
        failure = CommandError(sentence)
        failure.exit_code = exit_codes.FAILED
        failure.failures = self._failures
        if len(self._exit_codes) == 1:
            (failure.exit_code,) = self._exit_codes
        raise failure

    def _raise_interrupt(self) -> None:
        if self._interrupt is not None:
            raise self._interrupt

    def _attempts(self) -> Iterator[Attempt[T]]:
        """Yield a function for each target; it acts, or waits until another thread has acted.

        The first target goes alone: if it needs a login, the others share it.
        """
        alone = self._targets
        if self._context.jobs > 1:
            alone = self._targets[:1]
        for target in alone:
            yield lambda target=target: self._act(target)  # type: ignore[misc]
        rest = self._targets[len(alone) :]
        if rest:
            yield from self._attempts_at_once(rest)

    def _attempts_at_once(self, targets: Sequence[str]) -> Iterator[Attempt[T]]:
        from concurrent.futures import ThreadPoolExecutor

        jobs = self._context.jobs
        with ThreadPoolExecutor(jobs) as pool:
            for target in targets:
                future = pool.submit(self._act, target)
                self._under_way.append((target, future))
                if len(self._under_way) == jobs:
                    yield self._next_result
            while self._under_way:
                yield self._next_result

    def _next_result(self) -> T:
        """Wait for the oldest action under way, and return its result or raise its failure."""
        _, future = self._under_way[0]
        future.exception()  # waits; an interrupt meanwhile leaves it under way
        self._under_way.popleft()
        return future.result()

    def _result(self, target: str, attempt: Attempt[T]) -> Iterator[T]:
        try:
            result = attempt()
        except NotSent as end:
            self._context.unsent.append(end.request)
            return
        except (MiniNovaError, AuthToolkitError) as problem:
            self._note(target, problem)
            return
        self.results.append(result)
        yield result

    def _show_progress(self) -> None:
        total = len(self._targets)
        if total > 1 and self._context.io.live:
            self._context.io.progress(f"{len(self.results)} of {total} done")

    def _note(self, target: str, problem: MiniNovaError | AuthToolkitError) -> None:
        """Report a failure. Raises it if it is the only one, or concerns all targets."""
        explanation = explain(problem)
        is_first = not self.results and not self._exit_codes
        concerns_all = explanation.exit_code == exit_codes.AUTHENTICATION and is_first
        if len(self._targets) == 1 or concerns_all:
            raise problem
        self._exit_codes.add(explanation.exit_code)
        self._failures.append((target, problem))
        self._context.io.note(explanation.lines[0])
