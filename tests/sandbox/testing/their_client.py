"""What the tests of somebody's project import; it is copied there as ``client.py``."""

from __future__ import annotations

import json
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from mini_nova_sandbox.testing.cloud import OpenStackCloud

IMAGE = "e540ef5b-baf0-417e-b6c2-3a0364af25d5"


@pytest.fixture(autouse=True)
def note_the_process(openstack_cloud: OpenStackCloud) -> None:
    """Write the process of the sandbox to the file ``pids``."""
    with Path("pids").open("a") as file:
        file.write(f"{openstack_cloud._process._popen.pid}\n")


def send(cloud: OpenStackCloud, method: str, path: str, body: Any = None, token: str = "") -> Any:
    """Send a request, and return the answer's JSON and headers."""
    headers = {"Content-Type": "application/json", "X-Auth-Token": token}
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(cloud.url + path, data, headers, method=method)
    with urllib.request.urlopen(request) as answer:
        return json.load(answer), answer.headers


def login(cloud: OpenStackCloud) -> str:
    """Log in with the cloud's variables, and return the token."""
    name = cloud.env["OS_USERNAME"]
    password = cloud.env["OS_PASSWORD"]
    user = {"name": name, "password": password, "domain": {"id": "default"}}
    scope = {"project": {"name": cloud.env["OS_PROJECT_NAME"], "domain": {"id": "default"}}}
    identity = {"methods": ["password"], "password": {"user": user}}
    body = {"auth": {"identity": identity, "scope": scope}}
    _, headers = send(cloud, "POST", "/identity/v3/auth/tokens", body)
    return str(headers["X-Subject-Token"])


def boot(cloud: OpenStackCloud) -> str:
    """Boot a server, and return its id."""
    server = {"name": "vm", "imageRef": IMAGE, "flavorRef": "1"}
    answer, _ = send(cloud, "POST", "/compute/v2.1/servers", {"server": server}, login(cloud))
    return str(answer["server"]["id"])


def count(cloud: OpenStackCloud, path: str) -> int:
    """Return the number of a list's members, such as ``servers``."""
    answer, _ = send(cloud, "GET", f"/compute/v2.1/{path}", token=login(cloud))
    _, _, name = path.rpartition("-")
    return len(answer[name])
