"""Version documents beside the login: fetched once, by whichever process comes first."""

from mini_nova_auth.login.cache import Cache
from mini_nova_auth.login.documents import Documents
from tests.auth.login.fakes import alice, entry

URL = "http://nova/v2.1"


class Fetch:
    """Fetches documents, and counts."""

    def __init__(self) -> None:
        self.urls: list[str] = []

    def __call__(self, url: str) -> str:
        self.urls.append(url)
        return f"document {len(self.urls)}"


def test_a_document_is_fetched_and_stored(cache: Cache) -> None:
    plan, fetch = alice(), Fetch()
    cache.store(plan.key, entry())
    documents = Documents(plan, cache, fetch)
    assert documents.add(entry(), "name", URL).documents == {"name": "document 1"}
    assert documents.add(entry(), "name", URL).documents == {"name": "document 1"}
    assert fetch.urls == [URL]
    stored = cache.load(plan.key)
    assert stored is not None
    assert stored.documents == {"name": "document 1"}


def test_without_a_stored_login_a_document_is_not_stored(cache: Cache) -> None:
    documents = Documents(alice(), cache, Fetch())
    assert documents.add(entry(), "name", URL).documents == {"name": "document 1"}
    assert cache.entries() == []


def test_without_a_cache_every_session_fetches() -> None:
    fetch = Fetch()
    documents = Documents(alice(), None, fetch)
    documents.add(entry(), "name", URL)
    documents.add(entry(), "name", URL)
    assert fetch.urls == [URL, URL]


def test_the_login_of_the_entry_stays(cache: Cache) -> None:
    """The cache may have another process's login by now."""
    plan = alice()
    cache.store(plan.key, entry("theirs"))
    assert Documents(plan, cache, Fetch()).add(entry("ours"), "name", URL).access.token == "ours"
    stored = cache.load(plan.key)
    assert stored is not None
    assert stored.access.token == "theirs"
