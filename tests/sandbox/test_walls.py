"""The walls: who gets no answer, what is not read, and what stays hidden between projects."""

from __future__ import annotations

import pytest

from mini_nova_sandbox.server.app import rejection
from tests.sandbox.asgi_client import Api, send

IMAGE = "e540ef5b-baf0-417e-b6c2-3a0364af25d5"
SERVER = {"name": "vm", "imageRef": IMAGE, "flavorRef": "6"}
ODD_VALUES = [
    "",
    " ",
    "\xff" * 3000,
    "a, b",
    "compute",
    "compute 2.1, compute 2.x",
    "0",
    "-1",
    "1e9",
    "é",
    "{}",
]
HEADERS = (
    "OpenStack-API-Version",
    "X-OpenStack-Nova-API-Version",
    "Content-Type",
    "Accept",
    "X-Auth-User",
    "X-Auth-Key",
    "X-Auth-Project-Id",
    "X-Subject-Token",
    "If-Match",
    "Range",
    "Expect",
    "Cookie",
    "X-Forwarded-For",
    "Forwarded",
)
PATHS = (
    "/compute/v2.1/servers",
    "/identity/v1.1",
    "/identity/v3/auth/tokens",
    "/image/v2/images",
    "/network/v2.0/ports",
)


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.example:8700"},
        {"host": "127.0.0.1:9999"},
        {"host": "127.0.0.1"},
        {"host": ""},
        {"host": "127.0.0.1:8700", "origin": "http://evil.example"},
        {"host": "127.0.0.1:8700", "origin": "null"},
        {"host": "127.0.0.1:8700", "sec-fetch-site": "cross-site"},
        {"host": "127.0.0.1:8700", "sec-fetch-site": "same-site"},
    ],
)
def test_other_hosts_and_web_sites_are_rejected(api: Api, headers: dict[str, str]) -> None:
    assert rejection(headers, 8700)
    assert send(api.app, "GET", "/compute", headers=headers).status == 403


def test_no_answer_invites_web_sites(api: Api) -> None:
    answer = api("GET", "/compute/v2.1/servers", headers={"origin": "http://127.0.0.1:8700"})
    assert answer.status == 200
    assert not [name for name in answer.headers if name.startswith("access-control")]


ROOTS = {"compute": "/compute/v2.1", "volume": "/volume/v3"}
NEWEST = {"compute": "2.96", "volume": "3.71"}


@pytest.mark.parametrize("name", ["identity", "compute", "image", "network", "volume", "sandbox"])
def test_only_versions_and_logins_are_public(api: Api, name: str) -> None:
    (service,) = [service for service in api.app.services if service.name == name]
    prefix = ROOTS.get(name, service.prefix)
    version = NEWEST.get(name, "")
    public = []
    for operation in service.operations:
        if operation.public:
            public.append((operation.method, operation.path))
            continue
        path = operation.path.replace("{", "").replace("}", "").replace(":path", "")
        answer = api(operation.method, prefix + path, {}, user="", version=version)
        assert answer.status == 401, (operation.method, path, answer)
    posts = {path for method, path in public if method == "POST"}
    assert posts <= {"/v3/auth/tokens", "/v2.0/tokens", "/v3/users/{id}/password"}
    assert len(public) <= 10


@pytest.mark.parametrize("token", ["x", "", "é", "0" * 5000])
def test_an_invalid_token_is_refused(api: Api, token: str) -> None:
    answer = api("GET", "/compute/v2.1/servers", user="", headers={"X-Auth-Token": token})
    assert answer.status == 401


@pytest.mark.parametrize("method", ["PATCH", "OPTIONS", "TRACE", "BREW", "HEAD"])
def test_odd_methods_need_a_token_and_are_refused(api: Api, method: str) -> None:
    assert api(method, "/compute/v2.1/servers", user="").status == 401
    answer = api(method, "/compute/v2.1/servers")
    assert answer.status == (200 if method == "HEAD" else 404)  # as Nova's router does
    answer = api(method, "/network/v2.0/networks")
    assert answer.status == (200 if method == "HEAD" else 405)


@pytest.mark.parametrize("value", ODD_VALUES)
def test_odd_headers_break_nothing(api: Api, value: str) -> None:
    for path in PATHS:
        for name in HEADERS:
            assert api("GET", path, headers={name: value}).status < 500, (path, name)


def test_the_things_of_another_project_do_not_exist(api: Api) -> None:
    server = api("POST", "/compute/v2.1/servers", {"server": SERVER}).json["server"]["id"]
    api.work()
    port = api("GET", "/network/v2.0/ports").json["ports"][0]["id"]
    group = api("GET", "/network/v2.0/security-groups").json["security_groups"][0]["id"]
    image = api("POST", "/image/v2/images", {"name": "own"}).json["id"]
    server_path = f"/compute/v2.1/servers/{server}"
    for path in (
        server_path,
        f"{server_path}/os-interface",
        f"{server_path}/os-instance-actions",
        f"/network/v2.0/ports/{port}",
        f"/network/v2.0/security-groups/{group}",
        f"/image/v2/images/{image}",
        f"/image/v2/images/{image}/file",
    ):
        assert api("GET", path, user="demo").status == 404, path
    assert api("DELETE", server_path, user="demo").status == 404
    assert api("POST", f"{server_path}/action", {"os-stop": None}, user="demo").status == 404
    assert api("GET", "/compute/v2.1/servers/detail", user="demo").json["servers"] == []
    assert api("GET", "/compute/v2.1/servers?all_tenants=1", user="demo").status == 403
    assert api("GET", "/network/v2.0/ports", user="demo").json["ports"] == []


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/compute/v2.1/os-hypervisors"),
        ("GET", "/compute/v2.1/os-services"),
        ("GET", "/compute/v2.1/os-simple-tenant-usage"),
        ("DELETE", "/compute/v2.1/flavors/6"),
        ("GET", "/identity/v3/users"),
        ("GET", "/identity/v3/projects"),
        ("GET", "/identity/v3/services"),
    ],
)
def test_operations_of_admins_are_forbidden_to_others(api: Api, method: str, path: str) -> None:
    assert api(method, path, user="demo").status == 403


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[]", 400),
        (b"null", 400),
        (b"nan", 400),
        (b'{"server": NaN}', 400),
        (b'{"server": {"name": "\\ud800", "imageRef": "", "flavorRef": "6"}}', 400),
        (b'{"server": {"name": "a\\u0000b", "imageRef": "", "flavorRef": "6"}}', 400),
        (b"\xff\xfe", 400),
        (b"[" * 50_000, 400),
        (b'{"a":' * 100 + b"1" + b"}" * 100, 400),
        (b'{"server": {"max_count": 1' + b"0" * 400 + b"}}", 400),
        (b'"' + b"x" * 120_000 + b'"', 413),
    ],
)
def test_a_malformed_body_is_refused_in_novas_format(api: Api, raw: bytes, status: int) -> None:
    answer = api("POST", "/compute/v2.1/servers", raw=raw)
    assert answer.status == status
    ((kind, fault),) = answer.json.items()
    assert kind == {400: "badRequest", 413: "overLimit"}[status]
    assert fault["code"] == status
    assert fault["message"]


def test_a_refusal_does_not_repeat_a_secret(api: Api) -> None:
    secret = "canary" * 100
    servers = [
        {**SERVER, "adminPass": secret},
        {**SERVER, "adminPass": "canary", "unknown": 1},
    ]
    identity = {"methods": ["password"], "password": {"user": secret}}
    credentials = {"username": 1, "password": secret}
    requests = [
        *(("/compute/v2.1/servers", {"server": server}) for server in servers),
        ("/identity/v3/auth/tokens", {"auth": {"identity": identity}}),
        ("/identity/v2.0/tokens", {"auth": {"passwordCredentials": credentials}}),
    ]
    for path, body in requests:
        answer = api("POST", path, body)
        assert answer.status == 400
        assert b"canary" not in answer.content


@pytest.mark.parametrize("path", ["/compute/v2.1/nowhere", "/identity/v3", *PATHS])
def test_every_answer_has_a_request_id(api: Api, path: str) -> None:
    assert api("GET", path).headers["x-openstack-request-id"].startswith("req-")
