"""One service of the cloud: reads, deletes and paging, with the service's refusals as this client's errors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mini_nova.errors import ServiceError, for_status
from mini_nova_auth import lenient, redact
from mini_nova_auth.errors import ProtocolError, Refused, Unavailable
from mini_nova_auth.services import paging
from mini_nova_auth.session import Base, Session, refusal
from mini_nova_auth.wire import retry
from mini_nova_auth.wire.message import NOT_FOUND, TOO_MANY_REQUESTS, Response
from mini_nova_auth.wire.retry import PASSING_STATUSES, PATIENCE, Backoff


class Service:
    """A service at ``base``, asked with a session's token."""

    def __init__(self, session: Session, base: Base) -> None:
        self.session = session
        self.base = base

    def headers(self) -> Mapping[str, str]:
        """The headers that every request to this service carries besides the token."""
        return {}

    def read(
        self, path: str, *, headers: Mapping[str, str] | None = None, patience: float = PATIENCE
    ) -> dict[str, Any]:
        """The JSON object at a path. ``patience`` is the seconds spent on asking again where that may help.

        Raises a ServiceError for a refusal, ProtocolError for what is no object.
        """
        headers = self.headers() if headers is None else headers
        try:
            value = self.session.read(self.base, path, headers=headers, patience=patience)
        except Refused as problem:
            raise translated(problem) from problem
        if not isinstance(value, dict):
            where = redact.url(self.base_url() + path)
            raise ProtocolError(f"{where} answered with JSON of another shape")
        return value

    def read_all(
        self,
        path: str,
        key: str,
        *,
        headers: Mapping[str, str] | None = None,
        patience: float = PATIENCE,
    ) -> Iterator[dict[str, Any]]:
        """The objects of a list, page after page (``<key>_links`` of Nova and Neutron, ``next`` of Glance)."""

        def read(page_path: str) -> dict[str, Any]:
            return self.read(page_path, headers=headers, patience=patience)

        for page in paging.walk(read, self.base_url, path):
            yield from lenient.mappings(page.get(key))

    def base_url(self) -> str:
        """The address that paths are added to."""
        return self.base(self.session.access)

    def send(self, method: str, path: str, body: Any = None) -> Response:
        """The answer to a request that is sent once. No error for a status."""
        return self.session.send(method, self.base, path, body=body, headers=self.headers())

    def delete(self, path: str) -> None:
        """Deletes what is at the path, asking again where an answer is lost: a 404 is then as good as done.

        Raises a ServiceError for a refusal.
        """
        may_be_deleted = False

        def attempt() -> Response:
            nonlocal may_be_deleted
            try:
                answer = self.send("DELETE", path)
            except Unavailable as problem:
                may_be_deleted = may_be_deleted or problem.sent
                raise
            if answer.status in PASSING_STATUSES and answer.status != TOO_MANY_REQUESTS:
                may_be_deleted = True
            return answer

        answer = retry.send(attempt, Backoff())
        is_deleted = may_be_deleted and answer.status == NOT_FOUND
        if not answer.is_success and not is_deleted:
            raise translated(refusal(answer))


def translated(problem: Refused) -> ServiceError:
    """The client's error for a service's refusal."""
    error = for_status(
        problem.message,
        status=problem.status or 0,
        request_id=problem.request_id,
        hint=problem.hint,
    )
    error.retry_after = problem.retry_after
    return error
