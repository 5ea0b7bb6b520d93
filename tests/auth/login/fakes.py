"""What the tests of single sources of a login share: a plan, entries, and other sources."""

from __future__ import annotations

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
    """A source with these results, in turn; ``calls`` has the unusable token of each call."""

    def __init__(self, *results: Entry | AuthToolkitError) -> None:
        self._results = list(results)
        self.calls: list[str] = []

    def access(self, refused: str = "", *, outdated: str = "") -> Entry:
        self.calls.append(refused or outdated)
        result = self._results.pop(0)
        if isinstance(result, AuthToolkitError):
            raise result
        return result


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
