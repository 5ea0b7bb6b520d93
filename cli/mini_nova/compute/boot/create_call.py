"""Sending a create request once. It is sent again only if it certainly did not reach the cloud."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from mini_nova.compute.api import Compute
from mini_nova.compute.boot.create_answer import LostAnswer, RateLimit, read_answer
from mini_nova_auth.errors import ProtocolError, Unavailable
from mini_nova_auth.wire.message import Response

TRIES_TO_CONNECT = 3


def send_create(
    compute: Compute, body: Mapping[str, Any], pause: float
) -> dict[str, Any] | RateLimit | LostAnswer:
    """Send the request and read its answer.

    ``pause`` is the seconds before the second try to connect.
    Raises a ServiceError if it was refused, and Unavailable or a login's error if it could not be
    sent.
    """
    try:
        answer = _send(compute, body, pause)
    except Unavailable as problem:
        if not problem.sent:
            raise
        return LostAnswer(problem)
    except ProtocolError as problem:
        return LostAnswer(problem)
    return read_answer(answer)


def _send(compute: Compute, body: Mapping[str, Any], pause: float) -> Response:
    for _ in range(TRIES_TO_CONNECT - 1):
        try:
            return compute.send("POST", "/servers", body)
        except Unavailable as problem:
            if problem.sent or problem.is_final or not problem.passing:
                raise
        time.sleep(pause)
        pause *= 2
    return compute.send("POST", "/servers", body)
