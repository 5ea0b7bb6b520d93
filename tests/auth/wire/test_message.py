"""Answers: their JSON, their headers, and the service's own words."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mini_nova_auth.errors import ProtocolError
from mini_nova_auth.testing import answer
from mini_nova_auth.wire.message import Request, service_message
from tests.auth.support import json_values


def test_headers_are_found_whatever_the_case() -> None:
    given_answer = answer(200, headers={"X-Subject-Token": "t"})
    assert given_answer.header("x-subject-token") == "t"
    assert given_answer.header("x-other") == ""


def test_computes_own_request_id_counts_first() -> None:
    headers = {"x-openstack-request-id": "req-1", "X-Compute-Request-Id": "req-2"}
    assert answer(200, headers=headers).request_id == "req-2"
    assert answer(200, headers={"x-openstack-request-id": "req-1"}).request_id == "req-1"


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "nothing"),
        (b" <html>", "a web page"),
        (b'{"a"', "cut off"),
        (b"\xff\xfe\xfa", "cut off"),
        (b"[" * 100_000, "cut off"),
    ],
)
def test_what_is_not_json_is_said_in_words(content: bytes, what: str) -> None:
    given_answer = answer(200, content, url="http://alice:s3cr3t@host/v3")
    with pytest.raises(ProtocolError, match=what) as caught:
        given_answer.json()
    assert "s3cr3t" not in str(caught.value)
    assert given_answer.json_or_none() is None


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (
            {"error": {"code": 401, "message": "Keystone's words.", "title": "Unauthorized"}},
            "Keystone's words.",
        ),
        ({"itemNotFound": {"code": 404, "message": "Nova's\n  words."}}, "Nova's words."),
        (
            {"NeutronError": {"type": "X", "message": "Neutron's words.", "detail": ""}},
            "Neutron's words.",
        ),
        ({"message": "Placed on top."}, "Placed on top."),
        ({"error": {"detail": "In detail."}}, "In detail."),
        ({"error": "text"}, ""),
        ([1], ""),
        (None, ""),
    ],
)
def test_a_services_sentence_is_found(body: object, said: str) -> None:
    assert service_message(answer(400, body)) == said


@given(json_values("error", "message", "detail", "itemNotFound"))
def test_any_error_body_gives_a_line_of_text(body: object) -> None:
    said = service_message(answer(500, json.dumps(body)))
    assert isinstance(said, str)
    assert "\n" not in said


@given(st.binary(max_size=64))
def test_any_content_is_json_or_a_protocol_error(content: bytes) -> None:
    assert isinstance(service_message(answer(500, content)), str)


def test_what_passes_shows_no_secret_in_a_traceback() -> None:
    url = "http://alice:s3cr3t@host/v3/auth/tokens"
    request = Request("POST", url, {"X-Auth-Token": "s3cr3t"}, "s3cr3t")
    shown = f"{request!r} {answer(201, b's3cr3t', {'X-Subject-Token': 's3cr3t'}, url=url)!r}"
    assert "s3cr3t" not in shown
    assert "Request(POST http://" in shown
    assert "Response(201 from http://" in shown
