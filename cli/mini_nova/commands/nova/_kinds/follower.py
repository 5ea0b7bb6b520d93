"""Show a wait on stderr: one live line on a terminal, one line per change elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from mini_nova.compute.wait.states import Progress, State
from mini_nova.io import IO


class Follower:
    """Shows the states of the servers with these ids, under one label."""

    def __init__(self, io: IO, ids: Sequence[str], label: str) -> None:
        self._io = io
        self._label = label
        self._states: dict[str, State] = {}
        if io.live and ids:
            io.note(f"{label}: {', '.join(ids)}")

    def show(self, progress: Progress) -> None:
        """Show the states of now."""
        if self._io.live:
            self._io.progress(live_line(self._label, progress))
        else:
            self._note_changes(progress)

    def _note_changes(self, progress: Progress) -> None:
        for server_id, (name, state) in progress.states.items():
            if self._states.get(server_id) == state:
                continue
            self._states[server_id] = state
            self._io.note(f"{name} ({server_id}): {state}, {progress.seconds:.1f} s")


def live_line(label: str, progress: Progress) -> str:
    """Return one server's state, or how many servers are in which."""
    counts = Counter(str(server.state) for server in progress.states.values())
    if len(progress.states) == 1:
        (summary,) = counts
    else:
        groups = [f"{count} {state}" for state, count in counts.most_common()]
        summary = ", ".join(groups)
    return f"{label}: {summary}  {progress.seconds:.0f} s"
