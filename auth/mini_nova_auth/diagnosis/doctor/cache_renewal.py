"""Put the login of the checkup into the cache, and report how the cached one differed."""

from __future__ import annotations

from collections.abc import Iterator

from mini_nova_auth.access.access import Access
from mini_nova_auth.diagnosis.doctor.checkup import Checkup
from mini_nova_auth.diagnosis.doctor.step import ODD, Step
from mini_nova_auth.diagnosis.outdated import outdated_parts
from mini_nova_auth.login.entry import Entry


def renew_cache(checkup: Checkup, access: Access) -> Iterator[Step]:
    """Store the login, without version documents, and yield a step if the cached one was outdated."""
    cache = checkup.cache
    if cache is None or cache.trouble():
        return
    plan = checkup.plan
    entry = plan.entry(access, checkup.secrets())
    with cache.lock(plan.key):
        cached = cache.load(plan.key)
        cache.store(plan.key, entry)
    parts = "" if cached is None else _outdated_parts(checkup, cached, access)
    if parts:
        sentence = f"the cached login was out of date, and is replaced: {parts}"
        yield Step(ODD, "cache", sentence, code="cache-outdated")


def _outdated_parts(checkup: Checkup, cached: Entry, access: Access) -> str:
    documents = {url.rstrip("/"): document for url, document in cached.documents.items()}
    return outdated_parts(
        cached.access.catalog,
        access.catalog,
        documents,
        checkup.documents,
    )
