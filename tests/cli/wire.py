"""A cloud of canned answers, for what ``boot`` puts on the wire."""

import json
from typing import Any

import requests
import responses

from mini_nova_auth.testing import AUTH_URL, PROJECT, v1_headers, v3_token
from tests.runner import nova

COMPUTE = "http://cloud.example:8774/v2.1"
OLD_AUTH_URL, OLD_COMPUTE = (
    "http://cloud.example:5000/v1.0",
    f"http://cloud.example:8774/v1.1/{PROJECT['id']}",
)
SERVER = {"id": "7b1bd2a3-8c2b-4b7e-9a80-9a9c4d0ec0a1", "name": "vm", "status": "BUILD"}
LOGIN = ("--os-username", "alice", "--os-password", "secret", "--os-project-name", "demo")


def create_request(*arguments: str, newest: str = "2.104") -> requests.PreparedRequest:
    """The create request that ``boot`` sends to a cloud of today, whose newest microversion is
    given.
    """
    headers, login = v3_token()
    version = {
        "id": "v2.1",
        "min_version": "2.1",
        "version": newest,
        "links": [{"rel": "self", "href": COMPUTE}],
    }
    with responses.RequestsMock() as cloud:
        cloud.post(f"{AUTH_URL}/auth/tokens", status=201, headers=headers, json=login)
        cloud.get(COMPUTE, json={"version": version})
        return _create_request(cloud, COMPUTE, "--os-auth-url", AUTH_URL, *LOGIN, *arguments)


def old_create_request(*arguments: str) -> requests.PreparedRequest:
    """The create request that ``boot`` sends to a cloud of the contract's time: identity v1,
    compute v1.1.
    """
    with responses.RequestsMock() as cloud:
        cloud.get(OLD_AUTH_URL, status=204, headers=v1_headers())
        return _create_request(
            cloud, OLD_COMPUTE, "--os-auth-url", OLD_AUTH_URL, *LOGIN, *arguments
        )


def _create_request(
    cloud: responses.RequestsMock, compute: str, *arguments: str
) -> requests.PreparedRequest:
    cloud.post(f"{compute}/servers", status=202, json={"server": {"id": SERVER["id"]}})
    cloud.get(f"{compute}/servers/{SERVER['id']}", json={"server": SERVER})
    if "-count" in " ".join(arguments):
        cloud.get(f"{compute}/servers/detail", json={"servers": []})
    run = nova(*arguments)
    assert run.exit_code == 0, run.stderr
    (request,) = [call.request for call in cloud.calls if call.request.url == f"{compute}/servers"]
    return request


def sent(request: requests.PreparedRequest) -> Any:
    """The JSON in a request's body."""
    return json.loads(request.body or b"null")
