"""The page's service: its files, the trade of a key for a session, and what the page asks for.

Everything but the files and the trade needs the session's cookie. The cookie's name has the port,
because browsers send the cookies of one port of 127.0.0.1 to all of its ports.
"""

from __future__ import annotations

from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import urlsplit

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.http import planned_faults
from mini_nova_sandbox.http.call import Answer, Call, Caller
from mini_nova_sandbox.http.errors import Forbidden
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.http.refusals import plain_refusal
from mini_nova_sandbox.http.service import Address, Service
from mini_nova_sandbox.page import accounts, files
from mini_nova_sandbox.page.details import details
from mini_nova_sandbox.page.feed import Streams
from mini_nova_sandbox.page.keys import SESSION_SECONDS, Keys
from mini_nova_sandbox.page.launches import Launches
from mini_nova_sandbox.page.paths import PREFIX

SPECTATOR = Caller("", "page", "system", "", "", frozenset({"admin"}), "")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
TRADE: Mapping[str, Any] = {
    "type": "object",
    "properties": {"key": {"type": "string", "maxLength": 200}},
    "required": ["key"],
    "additionalProperties": False,
}
LAUNCH: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "user": {"type": "string", "enum": list(accounts.USERS)},
        "body": {"type": "object"},
    },
    "required": ["user", "body"],
    "additionalProperties": False,
}


class Page:
    """The handlers of the page's operations."""

    def __init__(self, cloud: Cloud, keys: Keys) -> None:
        self._keys = keys
        self._launches = Launches(cloud)
        self._streams = Streams(cloud)
        port = urlsplit(cloud.root).port
        self._cookie = f"mini-nova-sandbox-{port}"

    def service(self, cloud: Cloud) -> Service:
        """Return the service."""
        return Service(
            name="page",
            prefix=PREFIX,
            operations=self._operations(),
            cloud=cloud,
            refusal=plain_refusal,
            find_caller=lambda session: SPECTATOR if self._keys.is_session(session) else None,
            parse_address=lambda path, _headers: Address(path or "/"),
            answer_headers=lambda _address, _request_id: HEADERS,
            read_token=self._read_session,
        )

    def _operations(self) -> list[Operation]:
        return [
            Operation("GET", "/", files.page, public=True),
            Operation("GET", "/static/{name}", files.static, public=True),
            Operation("POST", "/session", self.trade, schema=TRADE, public=True),
            Operation("GET", "/session", self.session),
            Operation("GET", "/events", self.events),
            Operation("POST", "/launches", self.launch, schema=LAUNCH),
            Operation("GET", "/servers/{id}", self.show),
            Operation("POST", "/servers/{id}/reboot", self.reboot),
            Operation("DELETE", "/servers/{id}", self.delete),
            *planned_faults.OPERATIONS,
        ]

    def trade(self, call: Call) -> Answer:
        """Trade a one-time key for a session."""
        session = self._keys.redeem(call.body["key"])
        if session is None:
            raise Forbidden("This key has been used already, or is too old.")
        cookie = (
            f"{self._cookie}={session}; Path={PREFIX}; Max-Age={SESSION_SECONDS:.0f};"
            " HttpOnly; SameSite=Strict"
        )
        return Answer(204, headers={"set-cookie": cookie})

    def session(self, call: Call) -> Answer:
        """Answer what the page says about the sandbox: the session is good."""
        settings = call.cloud.settings
        return Answer(
            body={
                "url": call.cloud.root,
                "driver": settings.driver,
                "pace": settings.pace,
                "idle": settings.idle,
            }
        )

    async def events(self, _call: Call) -> Answer:
        """Answer the stream of events."""
        headers = {"content-type": "text/event-stream; charset=utf-8"}
        return Answer(headers=headers, stream=self._streams.events())

    async def launch(self, call: Call) -> Answer:
        """Send a request for new servers to compute, as a user of the sandbox."""
        exchange = await self._launches.launch(call.body["user"], call.body["body"])
        return Answer(body=exchange.view())

    async def show(self, call: Call) -> Answer:
        """Answer the details of a server, deleted or not."""
        instance = self._launches.find(call.path["id"])
        exchange = self._launches.exchange_of(instance)
        return Answer(body=await details(call.cloud, instance, exchange))

    async def reboot(self, call: Call) -> Answer:
        """Reboot a server."""
        exchange = await self._launches.reboot(self._launches.find(call.path["id"]))
        return Answer(body=exchange.view())

    async def delete(self, call: Call) -> Answer:
        """Delete a server."""
        exchange = await self._launches.delete(self._launches.find(call.path["id"]))
        return Answer(body=exchange.view())

    def _read_session(self, headers: Mapping[str, str]) -> str:
        """Return the session in a request's cookies; '' if there is none."""
        try:
            cookies = SimpleCookie(headers.get("cookie", ""))
        except CookieError:
            return ""
        cookie = cookies.get(self._cookie)
        return "" if cookie is None else cookie.value


def page(cloud: Cloud, keys: Keys) -> Service:
    """Return the page's service."""
    return Page(cloud, keys).service(cloud)
