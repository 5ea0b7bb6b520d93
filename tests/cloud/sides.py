"""The two sides of a comparison: a real OpenStack and a sandbox, and how their answers differ."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import pytest
import requests

from tests.cloud.conftest import GIVEN
from tests.cloud.image_calls import furnish_images, remove_images
from tests.cloud.placement_calls import furnish_placement, remove_provider
from tests.cloud.shapes import differences, shape
from tests.cloud.volume_calls import furnish_volumes, remove_volumes
from tests.sandbox.process import SandboxProcess

IMAGE = "e540ef5b-baf0-417e-b6c2-3a0364af25d5"
LIMIT = 300.0  # seconds, on a busy machine
KEYPAIR = f"shape-{os.getpid()}"  # others may try the same cloud
HEADER = {
    "compute": "compute",
    "block-storage": "volume",
    "placement": "placement",
}  # the services in the version header


class Side:
    """One of the two clouds: logged in as admin, with a server, a keypair and a server group of
    the test's own.
    """

    def __init__(self, auth_url: str, password: str, user: str, project: str) -> None:
        self.session = requests.Session()
        self.session.trust_env = False
        self.root = auth_url.rstrip("/").removesuffix("/v3")
        named = {"name": user, "domain": {"name": "Default"}}
        identity = {"methods": ["password"], "password": {"user": {**named, "password": password}}}
        scope = {"project": {"name": project, "domain": {"name": "Default"}}}
        login = self.session.post(
            f"{self.root}/v3/auth/tokens",
            json={"auth": {"identity": identity, "scope": scope}},
            timeout=LIMIT,
        )
        assert login.status_code == 201, login.text
        self.session.headers["X-Auth-Token"] = self.session.headers["X-Subject-Token"] = (
            login.headers["X-Subject-Token"]
        )
        token = login.json()["token"]
        self.urls = {
            service["type"]: next(
                one["url"] for one in service["endpoints"] if one["interface"] == "public"
            ).rstrip("/")
            for service in token["catalog"]
        }
        self.urls["identity"] = self.root
        self.words = {"project": token["project"]["id"], "user": token["user"]["id"]}
        self.words["keypair"] = KEYPAIR

    def furnish(self) -> None:
        """What the calls are about."""
        networks = self("network", "GET", "/v2.0/networks").json()["networks"]
        self.words["network"] = next(  # others' networks come and go
            one["id"] for one in networks if one["shared"] and one["subnets"]
        )
        self.words["router"] = self("network", "GET", "/v2.0/routers").json()["routers"][0]["id"]
        group = {"server_group": {"name": "shape", "policies": ["anti-affinity"]}}
        self.words["group"] = self("compute", "POST", "/os-server-groups", group, "2.1").json()[
            "server_group"
        ]["id"]
        self("compute", "DELETE", "/os-keypairs/{keypair}", None, "2.1")
        assert (
            self(
                "compute", "POST", "/os-keypairs", {"keypair": {"name": KEYPAIR}}, "2.1"
            ).status_code
            == 200
        )
        server = {
            "name": "shape",
            "imageRef": IMAGE,
            "flavorRef": "6",
            "metadata": {"a": "b"},
            "key_name": KEYPAIR,
            "networks": [{"uuid": self.words["network"]}],
            "security_groups": [{"name": "default"}],
        }
        self.words["server"] = self(
            "compute", "POST", "/servers", {"server": server}, "2.1"
        ).json()["server"]["id"]
        end = time.monotonic() + LIMIT
        while (
            status := self("compute", "GET", "/servers/{server}", None, "2.1").json()["server"][
                "status"
            ]
        ) == "BUILD":
            assert time.monotonic() < end
            time.sleep(0.2)
        assert status == "ACTIVE"
        actions = self(
            "compute", "GET", "/servers/{server}/os-instance-actions", None, "2.1"
        ).json()["instanceActions"]
        self.words["request"] = actions[-1]["request_id"]
        self.words |= furnish_volumes(self)
        self.words |= furnish_images(self)
        self.words |= furnish_placement(self)

    def clear(self) -> None:
        """Takes it away again."""
        remove_volumes(self)
        remove_images(self)
        remove_provider(self)
        for path in ("/servers/{server}", "/os-keypairs/{keypair}", "/os-server-groups/{group}"):
            self("compute", "DELETE", path, None, "2.1")
        self.session.close()

    def __call__(
        self, service: str, method: str, path: str, body: Any = None, version: str = ""
    ) -> requests.Response:
        name = HEADER.get(service, "")
        headers = {"OpenStack-API-Version": f"{name} {version}"} if version else {}
        text = json.dumps(body)
        for word, value in self.words.items():
            path = path.replace(f"{{{word}}}", value)
            text = text.replace(f"{{{word}}}", value)
        url = self.urls[service] + path
        filled = json.loads(text)
        return self.session.request(method, url, json=filled, headers=headers, timeout=LIMIT)


Sides = tuple[Side, Side]
AnySide = TypeVar("AnySide", bound=Side)


@contextmanager
def logged_in(
    folder: Path, log_in: Callable[[str, str, str, str], AnySide]
) -> Iterator[tuple[AnySide, AnySide]]:
    """The real cloud and a sandbox with its state in a folder, each logged in to as admin."""
    pytest.importorskip("uvicorn", reason="the sandbox is an extra: pip install '.[sandbox]'")
    real = log_in(
        GIVEN["OS_AUTH_URL"], GIVEN["OS_PASSWORD"], GIVEN["OS_USERNAME"], GIVEN["OS_PROJECT_NAME"]
    )
    with SandboxProcess(folder / "state", "--pace", "0") as process:
        url = f"{process.url}/identity/v3"
        yield real, log_in(url, process.password("admin"), "admin", "admin")


@contextmanager
def furnished(folder: Path) -> Iterator[Sides]:
    """The two, with what the calls are about, which is taken away at the end."""
    with logged_in(folder, Side) as sides:
        for side in sides:
            side.furnish()
        yield sides
        for side in sides:
            side.clear()


def compared(real: requests.Response, ours: requests.Response) -> list[str]:
    """How two answers differ: their status first, then their shape."""
    if real.status_code != ours.status_code:
        return [f"status {ours.status_code}, the real one {real.status_code}"]
    return differences(_body(real), _body(ours))


def _body(answer: requests.Response) -> Any:
    try:
        return shape(answer.json())
    except ValueError:
        return "no JSON" if answer.content else "nothing"
