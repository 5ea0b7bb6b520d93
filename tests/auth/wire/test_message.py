"""Answers: their status, JSON and headers."""

import pytest

from mini_nova_auth.errors import ProtocolError
from mini_nova_auth.testing import answer
from mini_nova_auth.wire.message import Request


def test_header_names_ignore_case() -> None:
    response = answer(200, headers={"X-Subject-Token": "t"})
    assert response.header("x-subject-token") == "t"
    assert response.header("x-other") == ""


def test_the_request_id_of_compute_counts_first() -> None:
    headers = {"x-openstack-request-id": "req-1", "X-Compute-Request-Id": "req-2"}
    assert answer(200, headers=headers).request_id == "req-2"
    assert answer(200, headers={"x-openstack-request-id": "req-1"}).request_id == "req-1"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "nothing"),
        (b" <html>", "a web page"),
        (b'{"a"', "cut off"),
        (b"\xff\xfe\xfa", "cut off"),
        (b"[" * 100_000, "cut off"),
    ],
)
def test_content_that_is_not_json_is_described(content: bytes, kind: str) -> None:
    response = answer(200, content, url="http://alice:s3cr3t@host/v3")
    with pytest.raises(ProtocolError, match=kind) as caught:
        response.json()
    assert "s3cr3t" not in str(caught.value)
    assert response.json_or_none() is None


def test_requests_and_responses_show_no_secret_in_a_traceback() -> None:
    url = "http://alice:s3cr3t@host/v3/auth/tokens"
    request = Request("POST", url, {"X-Auth-Token": "s3cr3t"}, "s3cr3t")
    text = f"{request!r} {answer(201, b's3cr3t', {'X-Subject-Token': 's3cr3t'}, url=url)!r}"
    assert "s3cr3t" not in text
    assert "Request(POST http://" in text
    assert "Response(201 from http://" in text


@pytest.mark.parametrize(
    ("status", "kinds"),
    [
        (200, ["success"]),
        (204, ["success"]),
        (300, ["redirect"]),
        (308, ["redirect"]),
        (404, ["error"]),
        (500, ["error", "server_error"]),
        (503, ["error", "server_error"]),
    ],
)
def test_the_kind_of_a_status(status: int, kinds: list[str]) -> None:
    response = answer(status)
    properties = ("success", "redirect", "error", "server_error")
    assert [kind for kind in properties if getattr(response, f"is_{kind}")] == kinds
