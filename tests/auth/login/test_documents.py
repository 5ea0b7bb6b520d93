"""Version documents beside the login: fetched once, by whichever process comes first."""

from typing import Any

import pytest

from mini_nova_auth import testing
from mini_nova_auth.errors import Refused
from mini_nova_auth.login.cache import Cache
from mini_nova_auth.login.documents import Documents
from mini_nova_auth.wire.message import Request, Response
from tests.auth.login.fakes import alice, entry

URL = "http://nova/v2.1"


def document(minor: int) -> dict[str, Any]:
    """A version document whose newest microversion is 2.``minor``."""
    return {"version": {"id": "v2.1", "version": f"2.{minor}", "min_version": "2.1"}}


class Service:
    """Answers with a document that counts its requests."""

    def __init__(self) -> None:
        self.requests: list[Request] = []

    def __call__(self, request: Request) -> Response:
        self.requests.append(request)
        return testing.answer(200, document(len(self.requests)))


def test_a_document_is_fetched_and_stored(cache: Cache) -> None:
    plan, service = alice(), Service()
    cache.store(plan.key, entry())
    documents = Documents(plan, cache, service)
    assert documents.add(entry(), "name", URL).documents == {"name": document(1)}
    assert documents.add(entry(), "name", URL).documents == {"name": document(1)}
    [request] = service.requests
    assert (request.method, request.url) == ("GET", URL)
    assert request.headers == {"Accept": "application/json"}, "no token is sent"
    stored = cache.load(plan.key)
    assert stored is not None
    assert stored.documents == {"name": document(1)}


def test_without_a_stored_login_a_document_is_not_stored(cache: Cache) -> None:
    documents = Documents(alice(), cache, Service())
    assert documents.add(entry(), "name", URL).documents == {"name": document(1)}
    assert cache.entries() == []


def test_without_a_cache_every_session_fetches() -> None:
    service = Service()
    documents = Documents(alice(), None, service)
    documents.add(entry(), "name", URL)
    documents.add(entry(), "name", URL)
    assert len(service.requests) == 2


def test_the_login_of_the_entry_stays(cache: Cache) -> None:
    """The cache may have another process's login by now."""
    plan = alice()
    cache.store(plan.key, entry("theirs"))
    assert Documents(plan, cache, Service()).add(entry("ours"), "name", URL).access.token == "ours"
    stored = cache.load(plan.key)
    assert stored is not None
    assert stored.access.token == "theirs"


@pytest.mark.parametrize(
    "answer",
    [
        testing.answer(404, {"error": "no such page"}),
        testing.answer(200, b"<html>"),
        testing.answer(200, [1]),
        testing.answer(200, {"message": "no route matched with those values"}),
    ],
)
def test_anything_else_is_no_document_and_not_stored(cache: Cache, answer: Response) -> None:
    plan = alice()
    cache.store(plan.key, entry())
    documents = Documents(plan, cache, lambda request: answer)
    assert documents.add(entry(), "name", URL).documents == {"name": None}
    stored = cache.load(plan.key)
    assert stored is not None
    assert stored.documents == {}


def test_forgotten_documents_are_fetched_anew(cache: Cache) -> None:
    plan = alice()
    cache.store(plan.key, entry("theirs"))
    documents = Documents(plan, cache, Service())
    documents.add(entry(), "name", URL)
    documents.forget()
    stored = cache.load(plan.key)
    assert stored is not None
    assert (stored.access.token, stored.documents) == ("theirs", {})
    assert documents.add(entry(), "name", URL).documents == {"name": document(2)}


def test_a_service_that_is_out_of_order_is_reported(cache: Cache) -> None:
    plan = alice()
    cache.store(plan.key, entry())
    documents = Documents(plan, cache, lambda request: testing.answer(503))
    with pytest.raises(Refused):
        documents.add(entry(), "name", URL)
    stored = cache.load(plan.key)
    assert stored is not None
    assert stored.documents == {}
