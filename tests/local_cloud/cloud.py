"""The cloud itself: a world, a listener, and the record of what was asked."""

import re
import traceback
from collections.abc import Callable
from types import TracebackType

from . import glance, keystone, neutron, nova
from .catalog import default_catalog
from .connection import Connection
from .faults import Faults
from .listener import Listener
from .messages import Answer, Recorded, text_answer
from .misbehaviour import Exchange, behave, misbehave
from .world import World

_SERVICES: dict[str, Callable[[World, Recorded], Answer]] = {
    "identity": keystone.handle,
    "compute": nova.handle,
    "image": glance.handle,
    "network": neutron.handle,
}


class LocalCloud(World):
    """An OpenStack on a free port of this machine, between `start` and `stop` or inside a `with`
    block.

    `requests` has every request in the order of arrival, those that a fault then swallowed
    included. An exception inside a service is answered with 500 and its traceback, kept in
    `failures`, and fails the `with` block.
    """

    def __init__(self) -> None:
        super().__init__()
        self.requests: list[Recorded] = []
        self.faults = Faults()
        self.failures: list[str] = []
        self._listener: Listener | None = None

    def start(self) -> "LocalCloud":
        """Listen, and fill in the address wherever it appears."""
        self._listener = Listener(self._answer_one, self.now)
        self.url = f"http://127.0.0.1:{self._listener.port}"
        self.catalog = default_catalog(self.url, self.region)
        return self

    def stop(self) -> None:
        """End whatever goes on, waits included; returns when every thread has ended."""
        listener, self._listener = self._listener, None
        if listener:
            listener.stop()

    def __enter__(self) -> "LocalCloud":
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
        if self.failures and error is None:
            raise AssertionError("the cloud itself failed:\n" + "\n".join(self.failures))

    def openrc(self, version: int = 3) -> dict[str, str]:
        """The environment variables that log the user in to the project demo by this version of
        Keystone.
        """
        common = {
            "OS_USERNAME": self.username,
            "OS_PASSWORD": self.password,
            "OS_REGION_NAME": self.region,
        }
        common["OS_IDENTITY_API_VERSION"] = str(version)
        if version == 3:
            return {
                "OS_AUTH_URL": f"{self.url}/identity/v3",
                "OS_PROJECT_NAME": self.project.name,
                "OS_USER_DOMAIN_NAME": self.domain_name,
                "OS_PROJECT_DOMAIN_NAME": self.domain_name,
                **common,
            }
        path = {1: "v1.0", 2: "v2.0"}[version]
        return {
            "OS_AUTH_URL": f"{self.url}/identity/{path}",
            "OS_TENANT_NAME": self.project.name,
            **common,
        }

    def count(self, method: str = "*", path: str = "") -> int:
        """How many requests of a method (`*` for any) have come whose path the expression finds."""
        return len(self.matching(method, path))

    def matching(self, method: str = "*", path: str = "") -> list[Recorded]:
        """Those requests."""
        return [
            request
            for request in list(self.requests)
            if method in ("*", request.method) and re.search(path, request.path)
        ]

    def _answer_one(self, request: Recorded, connection: Connection) -> bool:
        listener = self._listener
        if listener is None:
            return False
        with self.lock:
            self.requests.append(request)
        exchange = Exchange(
            request, connection, lambda: self._work(request), listener.stopping, self._later
        )
        fault = self.faults.take(request.method, request.path)
        return misbehave(exchange, fault) if fault else behave(exchange)

    def _work(self, request: Recorded) -> Answer:
        service = _SERVICES.get(request.path.split("/")[1] if "/" in request.path else "")
        if service is None:
            return text_answer(404, "404 Not Found\n")
        try:
            with self.lock:
                return service(self, request)
        except Exception:  # a mistake of this double, to be seen wherever the test looks
            self.failures.append(f"{request.method} {request.target}\n{traceback.format_exc()}")
            return text_answer(500, self.failures[-1])

    def _later(self, is_cut_off: Callable[[], bool], work: Callable[[], object]) -> None:
        """Do work in a thread of its own after a wait, unless that is cut off."""
        listener = self._listener
        if listener is None:
            return

        def wait() -> None:
            if not is_cut_off():
                work()

        listener.spawn("late", wait)
