"""A service whose modules are loaded with its first request, so that no start waits for them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from starlette.types import Receive, Scope, Send

from mini_nova_sandbox.http.errors import ApiError
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.http.service import Service


@dataclass
class DeferredService:
    """The service that ``load`` returns, below the same prefix."""

    name: str
    prefix: str
    load: Callable[[], Service]

    @cached_property
    def _service(self) -> Service:
        return self.load()

    @property
    def operations(self) -> Sequence[Operation]:
        """The operations of the service."""
        return self._service.operations

    def refusal(self, error: ApiError) -> tuple[str, str]:
        """Render an error as the service does."""
        return self._service.refusal(error)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        await self._service(scope, receive, send)


AnyService = Service | DeferredService
