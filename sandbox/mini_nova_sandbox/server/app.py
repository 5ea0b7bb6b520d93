"""The ASGI application: every service on one port, and the checks in front of them.

Requests have to name this machine (Host) and must not come from a web site (Origin,
Sec-Fetch-Site). So no page can reach the sandbox by a host name that resolves to 127.0.0.1.
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
from mini_nova_sandbox.http.deferred import AnyService
from mini_nova_sandbox.http.errors import ApiError
from mini_nova_sandbox.http.service import redact_path
from mini_nova_sandbox.page.paths import EVENTS
from mini_nova_sandbox.server.control import PREFIX as CONTROL_PREFIX

LOCAL_NAMES = ("127.0.0.1", "localhost")
HTTP_PORT = 80
log = logging.getLogger(__name__)


class App:
    """Dispatches requests to the services. ``drop`` cuts the connection of a request."""

    def __init__(
        self, cloud: Cloud, services: Sequence[AnyService], drop: Callable[[Scope], None]
    ) -> None:
        self._cloud = cloud
        cloud.app = self
        self.services = services
        self._drop = drop
        self.requests_in_progress = 0
        self.last_request_at = time.monotonic()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, with a Date header and a line in the log."""
        if scope["type"] != "http":
            return
        start = time.monotonic()
        status = 0

        async def send_dated(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                date = (b"date", formatdate(usegmt=True).encode())
                message["headers"] = [*message.get("headers", []), date]
            await send(message)

        # A page that somebody has left open keeps no sandbox from leaving.
        is_work = scope["path"] != EVENTS
        self.last_request_at = start
        self.requests_in_progress += is_work
        try:
            await self._answer(scope, receive, send_dated)
        finally:
            self.requests_in_progress -= is_work
            self.last_request_at = time.monotonic()
            milliseconds = (self.last_request_at - start) * 1000
            path = redact_path(scope["path"])
            log.info("%s %r %d %.1f ms", scope["method"], path, status, milliseconds)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        reason = rejection(Headers(scope=scope), scope["server"][1])
        if reason:
            await _error(403, reason)(scope, receive, send)
            return
        service = self._service(scope["path"])
        if service is None:
            await self._root(scope)(scope, receive, send)
            return
        fault = self._planned_fault(service, scope)
        if fault is None:
            await self._serve(service, scope, receive, send)
        else:
            await self._fail(fault, service, scope, receive, send)

    async def _serve(self, service: AnyService, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from one state; the sandbox's own endpoints may change it."""
        if service.prefix.startswith(CONTROL_PREFIX):
            await service(scope, receive, send)
            return
        async with self._cloud.gate.passed():
            await service(scope, receive, send)

    def _planned_fault(self, service: AnyService, scope: Scope) -> PlannedFault | None:
        """Return the planned fault for a request; the sandbox's own endpoints never fail."""
        if service.prefix.startswith(CONTROL_PREFIX):
            return None
        return self._cloud.faults.consume(scope["method"], scope["path"])

    async def _fail(
        self, fault: PlannedFault, service: AnyService, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Do to a request what a planned fault says."""
        if fault.kind == "status":
            error = ApiError("The sandbox was asked to fail here.", status=fault.status)
            content_type, text = service.refusal(error)
            response = Response(text, fault.status, {"content-type": content_type})
            await response(scope, receive, send)
            return
        if fault.kind == "lose":
            await self._serve(service, scope, receive, _discard)
        else:
            await asyncio.sleep(fault.seconds)
        self._drop(scope)

    def _service(self, path: str) -> AnyService | None:
        for service in self.services:
            if path == service.prefix or path.startswith(f"{service.prefix}/"):
                return service
        return None

    def _root(self, scope: Scope) -> Response:
        """Answer outside the services: ``/`` lists their URLs."""
        is_root = scope["path"] == "/"
        is_read = scope["method"] in ("GET", "HEAD")
        if not is_root or not is_read:
            return _error(404, "No service of the sandbox is here.")
        root = self._cloud.root
        urls = {service.name: root + service.prefix for service in self.services}
        return JSONResponse({"mini-nova": "sandbox", "services": urls})


def rejection(headers: Mapping[str, str], port: int) -> str:
    """Return why a request is rejected before any service sees it, or ''."""
    hosts = [f"{name}:{port}" for name in LOCAL_NAMES]
    if port == HTTP_PORT:
        hosts += LOCAL_NAMES  # clients leave the default port out
    host = headers.get("host", "")
    if host.lower() not in hosts:
        return "The sandbox answers to 127.0.0.1 and localhost only."
    own_origins = [f"http://{host}" for host in hosts]
    origin = headers.get("origin")
    if origin is not None and origin not in own_origins:
        return "The sandbox is not for pages of web sites."
    site = headers.get("sec-fetch-site", "none")
    if site not in ("none", "same-origin"):
        return "The sandbox is not for pages of web sites."
    return ""


def _error(status: int, message: str) -> Response:
    return JSONResponse({"error": {"code": status, "message": message}}, status)


async def _discard(message: Message) -> None:
    """Take an answer that nobody will get."""
