"""Answers that every login method must turn into an error, with the error's class."""

import pytest

from mini_nova_auth.errors import (
    AuthenticationFailed,
    AuthToolkitError,
    ConfigurationError,
    ProtocolError,
    Unavailable,
)
from mini_nova_auth.methods.method import Method
from mini_nova_auth.testing import answer, drive
from mini_nova_auth.wire.message import Response

SECRET = "s3cr3t-pa55"
PAGE = "<!DOCTYPE html><html><body>It works!</body></html>"


def keystone_error(status: int, message: str) -> Response:
    """Keystone's refusal, with the id of the request."""
    body = {"error": {"code": status, "message": message, "title": "-"}}
    return answer(status, body, {"x-openstack-request-id": "req-1"})


CASES = [
    pytest.param(
        keystone_error(401, "The request requires authentication."), AuthenticationFailed, id="401"
    ),
    pytest.param(keystone_error(403, "You are not authorized."), AuthenticationFailed, id="403"),
    pytest.param(keystone_error(404, "Could not be found."), AuthenticationFailed, id="404"),
    pytest.param(answer(404, PAGE), AuthenticationFailed, id="404-page"),
    pytest.param(
        keystone_error(404, "Could not find project: lab."), AuthenticationFailed, id="404-project"
    ),
    pytest.param(answer(403, PAGE), ProtocolError, id="403-page"),
    pytest.param(answer(401, PAGE), AuthenticationFailed, id="401-page"),
    pytest.param(keystone_error(429, "Slow down."), Unavailable, id="429"),
    pytest.param(answer(413, b"", {"Retry-After": "3600"}), Unavailable, id="413"),
    pytest.param(keystone_error(500, "Unexpected."), Unavailable, id="500"),
    pytest.param(answer(502, PAGE), Unavailable, id="502-page"),
    pytest.param(answer(503, b""), Unavailable, id="503-empty"),
    pytest.param(keystone_error(400, "Expecting to find auth."), ProtocolError, id="400"),
    pytest.param(answer(302, b"", {"Location": "/elsewhere"}), ConfigurationError, id="302"),
    pytest.param(answer(300, {"versions": {"values": []}}), ProtocolError, id="300"),
    pytest.param(answer(418, PAGE), ProtocolError, id="418-page"),
]


def refusal_of(method: Method, answer: Response) -> AuthToolkitError:
    """Return the error that ends a method; it must name the address and contain no secret."""
    with pytest.raises(AuthToolkitError) as caught:
        drive(method, answer)
    error = caught.value
    assert SECRET not in f"{error.message} {error.hint} {error!r} {error.args}"
    assert answer.url in error.message
    assert error.status == answer.status
    return error
