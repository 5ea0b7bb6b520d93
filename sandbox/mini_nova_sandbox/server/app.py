"""The application: one port, every service by its prefix, and the walls in front of them.

Only this machine is answered (Host), and no page of a web site (Origin, Sec-Fetch-Site): a name that resolves to
127.0.0.1 does not open the sandbox to a browser.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from email.utils import formatdate

from starlette.datastructures import Headers
from starlette.responses import JSONResponse, Response
from starlette.types import Message, Receive, Scope, Send

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.faults.planned import PlannedFault
from mini_nova_sandbox.http.errors import ApiError
from mini_nova_sandbox.http.service import Service, redact_path

LOCAL_NAMES = ("127.0.0.1", "localhost")
log = logging.getLogger(__name__)


class App:
    """An ASGI application; ``drop`` cuts a client's connection, ``busy`` counts requests in hand."""

    def __init__(
        self, cloud: Cloud, services: Sequence[Service], drop: Callable[[Scope], None]
    ) -> None:
        self._cloud = cloud
        self.services = services
        self._drop = drop
        self.busy = 0
        self.last_asked = time.monotonic()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if scope["type"] != "http":
            return
        started = self.last_asked = time.monotonic()
        status = 0

        async def dated(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [
                    *message.get("headers", []),
                    (b"date", formatdate(usegmt=True).encode()),
                ]
            await send(message)

        self.busy += 1
        try:
            await self._answer(scope, receive, dated)
        finally:
            self.busy -= 1
            self.last_asked = time.monotonic()
            path = redact_path(scope["path"])
            log.info(
                "%s %r %d %.1f ms",
                scope["method"],
                path,
                status,
                (self.last_asked - started) * 1000,
            )

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        refused = shut_out(Headers(scope=scope), scope["server"][1])
        if refused:
            await JSONResponse({"error": {"code": 403, "message": refused}}, 403)(
                scope, receive, send
            )
            return
        service = self._service(scope["path"])
        if service is None:
            await self._outside(scope)(scope, receive, send)
            return
        fault = (
            None
            if service.prefix == "/sandbox"
            else self._cloud.faults.next_for(scope["method"], scope["path"])
        )
        if fault is None:
            await service(scope, receive, send)
        else:
            await self._fail(fault, service, scope, receive, send)

    async def _fail(
        self, fault: PlannedFault, service: Service, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """What a planned fault does to a request."""
        if fault.kind == "status":
            error = ApiError("The sandbox was asked to fail here.", status=fault.status)
            content_type, text = service.refusal(error)
            await Response(text, fault.status, {"content-type": content_type})(scope, receive, send)
            return
        if fault.kind == "lose":
            await service(scope, receive, _nowhere)
        else:
            await asyncio.sleep(fault.seconds)
        self._drop(scope)

    def _service(self, path: str) -> Service | None:
        return next(
            (
                one
                for one in self.services
                if path == one.prefix or path.startswith(f"{one.prefix}/")
            ),
            None,
        )

    def _outside(self, scope: Scope) -> Response:
        """The root tells where the services are."""
        if scope["path"] != "/" or scope["method"] not in ("GET", "HEAD"):
            return JSONResponse(
                {"error": {"code": 404, "message": "No service of the sandbox is here."}}, 404
            )
        services = {one.name: f"{self._cloud.root}{one.prefix}" for one in self.services}
        return JSONResponse({"mini-nova": "sandbox", "services": services})


def shut_out(headers: Mapping[str, str], port: int) -> str:
    """Why a request is not answered at all, or ''."""
    hosts = {f"{name}:{port}" for name in LOCAL_NAMES}
    if headers.get("host", "").lower() not in hosts:
        return "The sandbox answers to 127.0.0.1 and localhost only."
    origin = headers.get("origin")
    if origin is not None and origin not in {f"http://{host}" for host in hosts}:
        return "The sandbox is not for pages of web sites."
    if headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
        return "The sandbox is not for pages of web sites."
    return ""


async def _nowhere(message: Message) -> None:
    """Takes an answer that nobody will see."""
