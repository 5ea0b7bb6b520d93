"""How long a boot waits, in seconds. Tests pass shorter pauses."""

from __future__ import annotations

from typing import NamedTuple


class Pauses(NamedTuple):
    """The pauses of one boot."""

    reconnect: float = 0.5  # before the second try to connect; twice that before the third
    settle: float = 15.0  # that the cloud has to show a server whose answer was lost
    longest_settle: float = 40.0  # for a cloud that took long to lose the answer
    longest_obeyed: float = 60.0  # of Retry-After
    rate_limit: float = 1.0  # after a rate limit without Retry-After; more after the next
    first_look: float = 0.5  # between the first two looks for a server
    longest_look: float = 3.0  # between later looks
    second_look: float = 1.0  # between finding a match and making sure that it is the only one
    siblings: float = 2.0  # for all servers of a request to be listed, which they are by its answer
    last_answer: float = 5.0  # for the answer to a create request, after an interrupt
