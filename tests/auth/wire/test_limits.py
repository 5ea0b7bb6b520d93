"""Limits of one answer: the time until it is whole, and its size, packed and unpacked."""

import gzip
import zlib
from collections.abc import Callable

import pytest
import requests
from urllib3 import HTTPResponse

from mini_nova_auth.errors import Unavailable
from mini_nova_auth.wire import limits
from mini_nova_auth.wire.limits import LargeAnswer, read_body
from mini_nova_auth.wire.message import Request, Response
from mini_nova_auth.wire.options import Timeouts
from mini_nova_auth.wire.transport import Transport
from tests.local_cloud import Fault, LocalCloud
from tests.runner import LIMIT, hasten_answers

BODY = b'{"servers": []}' * 100


def get(cloud: LocalCloud, seconds: float = LIMIT) -> Response:
    """The answer to a GET, for which there are so many seconds."""
    transport = Transport(user_agent="tests", timeouts=Timeouts(5.0, seconds))
    return transport.send(Request("GET", f"{cloud.url}/identity/v3", {}))


def _raw_deflate(body: bytes) -> bytes:
    """The data of a zlib stream without its two bytes of header and its checksum."""
    return zlib.compress(body)[2:-4]


def packed_answer(content: bytes, encoding: str = "gzip") -> requests.Response:
    """An answer as ``requests`` streams it."""
    from io import BytesIO

    answer = requests.Response()
    answer.headers["Content-Encoding"] = encoding
    answer.raw = HTTPResponse(BytesIO(content), preload_content=False)
    return answer


def test_an_answer_that_drips_ends_at_the_time_limit(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    cloud.faults.add(Fault("GET", "/", "drip", seconds=0.02))
    hasten_answers(monkeypatch, 10)
    with pytest.raises(Unavailable, match="did not finish its answer within 100 s") as caught:
        get(cloud, seconds=100)
    assert (caught.value.sent, caught.value.code) == (True, "slow-answer")


def test_an_answer_that_drips_fast_enough_is_read(cloud: LocalCloud) -> None:
    cloud.faults.add(Fault("GET", "/", "drip", seconds=0.0001))
    assert get(cloud).json()["version"]["id"] == "v3.14"


def test_an_endless_answer_ends_at_the_size_limit(cloud: LocalCloud) -> None:
    cloud.faults.add(Fault("GET", "/", "endless"))
    with pytest.raises(Unavailable, match="is larger than 128 MiB") as caught:
        get(cloud)
    assert (caught.value.sent, caught.value.passing) == (True, False)


def test_an_answer_that_unpacks_to_too_much_ends_at_the_size_limit(cloud: LocalCloud) -> None:
    cloud.faults.add(Fault("GET", "/", "bomb", size=limits.LARGEST_ANSWER * 2))
    with pytest.raises(Unavailable, match="is larger than 128 MiB"):
        get(cloud)


def test_a_packed_answer_is_unpacked(cloud: LocalCloud) -> None:
    cloud.faults.add(Fault("GET", "/", "bomb", size=2**21))
    assert get(cloud).content == b" " * 2**21


@pytest.mark.parametrize(
    ("pack", "encoding"),
    [
        (gzip.compress, "gzip"),
        (gzip.compress, "X-GZip"),
        (zlib.compress, "deflate"),
        (_raw_deflate, "deflate"),
        (lambda body: gzip.compress(body[:9]) + gzip.compress(body[9:]), "gzip"),
        (lambda body: gzip.compress(body) + b"\0" * 9, "gzip"),
        (lambda body: body, "identity"),
    ],
)
def test_each_encoding_is_unpacked(pack: Callable[[bytes], bytes], encoding: str) -> None:
    assert read_body(packed_answer(pack(BODY), encoding)) == BODY


@pytest.mark.parametrize("largest", [9, len(BODY) - 1])
@pytest.mark.parametrize("pack", [gzip.compress, lambda body: body])
def test_the_limit_counts_unpacked_bytes(pack: Callable[[bytes], bytes], largest: int) -> None:
    content = pack(BODY)
    encoding = "gzip" if content != BODY else ""
    assert read_body(packed_answer(content, encoding), len(BODY)) == BODY
    with pytest.raises(LargeAnswer):
        read_body(packed_answer(content, encoding), largest)


def test_a_body_that_does_not_unpack_is_reported(cloud: LocalCloud) -> None:
    headers = {"Content-Encoding": "gzip"}
    cloud.faults.add(Fault("GET", "/", "status", status=200, body="plain", headers=headers))
    with pytest.raises(Unavailable, match="does not unpack"):
        get(cloud)


@pytest.mark.parametrize("path", ["/identity/v3", "/nowhere"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_the_connection_is_used_again(cloud: LocalCloud, method: str, path: str) -> None:
    transport = Transport(user_agent="tests")
    for _ in range(3):
        transport.send(Request(method, cloud.url + path, {}))
    assert len({request.connection for request in cloud.requests}) == 1
