"""What the page asks of the cloud: to launch servers, and to reboot and delete them.

Each is a request to the sandbox's own compute API, as Horizon would send it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.http.errors import NotFound
from mini_nova_sandbox.page import accounts
from mini_nova_sandbox.page.accounts import Account
from mini_nova_sandbox.page.exchange import TOKEN_HEADER, Exchange, Headers, send
from mini_nova_sandbox.state.database import Row

COMPUTE = "/compute/v2.1"
OPERATOR = "admin"
MAX_LAUNCHES = 200  # whose requests and answers are kept
REBOOT = {"reboot": {"type": "HARD"}}


class Launches:
    """The latest launches, by the reservation that their servers share."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud
        self._exchanges: OrderedDict[str, Exchange] = OrderedDict()

    async def launch(self, user: str, body: Mapping[str, Any]) -> Exchange:
        """Create servers as a user, and keep the request with its answer. Raises Conflict."""
        exchange = await self._send(user, "POST", "/servers", body)
        reservation = self._reservation(exchange.answer)
        if reservation:
            self._exchanges[reservation] = exchange
        while len(self._exchanges) > MAX_LAUNCHES:
            self._exchanges.popitem(last=False)
        return exchange

    async def reboot(self, instance: Row) -> Exchange:
        """Reboot a server as an admin. Raises Conflict."""
        return await self._send(OPERATOR, "POST", f"/servers/{instance['uuid']}/action", REBOOT)

    async def delete(self, instance: Row) -> Exchange:
        """Delete a server as an admin. Raises Conflict."""
        return await self._send(OPERATOR, "DELETE", f"/servers/{instance['uuid']}", None)

    def exchange_of(self, instance: Row) -> Exchange | None:
        """Return the exchange that launched a server; None unless the page did, not long ago."""
        return self._exchanges.get(instance["reservation_id"])

    def find(self, uuid: str) -> Row:
        """Return a server's row, deleted or not. Raises NotFound."""
        row = self._cloud.database.row("SELECT * FROM instances WHERE uuid = ?", uuid)
        if row is None:
            raise NotFound(f"Instance {uuid} could not be found.")
        return row

    async def _send(self, user: str, method: str, path: str, body: Any) -> Exchange:
        with accounts.token(self._cloud, user) as (token, account):
            headers = _headers(token, account, has_body=body is not None)
            return await send(self._cloud, method, f"{COMPUTE}{path}", headers, body)

    def _reservation(self, answer: Any) -> str:
        """Return the reservation of the server in an answer; '' if it has none."""
        server = answer.get("server") if isinstance(answer, dict) else None
        if not server:
            return ""
        return str(self.find(server["id"])["reservation_id"])


def _headers(token: str, account: Account, *, has_body: bool) -> Headers:
    """Return the headers that Horizon's client sends."""
    headers = [
        ("X-Auth-Project-Id", account.project_id),
        (TOKEN_HEADER, token),
        ("User-Agent", "python-novaclient"),
        ("Accept", "application/json"),
    ]
    if has_body:
        headers.append(("Content-Type", "application/json"))
    return headers
