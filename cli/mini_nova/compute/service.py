"""One service: reads, deletes, posts and paging. Refusals become this client's errors."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from operator import itemgetter
from typing import Any

from mini_nova.errors import service_error
from mini_nova.known_names.sightings import Sightings
from mini_nova_auth.access.access import Base
from mini_nova_auth.errors import Refused, Unavailable
from mini_nova_auth.services import paging
from mini_nova_auth.session import Session
from mini_nova_auth.wire import retry
from mini_nova_auth.wire.headers import Headers, MakeHeaders
from mini_nova_auth.wire.message import NOT_FOUND, TOO_MANY_REQUESTS, Response
from mini_nova_auth.wire.refusal import json_member, json_object, json_page, refusal
from mini_nova_auth.wire.retry import PASSING_STATUSES, PATIENCE, Backoff

AMBIGUOUS_STATUSES = PASSING_STATUSES - {TOO_MANY_REQUESTS}  # the request may have been done


class ServiceClient:
    """A service at ``base``, reached with a session's token.

    ``name`` stands before its refusals, to tell them from compute's. ``sightings`` notes the names
    of things in its answers.
    """

    def __init__(
        self,
        session: Session,
        base: Base,
        name: str = "",
        sightings: Sightings | None = None,
    ) -> None:
        self.session = session
        self.sightings = Sightings() if sightings is None else sightings
        self.base = base
        self.name = name

    def headers(self) -> Mapping[str, str]:
        """Return the headers of every request to this service, besides the token."""
        return {}

    def read(
        self,
        path: str,
        *,
        headers: Headers | MakeHeaders | None = None,
        patience: float = PATIENCE,
        parse: Callable[[Response], dict[str, Any]] = json_object,
    ) -> dict[str, Any]:
        """Return the JSON object at a path, asking again for ``patience`` seconds if that may help.

        ``parse`` takes it from the answer. Raises a ServiceError for a refusal, ProtocolError for
        JSON of another shape, and Unavailable.
        """

        self.session.access  # noqa: B018 - logs in, which repeats itself, before the loop

        def attempt() -> Response:
            return self.exchange("GET", path, headers=headers or self.headers)

        try:
            answer = retry.read(attempt, parse, Backoff(patience))
        except Refused as problem:
            if problem.status == NOT_FOUND:
                self.sightings.forget(path)
            raise service_error(problem, self.name) from problem
        self.sightings.note(path, answer)
        return answer

    def read_page(self, path: str, key: str) -> dict[str, Any]:
        """Return one page of a list, with its objects in the member ``key``; see ``read``."""
        return self.read(path, parse=partial(json_page, key))

    def read_member(
        self,
        path: str,
        key: str,
        *,
        headers: Headers | MakeHeaders | None = None,
        patience: float = PATIENCE,
    ) -> dict[str, Any]:
        """Return the object in the member ``key`` of an answer; see ``read``."""
        parse = partial(json_member, key)
        return self.read(path, headers=headers, patience=patience, parse=parse)

    def read_all(
        self,
        path: str,
        key: str,
        *,
        headers: Headers | MakeHeaders | None = None,
        patience: float = PATIENCE,
    ) -> Iterator[dict[str, Any]]:
        """Yield the objects of a list, page after page. Raises what ``read`` raises."""
        parse = partial(json_page, key)
        read = partial(self.read, headers=headers, patience=patience, parse=parse)
        for page, new_items in paging.each_page(read, path, self.next_path, itemgetter(key)):
            del page
            yield from new_items
            del new_items  # before the next page is read

    def read_items(self, path: str, key: str, limit: int | None) -> Iterator[dict[str, Any]]:
        """Yield the objects of a list: of one page if there is a limit, else page after page."""
        if limit is None:
            return self.read_all(path, key)
        page = self.read_page(path, key)
        return iter(page[key])

    def next_path(self, page: Mapping[str, Any]) -> str:
        """Return the path of the page after this one; '' if this is the last."""
        return paging.next_path(page, self._base_url())

    def send(self, method: str, path: str, body: Any = None) -> Response:
        """Send a request once and return its answer, whatever its status."""
        return self.exchange(method, path, body=body, headers=self.headers)

    def exchange(
        self, method: str, path: str, *, body: Any = None, headers: Headers | MakeHeaders
    ) -> Response:
        """Send a request with these headers once and return its answer, whatever its status."""
        return self.session.send(method, self.base, path, body=body, headers=headers)

    def post(self, path: str, body: Any) -> Response:
        """Post a JSON value once and return the answer. Raises a ServiceError for a refusal."""
        return self._change("POST", path, body)

    def put(self, path: str, body: Any = None) -> Response:
        """Put a JSON value once and return the answer. Raises a ServiceError for a refusal."""
        return self._change("PUT", path, body)

    def delete(self, path: str) -> None:
        """Delete what is at the path, asking again if an answer is lost.

        A 404 is then as good as done. Raises a ServiceError for a refusal.
        """
        self.session.access  # noqa: B018 - logs in, which repeats itself, before the loop
        may_be_deleted = False

        def attempt() -> Response:
            nonlocal may_be_deleted
            try:
                answer = self.send("DELETE", path)
            except Unavailable as problem:
                may_be_deleted = may_be_deleted or problem.sent
                raise
            if answer.status in AMBIGUOUS_STATUSES:
                may_be_deleted = True
            return answer

        answer = retry.send(attempt, Backoff())
        if answer.is_success or answer.status == NOT_FOUND:
            self.sightings.forget(path)
        is_deleted = may_be_deleted and answer.status == NOT_FOUND
        if not answer.is_success and not is_deleted:
            raise service_error(refusal(answer), self.name)

    def _change(self, method: str, path: str, body: Any) -> Response:
        answer = self.send(method, path, body)
        if not answer.is_success:
            raise service_error(refusal(answer), self.name)
        self.sightings.note(path, answer.json_or_none())
        return answer

    def _base_url(self) -> str:
        return self.base(self.session.access)
