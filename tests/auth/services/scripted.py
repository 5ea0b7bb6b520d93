"""A session without a cloud."""

from typing import Any

from mini_nova_auth import testing
from mini_nova_auth.access.access import Access, Base
from mini_nova_auth.session import Session
from mini_nova_auth.wire.message import Response


class ScriptedSession(Session):
    """A session that has an access, and one answer to every request."""

    def __init__(self, status: int, body: Any = None, access: Access | None = None) -> None:
        self._answer = testing.answer(status, body)
        self._access = access or testing.access(issued=0.0)
        self.requests: list[tuple[str, str, Any]] = []

    @property
    def access(self) -> Access:
        return self._access

    def send(self, method: str, base: Base, path: str, **options: Any) -> Response:
        self.requests.append((method, base(self._access) + path, options.get("body")))
        return self._answer
