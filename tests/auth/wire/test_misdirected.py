"""Answers that show that a request went to a wrong address, and those that do not."""

import pytest

from mini_nova_auth import testing
from mini_nova_auth.errors import AuthToolkitError, ProtocolError, Unavailable
from mini_nova_auth.wire.message import Response
from mini_nova_auth.wire.misdirected import is_misdirected, is_misdirection

ID = "5e0f4c1a-0000-4000-8000-000000000001"
REQUEST_ID = {"X-Openstack-Request-Id": "req-1"}


def answer(
    status: int, content: object = b"", headers: dict[str, str] | None = None, *, url: str = ""
) -> Response:
    """An answer to a request for an item."""
    response = testing.answer(status, content, headers or {})
    return response._replace(url=url or f"http://h:8774/v2.1/servers/{ID}")


def not_found(message: str, kind: str = "itemNotFound") -> dict[str, object]:
    return {kind: {"code": 404, "message": message}}


@pytest.mark.parametrize(
    "response",
    [
        answer(404, b"404 page not found"),
        answer(404, b"<html>The requested URL /v2.1/servers/" + ID.encode() + b" was not found"),
        answer(404, not_found("The resource could not be found.", "error")),
        answer(404, not_found("The resource could not be found."), REQUEST_ID),
        answer(404, b"<html>The resource could not be found.", REQUEST_ID),
        answer(404, {"message": "no Route matched with those values"}),
        answer(410, b"Gone"),
        answer(421, b""),
        answer(300, {"choices": [{"id": "v2.1"}]}),
        answer(400, b"<html>The plain HTTP request was sent to HTTPS port</html>"),
    ],
)
def test_nobody_works_there(response: Response) -> None:
    assert is_misdirected(response)


@pytest.mark.parametrize(
    "response",
    [
        answer(404, not_found(f"Instance {ID} could not be found.")),
        answer(404, {"NeutronError": {"type": "NetworkNotFound", "message": "no", "detail": ""}}),
        answer(404, f"<html>No image found with ID {ID}</html>".encode(), REQUEST_ID),
        answer(400, {"badRequest": {"message": "Bad"}}),
        answer(400, b"<html>", url="https://h/v2.1/servers"),
        answer(403, b"<html>"),
        answer(200, {}),
        answer(503, b""),
    ],
)
def test_the_service_itself_answers(response: Response) -> None:
    assert not is_misdirected(response)


@pytest.mark.parametrize(
    ("problem", "result"),
    [
        (Unavailable("no connection", sent=False), True),
        (Unavailable("cut", sent=True), False),
        (ProtocolError("redirects to elsewhere", status=301), True),
        (ProtocolError("not JSON", status=200), False),
        (ProtocolError("what?"), False),
    ],
)
def test_errors(problem: AuthToolkitError, result: bool) -> None:
    assert is_misdirection(problem) is result
