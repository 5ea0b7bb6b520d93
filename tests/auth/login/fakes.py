"""What the tests of single sources of a login share: a plan, entries, and other sources."""

from __future__ import annotations

from collections.abc import Callable

from mini_nova_auth import testing
from mini_nova_auth.access.access import Access
from mini_nova_auth.errors import AuthToolkitError
from mini_nova_auth.login.entry import Entry
from mini_nova_auth.login.plan import Plan
from mini_nova_auth.methods.method import Method
from tests.auth.support import plan_of

AUTH_URL = "http://h:5000/v3"


def alice(**values: str) -> Plan:
    """Alice's plan, with a password."""
    base = {"auth_url": AUTH_URL, "username": "alice", "password": "s3cr3t", "project_name": "demo"}
    return plan_of(**{**base, **values})


def entry(token: str = testing.TOKEN, *, lifetime: float = 3600, is_new: bool = True) -> Entry:
    """An entry of Alice's password, whose token has a while to live."""
    access = testing.access(token, auth_url=AUTH_URL, lifetime=lifetime)
    return Entry(access, fingerprints=alice().fingerprints, is_new=is_new)


class FakeSource:
    """A source with these results, in turn; ``calls`` has the unusable token of each call.

    With ``asking``, that is called if somebody is asked, and before that there is no result.
    """

    def __init__(
        self, *results: Entry | AuthToolkitError, asking: Callable[[], None] | None = None
    ) -> None:
        self._results = list(results)
        self._asking = asking
        self.calls: list[str] = []

    def access(self, refused: str = "", *, outdated: str = "") -> Entry | None:
        self.calls.append(refused or outdated)
        if self._asking is not None:
            return None
        result = self._results.pop(0)
        if isinstance(result, AuthToolkitError):
            raise result
        return result

    def ask(self) -> None:
        assert self._asking is not None
        asking, self._asking = self._asking, None
        asking()


class WarmSource:
    """A source of logins that asks nobody, with these results in turn."""

    def __init__(self, *results: Entry | AuthToolkitError) -> None:
        self._source = FakeSource(*results)
        self.calls = self._source.calls

    def access(self, refused: str = "", *, outdated: str = "") -> Entry:
        entry = self._source.access(refused, outdated=outdated)
        assert entry is not None
        return entry


class FakeRun:
    """What runs methods: it keeps them, and has these results in turn."""

    def __init__(self, *results: Access | AuthToolkitError) -> None:
        self._results = list(results)
        self.methods: list[Method] = []

    def __call__(self, method: Method) -> Access:
        self.methods.append(method)
        result = self._results.pop(0)
        if isinstance(result, AuthToolkitError):
            raise result
        return result
