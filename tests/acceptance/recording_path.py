"""A path to a cloud that records what passes."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

from tests.acceptance.faulty_path import Answer, FaultyPath
from tests.local_cloud import Headers, Recorded


class RecordingPath(FaultyPath):
    """Forwards everything; ``requests`` has what has passed, in order.

    ``others`` are paths to other services: their addresses take the place of the services' own in
    what this one answers.
    """

    def __init__(self, url: str, *others: RecordingPath) -> None:
        super().__init__(url, seed=0, rate=0.0)
        self.requests: list[Recorded] = []
        self._address = urlsplit(url).netloc.encode()
        self._others = others

    def forward(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        """The cloud's own answer."""
        fields = Headers(headers.items())
        self.requests.append(Recorded(method, path, fields, body, 0, time.monotonic()))
        answer = super().forward(method, path, headers, body)
        content = answer.body
        for other in self._others:
            content = content.replace(other._address, urlsplit(other.url).netloc.encode())
        return answer._replace(body=content)


@contextlib.contextmanager
def recording_paths(identity: str, compute: str) -> Iterator[tuple[RecordingPath, RecordingPath]]:
    """Paths to Keystone and to Nova; a login at the first leads to the second."""
    nova = RecordingPath(compute)
    keystone = RecordingPath(identity, nova)
    with nova, keystone:
        yield keystone, nova
