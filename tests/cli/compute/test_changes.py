"""Which requests may have changed something, by their methods and outcomes."""

import itertools

import pytest

from mini_nova.compute.changes import may_have_changed
from mini_nova_auth import clock
from mini_nova_auth.errors import AuthToolkitError, ProtocolError, Unavailable
from mini_nova_auth.wire.message import Request, Response
from mini_nova_auth.wire.transport import Exchange

URL = "http://cloud/servers"
WORDS = b'{"badRequest": {"message": "It is Tuesday."}}'
PAGE = b"<html><title>Sorry</title></html>"


def answer(status: int, content: bytes = WORDS) -> Response:
    return Response(status, {}, content, URL, clock.read())


UNSENT = Unavailable("refused", sent=False)
DONE: list[Response] = [answer(200), answer(202), answer(204, b"")]
Outcome = Response | AuthToolkitError
REFUSED: list[Outcome] = [
    UNSENT,
    answer(302),
    *(answer(status) for status in (400, 401, 403, 404, 409, 413, 429)),
]
UNKNOWN: list[Outcome] = [
    Unavailable("cut", sent=True),
    ProtocolError("no JSON"),
    answer(400, PAGE),
    answer(404, b""),
    *(answer(status) for status in (408, 500, 502, 503, 504)),
]


def changed(method: str, *outcomes: Outcome) -> bool:
    request = Request(method, URL, {})
    return may_have_changed(Exchange(request, outcome, 0.1) for outcome in outcomes)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH"])
def test_writes(method: str) -> None:
    assert not changed(method)
    for outcome in REFUSED:
        assert not changed(method, outcome), outcome
    for outcome in (*DONE, *UNKNOWN):
        assert changed(method, outcome), outcome


def test_a_delete_may_be_repeated_until_it_is_done() -> None:
    for outcome in (*REFUSED, *UNKNOWN):
        assert not changed("DELETE", outcome), outcome
    for outcome in DONE:
        assert changed("DELETE", outcome)


def test_one_that_was_done_is_enough() -> None:
    outcomes: list[Outcome] = [UNSENT, answer(503), answer(202)]
    for others in itertools.permutations(outcomes):
        assert changed("POST", *others)
