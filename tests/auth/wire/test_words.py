"""The service's own words in an error's answer, whatever their shape."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mini_nova_auth.testing import answer
from mini_nova_auth.wire.words import is_page, service_message
from tests.auth.support import json_values

WEBOB = """<html>
 <head>
  <title>403 Forbidden</title>
 </head>
 <body>
  <h1>403 Forbidden</h1>
  You are not authorized to &lt;publicize&gt; images.<br /><br />
 </body>
</html>"""
NGINX = """<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>
<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx/1.18.0</center>\r\n</body></html>"""
FIREWALL = """<!DOCTYPE html><html><head><style>h1 {color: red}</style>
<title>Request\n Rejected</title><script>alert("x")</script></head><body>Your support ID is 17</body>"""
WSME = {"faultcode": "Client", "faultstring": "Load Balancer x is immutable.", "debuginfo": None}
HEAT = {
    "explanation": "The server could not comply with the request.",
    "code": 400,
    "error": {"message": "Heat's words.", "traceback": "x", "type": "StackValidationFailed"},
    "title": "Bad Request",
}


@pytest.mark.parametrize(
    ("body", "message"),
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
        ({"NeutronError": "Quantum's words."}, "Quantum's words."),
        ({"message": "Placed on top."}, "Placed on top."),
        ({"code": 403, "message": "In one object."}, "In one object."),
        ({"error": {"detail": "In detail."}}, "In detail."),
        ({"error_msg": "A gateway's words.", "error_code": "APIGW.0301"}, "A gateway's words."),
        ({"errors": [{"status": 400, "title": "-", "detail": "One."}]}, "One."),
        ({"errors": [{"detail": "One."}, {"detail": "One."}, {"detail": "Two."}]}, "One.; Two."),
        ({"Error": {"Code": "AccessDenied", "Message": "S3's words."}}, "S3's words."),
        (WSME, "Load Balancer x is immutable."),
        ({"error_message": WSME}, "Load Balancer x is immutable."),
        ({"error_message": json.dumps(WSME)}, "Load Balancer x is immutable."),
        (HEAT, "Heat's words."),
        ({"title": "Forbidden", "description": "Barbican's words."}, "Barbican's words."),
        ({"error": "invalid_grant", "error_description": "Wrong user."}, "Wrong user."),
        ({"error": "text"}, "text"),
        ({"title": "Only a title"}, "Only a title"),
        ({"message": "\x1b[31mred\u202e"}, "[31mred"),
        ({}, ""),
        ([1], ""),
        (None, ""),
    ],
)
def test_the_sentence_in_a_json_body(body: object, message: str) -> None:
    assert service_message(answer(418, body)) == message


@pytest.mark.parametrize(
    ("status", "content", "message"),
    [
        (403, WEBOB, "You are not authorized to <publicize> images."),
        (502, NGINX, ""),
        (403, FIREWALL, "Request Rejected"),
        (404, "404 Not Found\n\nThe resource could not be found.\n", None),
        (404, "404 page not found", "404 page not found"),
        (404, "Not Found", ""),
        (403, "Error 403: Forbidden", ""),
        (401, "<html><h1>Unauthorized</h1><p>This server could not verify you.</p></html>", None),
        (401, '<unauthorized code="401"><message>XML\'s words.</message></unauthorized>', None),
        (403, "<?xml?><Error><Code>-</Code><Message>S3's words.</Message></Error>", "S3's words."),
        (400, '{"cut": "o', ""),
        (400, b"\x00\x01\x02", ""),
        (400, b"\xff\xfe", ""),
        (400, "", ""),
    ],
)
def test_the_sentence_in_a_page_or_a_text(
    status: int, content: str | bytes, message: str | None
) -> None:
    words = service_message(answer(status, content))
    if message is None:
        assert words
        assert "<" not in words
    else:
        assert words == message


def test_a_long_page_is_shortened() -> None:
    words = service_message(answer(400, "word " * 1000))
    assert len(words) < 300
    assert words.endswith("...")


def test_only_pages_are_pages() -> None:
    assert is_page(answer(403, FIREWALL))
    assert is_page(answer(403, f"\n {WEBOB}"))
    assert not is_page(answer(403, "<?xml version='1.0'?><Error/>"))
    assert not is_page(answer(403, {"error": {}}))


@given(
    json_values("error", "message", "detail", "itemNotFound", "errors", "title", "error_message")
)
def test_any_error_body_gives_a_line_of_text(body: object) -> None:
    message = service_message(answer(500, json.dumps(body)))
    assert isinstance(message, str)
    assert "\n" not in message


@given(st.binary(max_size=64))
def test_any_content_gives_a_line_of_text(content: bytes) -> None:
    message = service_message(answer(500, content))
    assert message == "" or message.isprintable()
