"""Asks the sandbox as a client would, without a socket."""

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

Asgi = Callable[..., Awaitable[None]]


@dataclass
class Reply:
    """What came back; header names are in lower case."""

    status: int
    headers: dict[str, str]
    content: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.content)


async def ask_async(
    app: Asgi,
    method: str,
    url: str,
    body: Any = None,
    headers: Mapping[str, str] | None = None,
    raw: bytes | None = None,
) -> Reply:
    """One request, in the running loop."""
    content = raw if raw is not None else b"" if body is None else json.dumps(body).encode()
    parts = urlsplit(url)
    given = {
        "host": "127.0.0.1:8700",
        **{name.lower(): value for name, value in (headers or {}).items()},
    }
    if body is not None:
        given.setdefault("content-type", "application/json")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote(parts.path),
        "raw_path": parts.path.encode(),
        "query_string": parts.query.encode(),
        "root_path": "",
        "headers": [
            (name.encode("latin-1"), value.encode("latin-1")) for name, value in given.items()
        ],
        "server": ("127.0.0.1", 8700),
        "client": ("127.0.0.1", 50000),
    }
    inbox = [{"type": "http.request", "body": content, "more_body": False}]
    outbox: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        if inbox:
            return inbox.pop()
        await asyncio.sleep(3600)
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        outbox.append(message)

    await app(scope, receive, send)
    if not outbox:
        return Reply(0, {}, b"")  # the connection was dropped
    start = outbox[0]
    answered = {
        name.decode("latin-1").lower(): value.decode("latin-1") for name, value in start["headers"]
    }
    return Reply(
        start["status"], answered, b"".join(message.get("body", b"") for message in outbox[1:])
    )


def ask(
    app: Asgi,
    method: str,
    url: str,
    body: Any = None,
    headers: Mapping[str, str] | None = None,
    raw: bytes | None = None,
) -> Reply:
    """One request, in a loop of its own."""
    return asyncio.run(ask_async(app, method, url, body, headers, raw))


PASSWORDS = {"admin": "admin-secret", "demo": "demo-secret", "control": "control-key"}


class Api:
    """The application of a cloud; requests carry a token of ``user`` (admin or demo, each in its own project)."""

    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud
        self.dropped: list[Any] = []
        self.app = App(cloud, services(cloud, PASSWORDS["control"], {}), self.dropped.append)
        self._tokens: dict[str, str] = {}
        tables = ("projects", "users", "roles", "role_assignments")
        self._identity = {table: cloud.database.rows(f"SELECT * FROM {table}") for table in tables}

    def token(self, user: str) -> str:
        """A token of a user on its project."""
        if user not in self._tokens:
            self.revive()
            database = self.cloud.database
            user_id = next(row["id"] for row in self._identity["users"] if row["name"] == user)
            project_id = next(
                row["id"] for row in self._identity["projects"] if row["name"] == user
            )
            with database.transaction():
                self._tokens[user] = tokens.issue(
                    self.cloud, user_id, tokens.Scope("project", project_id), ["password"]
                )[0]
        return self._tokens[user]

    def revive(self) -> None:
        """Admin and demo with their roles, whatever was done to them; the next request logs in anew."""
        self._tokens.clear()
        with self.cloud.database.transaction():
            for table, rows in self._identity.items():
                for row in rows:
                    marks = ", ".join("?" * len(row))
                    columns = ", ".join(row)
                    self.cloud.database.run(
                        f"INSERT OR IGNORE INTO {table} ({columns}) VALUES ({marks})", *row.values()
                    )
            for table in ("users", "projects"):
                for row in self._identity[table]:
                    self.cloud.database.run(
                        f"UPDATE {table} SET enabled = 1, name = ? WHERE id = ?",
                        row["name"],
                        row["id"],
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
        """One request; ``user`` '' sends no token."""
        given = dict(headers or {})
        if user:
            given["X-Auth-Token"] = self.token(user)
        if version:
            given["OpenStack-API-Version"] = f"compute {version}"
        return ask(self.app, method, url, body, given, raw)

    def work(self) -> None:
        """Lets the scheduler and the hosts do everything that lies in the queue."""

        async def until_empty() -> None:
            workers.start(self.cloud)
            while not self.cloud.queue.is_empty:
                await asyncio.sleep(0.005)
            await self.cloud.queue.close()

        self.cloud.queue = Queue(self.cloud.database)
        asyncio.run(asyncio.wait_for(until_empty(), 30))
        self.cloud.queue = Queue(self.cloud.database)
