"""Requests for people who look for a fault: complete, and without secrets."""

import json
import shlex

from mini_nova.output.debug import describe, timing, timing_rows
from mini_nova_auth.clock import Reading
from mini_nova_auth.errors import Unavailable
from mini_nova_auth.wire.message import Request, Response
from mini_nova_auth.wire.transport import Exchange

URL = "http://cloud/servers"
BODY = {
    "server": {
        "name": "it's",
        "adminPass": "pl4nted",
        "personality": [{"path": "/f", "contents": "pl4nted"}],
    }
}
REQUEST = Request(
    "POST", URL, {"X-Auth-Token": "pl4nted", "Accept": "application/json"}, json.dumps(BODY)
)


def _answer(content: bytes) -> Exchange:
    response = Response(
        202, {"X-Subject-Token": "pl4nted", "Date": "now"}, content, URL, Reading(0.0)
    )
    return Exchange(REQUEST, response, 0.25)


def test_the_request_is_a_curl_line_that_a_shell_reads() -> None:
    request, *_ = describe(_answer(b"{}"))
    words = shlex.split(request.removeprefix("REQ: "))
    assert words[:6] == ["curl", "-g", "-i", "-X", "POST", URL]
    assert words[6:10] == ["-H", "X-Auth-Token: ***", "-H", "Accept: application/json"]
    assert json.loads(words[-1]) == {
        "server": {
            "name": "it's",
            "adminPass": "***",
            "personality": [{"path": "/f", "contents": "***"}],
        }
    }


def test_the_answer() -> None:
    _, status, body = describe(_answer(b'{"server": {"id": "1", "adminPass": "pl4nted"}}'))
    assert status == "RESP: 202 after 0.250 s; X-Subject-Token: ***, Date: now"
    assert json.loads(body.removeprefix("RESP BODY: ")) == {
        "server": {"id": "1", "adminPass": "***"}
    }


def test_an_answer_that_is_not_json_is_not_shown() -> None:
    *_, body = describe(_answer(b"<html>pl4nted</html>"))
    assert body == "RESP BODY: 20 bytes that are not JSON"


def test_no_answer() -> None:
    *_, outcome = describe(Exchange(REQUEST, Unavailable("nobody there", sent=False), 1.5))
    assert outcome == "RESP: none after 1.500 s: nobody there"


def test_timings() -> None:
    assert timing_rows([timing(_answer(b"")), timing(_answer(b""))]) == [
        (f"POST {URL}", "0.250"),
        (f"POST {URL}", "0.250"),
        ("Total", "0.500"),
    ]
