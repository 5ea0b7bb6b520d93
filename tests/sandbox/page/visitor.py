"""A browser's part in the page's protocol, without a browser: a key, a cookie, and requests."""

from __future__ import annotations

from typing import Any

from tests.sandbox.asgi_client import PASSWORDS, Api, Reply, send

PAGE = "/sandbox/page"
IMAGE = "e540ef5b-baf0-417e-b6c2-3a0364af25d5"


def page_key(api: Api) -> str:
    """Return a new one-time key, as ``sandbox open`` gets it."""
    headers = {"Authorization": f"Bearer {PASSWORDS['control']}"}
    answer = api("POST", "/sandbox/page-key", user="", headers=headers)
    assert answer.status == 201
    _, _, key = str(answer.json["url"]).partition("#key=")
    return key


def trade(api: Api, key: str) -> Reply:
    """Trade a key."""
    return send(api.app, "POST", f"{PAGE}/session", {"key": key})


class Visitor:
    """Somebody with a session."""

    def __init__(self, api: Api) -> None:
        self._api = api
        cookie = trade(api, page_key(api)).headers["set-cookie"]
        self.cookie, _, _ = cookie.partition(";")

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> Reply:
        """Send a request to the page's endpoints."""
        all_headers = {"cookie": self.cookie, **headers}
        return send(self._api.app, method, f"{PAGE}{path}", body, all_headers)

    def launch(self, user: str = "admin", **members: Any) -> Any:
        """Launch a server and return the exchange."""
        server = {"name": "vm", "imageRef": IMAGE, "flavorRef": "6", **members}
        answer = self("POST", "/launches", {"user": user, "body": {"server": server}})
        assert answer.status == 200, answer.content
        return answer.json

    def details(self, exchange: Any) -> Any:
        """Return the details of the server that an exchange has launched."""
        return self("GET", f"/servers/{exchange['answer']['body']['server']['id']}").json
