"""A client of the sandbox's application that needs no socket."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.identity import tokens
from mini_nova_sandbox.server import workers
from mini_nova_sandbox.server.app import App
from mini_nova_sandbox.server.services import services
from mini_nova_sandbox.state.queue import Queue
from tests.runner import LIMIT

VERSIONED = {"volume": "volume", "placement": "placement"}  # by the first word of a path
Asgi = Callable[..., Awaitable[None]]
PASSWORDS = {"admin": "admin-secret", "demo": "demo-secret", "control": "control-key"}


@dataclass
class Reply:
    """An answer; the names of its headers are in lower case. Status 0: the connection was cut."""

    status: int
    headers: dict[str, str]
    content: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.content)


async def send_async(
    app: Asgi,
    method: str,
    url: str,
    body: Any = None,
    headers: Mapping[str, str] | None = None,
    raw: bytes | None = None,
) -> Reply:
    """Send one request in the running loop; ``raw`` bytes take the place of a JSON body."""
    messages = [{"type": "http.request", "body": _content(body, raw), "more_body": False}]
    answer: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        if messages:
            return messages.pop()
        await asyncio.sleep(3600)
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        answer.append(message)

    await app(_scope(method, url, _headers(headers, body)), receive, send)
    return _reply(answer)


def send(
    app: Asgi,
    method: str,
    url: str,
    body: Any = None,
    headers: Mapping[str, str] | None = None,
    raw: bytes | None = None,
) -> Reply:
    """Send one request in a loop of its own."""
    return asyncio.run(send_async(app, method, url, body, headers, raw))


def _content(body: Any, raw: bytes | None) -> bytes:
    if raw is not None:
        return raw
    return b"" if body is None else json.dumps(body).encode()


def _headers(headers: Mapping[str, str] | None, body: Any) -> list[tuple[bytes, bytes]]:
    values = {"host": "127.0.0.1:8700"}
    for name, value in (headers or {}).items():
        values[name.lower()] = value
    if body is not None:
        values.setdefault("content-type", "application/json")
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in values.items()]


def _scope(method: str, url: str, headers: list[tuple[bytes, bytes]]) -> dict[str, Any]:
    parts = urlsplit(url)
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote(parts.path),
        "raw_path": parts.path.encode(),
        "query_string": parts.query.encode(),
        "root_path": "",
        "headers": headers,
        "server": ("127.0.0.1", 8700),
        "client": ("127.0.0.1", 50000),
    }


def _reply(messages: list[dict[str, Any]]) -> Reply:
    if not messages:
        return Reply(0, {}, b"")
    start, *chunks = messages
    headers = {}
    for name, value in start["headers"]:
        headers[name.decode("latin-1").lower()] = value.decode("latin-1")
    content = b"".join(chunk.get("body", b"") for chunk in chunks)
    return Reply(start["status"], headers, content)


class Api:
    """A client of one cloud: requests carry a token of admin or demo on the user's own project."""

    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud
        self.dropped: list[Any] = []
        self.app = App(cloud, services(cloud, None, PASSWORDS, {}), self.dropped.append)
        self._tokens: dict[str, str] = {}
        tables = ("projects", "users", "roles", "role_assignments")
        self._identity = {table: cloud.database.rows(f"SELECT * FROM {table}") for table in tables}

    def token(self, user: str) -> str:
        """A token of a user on the project of the same name."""
        if user not in self._tokens:
            self.revive()
            scope = tokens.Scope("project", self._id_of("projects", user))
            with self.cloud.database.transaction():
                token, _ = tokens.issue(self.cloud, self._id_of("users", user), scope, ["password"])
            self._tokens[user] = token
        return self._tokens[user]

    def _id_of(self, table: str, name: str) -> str:
        return next(str(row["id"]) for row in self._identity[table] if row["name"] == name)

    def revive(self) -> None:
        """Restore admin and demo with their roles; the next request logs in again."""
        self._tokens.clear()
        database = self.cloud.database
        with database.transaction():
            for table, rows in self._identity.items():
                for row in rows:
                    self._insert_or_ignore(table, row)
            for table in ("users", "projects"):
                for row in self._identity[table]:
                    database.update(table, {"enabled": 1, "name": row["name"]}, id=row["id"])

    def _insert_or_ignore(self, table: str, row: Mapping[str, Any]) -> None:
        marks = ", ".join("?" * len(row))
        columns = ", ".join(row)
        self.cloud.database.run(
            f"INSERT OR IGNORE INTO {table} ({columns}) VALUES ({marks})", *row.values()
        )

    def __call__(
        self,
        method: str,
        url: str,
        body: Any = None,
        *,
        user: str = "admin",
        version: str = "",
        headers: Mapping[str, str] | None = None,
        raw: bytes | None = None,
    ) -> Reply:
        """Send one request; without a token if ``user`` is ''."""
        all_headers = dict(headers or {})
        if user:
            all_headers["X-Auth-Token"] = self.token(user)
        if version:
            service = VERSIONED.get(url.split("/")[1], "compute")
            all_headers["OpenStack-API-Version"] = f"{service} {version}"
        return send(self.app, method, url, body, all_headers, raw)

    def work(self) -> None:
        """Let the scheduler and the hosts empty the queue."""

        async def until_empty() -> None:
            workers.start(self.cloud)
            while not self.cloud.queue.is_empty:
                await asyncio.sleep(0.005)
            await self.cloud.queue.close()

        self.cloud.queue = Queue(self.cloud.database)
        asyncio.run(asyncio.wait_for(until_empty(), LIMIT))
        self.cloud.queue = Queue(self.cloud.database)
