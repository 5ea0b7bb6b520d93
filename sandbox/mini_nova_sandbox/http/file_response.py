"""A file as the body of an answer.

It is open before the headers are sent, so a file that is deleted meanwhile is still sent whole.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from mini_nova_sandbox.http.call import Span

CHUNK = 256 * 1024


class FileResponse(Response):
    """Sends a file, or a span of it."""

    media_type = "application/octet-stream"

    def __init__(
        self, path: Path, status: int, headers: Mapping[str, str], span: Span | None
    ) -> None:
        """Open the file. Raises OSError."""
        self._file = path.open("rb")
        self._span = span or Span(0, _size(self._file))
        length = str(self._span.length)
        super().__init__(None, status, {**headers, "content-length": length}, self.media_type)

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        """Send the headers, then the file, piece by piece."""
        with self._file as file:
            file.seek(self._span.offset)
            start = {
                "type": "http.response.start",
                "status": self.status_code,
                "headers": self.raw_headers,
            }
            await send(start)
            rest = self._span.length
            while rest > 0:
                data = await asyncio.to_thread(file.read, min(CHUNK, rest))
                rest = rest - len(data) if data else 0
                await send({"type": "http.response.body", "body": data, "more_body": rest > 0})
            if self._span.length == 0:
                await send({"type": "http.response.body", "body": b""})


def _size(file: BinaryIO) -> int:
    return file.seek(0, 2)
