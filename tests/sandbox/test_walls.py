"""The walls: who is not answered, what is not read, what one project does not see of another, what is never written down."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
import requests

from mini_nova_sandbox.server.app import rejection
from tests.sandbox.asgi_client import Api, send
from tests.sandbox.process import SandboxProcess

IMAGE = "e540ef5b-baf0-417e-b6c2-3a0364af25d5"
SERVER = {"server": {"name": "vm", "imageRef": IMAGE, "flavorRef": "6"}}


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
def test_other_hosts_and_sites_are_shut_out(api: Api, headers: dict[str, str]) -> None:
    assert rejection(headers, 8700)
    assert send(api.app, "GET", "/compute", headers=headers).status == 403


def test_no_answer_invites_other_sites(api: Api) -> None:
    answer = api("GET", "/compute/v2.1/servers", headers={"origin": "http://127.0.0.1:8700"})
    assert answer.status == 200
    assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize("service", ["identity", "compute", "image", "network", "sandbox"])
def test_nothing_but_versions_and_logins_is_open(api: Api, service: str) -> None:
    found = next(one for one in api.app.services if one.name == service)
    open_paths = set()
    for operation in found.operations:
        path = operation.path.replace("{", "").replace("}", "").replace(":path", "")
        prefix = "/compute/v2.1" if service == "compute" else found.prefix
        answer = api(
            operation.method,
            prefix + path,
            {},
            user="",
            version="2.96" if service == "compute" else "",
        )
        if operation.public:
            open_paths.add((operation.method, operation.path))
        else:
            assert answer.status == 401, (operation.method, path, answer)
    assert {path for method, path in open_paths if method == "POST"} <= {
        "/v3/auth/tokens",
        "/v2.0/tokens",
    }
    assert len(open_paths) <= 7


@pytest.mark.parametrize("token", ["x", "", "é", "0" * 5000])
def test_a_token_that_is_none_is_refused(api: Api, token: str) -> None:
    answer = api("GET", "/compute/v2.1/servers", user="", headers={"X-Auth-Token": token})
    assert answer.status == 401


@pytest.mark.parametrize("method", ["PATCH", "OPTIONS", "TRACE", "BREW", "HEAD"])
def test_odd_methods_are_refused_like_others(api: Api, method: str) -> None:
    assert api(method, "/compute/v2.1/servers", user="").status == 401
    assert api(method, "/compute/v2.1/servers").status == (200 if method == "HEAD" else 405)


@pytest.mark.parametrize(
    "value",
    [
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
    ],
)
def test_odd_headers_break_nothing(api: Api, value: str) -> None:
    names = (
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
    for path in (
        "/compute/v2.1/servers",
        "/identity/v1.1",
        "/identity/v3/auth/tokens",
        "/image/v2/images",
        "/network/v2.0/ports",
    ):
        for name in names:
            assert api("GET", path, headers={name: value}).status < 500, (path, name)


def test_random_bytes_on_the_socket_break_nothing(sandbox: SandboxProcess) -> None:
    import random
    import socket

    host, port = sandbox.url.removeprefix("http://").split(":")
    source = random.Random(1)
    for _ in range(100):
        with socket.create_connection((host, int(port)), timeout=5) as raw:
            start = source.choice(
                [
                    b"",
                    b"GET /compute/",
                    b"POST /compute/v2.1/servers HTTP/1.1\r\n",
                    b"PRI * HTTP/2.0\r\n",
                ]
            )
            raw.sendall(start + source.randbytes(source.randint(1, 400)) + b"\r\n\r\n")
    assert sandbox.compute("GET", "/servers").status_code == 200
    assert "Traceback" not in sandbox.log.read_text()


def test_another_projects_things_are_not_there(api: Api) -> None:
    server = api("POST", "/compute/v2.1/servers", SERVER).json["server"]["id"]
    api.work()
    port = api("GET", "/network/v2.0/ports").json["ports"][0]["id"]
    group = api("GET", "/network/v2.0/security-groups").json["security_groups"][0]["id"]
    image = api("POST", "/image/v2/images", {"name": "own"}).json["id"]
    for path in (
        f"/compute/v2.1/servers/{server}",
        f"/compute/v2.1/servers/{server}/os-interface",
        f"/compute/v2.1/servers/{server}/os-instance-actions",
        f"/network/v2.0/ports/{port}",
        f"/network/v2.0/security-groups/{group}",
        f"/image/v2/images/{image}",
        f"/image/v2/images/{image}/file",
    ):
        assert api("GET", path, user="demo").status == 404, path
    assert api("DELETE", f"/compute/v2.1/servers/{server}", user="demo").status == 404
    assert (
        api("POST", f"/compute/v2.1/servers/{server}/action", {"os-stop": None}, user="demo").status
        == 404
    )
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
def test_admins_matters_are_forbidden_to_others(api: Api, method: str, path: str) -> None:
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
def test_a_body_that_makes_no_sense_is_refused_in_novas_shape(
    api: Api, raw: bytes, status: int
) -> None:
    answer = api("POST", "/compute/v2.1/servers", raw=raw)
    assert answer.status == status
    ((kind, fault),) = answer.json.items()
    assert kind == {400: "badRequest", 413: "overLimit"}[status]
    assert fault["code"] == status
    assert fault["message"]


def test_a_refusal_does_not_repeat_a_secret(api: Api) -> None:
    secret = "canary" * 100
    server = {**SERVER["server"], "adminPass": secret}
    answers = [
        api("POST", "/compute/v2.1/servers", {"server": server}),
        api(
            "POST",
            "/compute/v2.1/servers",
            {"server": {**SERVER["server"], "adminPass": "canary", "unknown": 1}},
        ),
        api(
            "POST",
            "/identity/v3/auth/tokens",
            {"auth": {"identity": {"methods": ["password"], "password": {"user": secret}}}},
            user="",
        ),
        api(
            "POST",
            "/identity/v2.0/tokens",
            {"auth": {"passwordCredentials": {"username": 1, "password": secret}}},
            user="",
        ),
    ]
    assert [answer.status for answer in answers] == [400, 400, 400, 400]
    assert not [answer for answer in answers if b"canary" in answer.content]


def test_every_answer_names_its_request(api: Api) -> None:
    for path in (
        "/compute/v2.1/servers",
        "/compute/v2.1/nowhere",
        "/image/v2/images",
        "/network/v2.0/ports",
        "/identity/v3",
    ):
        assert api("GET", path).headers["x-openstack-request-id"].startswith("req-")


def test_files_are_private_and_secrets_stay_in_them(tmp_path: Path) -> None:
    with SandboxProcess(tmp_path / "state", "--pace", "0", "--log-level", "debug") as sandbox:
        body = {
            **SERVER["server"],
            "networks": "auto",
            "adminPass": "canary-admin-pass",
            "user_data": "Y2FuYXJ5",
        }
        sandbox.compute("POST", "/servers", {"server": body})
        sandbox.settled()
        token = str(sandbox.session.headers["X-Auth-Token"])
        sandbox.session.get(f"{sandbox.url}/identity/v2.0/tokens/{token}", timeout=30)
        secrets = [
            token,
            "canary-admin-pass",
            *(sandbox.password(name) for name in ("admin", "demo", "control")),
        ]
        command_line = Path(f"/proc/{sandbox.pid}/cmdline").read_bytes().decode()
        log = sandbox.log.read_text()
        assert stat.S_IMODE((tmp_path / "state").stat().st_mode) == 0o700
        for path in (tmp_path / "state").rglob("*"):
            if path.is_file():
                assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path
    assert not [secret for secret in secrets if secret in log or secret in command_line]
    database = b"".join(path.read_bytes() for path in (tmp_path / "state").glob("sandbox.sqlite*"))
    assert token.encode() not in database
    assert secrets[2].encode() not in database


def test_it_listens_on_this_machine_only(sandbox: SandboxProcess) -> None:
    port = int(sandbox.url.rsplit(":", 1)[1])
    listening = [
        line.split()[1]
        for line in Path("/proc/net/tcp").read_text().splitlines()[1:]
        if line.split()[3] == "0A"
    ]
    assert f"0100007F:{port:04X}" in listening
    assert f"00000000:{port:04X}" not in listening


def test_a_second_one_on_the_same_state_is_refused(sandbox: SandboxProcess) -> None:
    second = SandboxProcess(sandbox.state_dir)
    second_log = sandbox.state_dir.with_suffix(".log")
    with pytest.raises(AssertionError, match="already runs"):
        second.start()
    assert second.end() == 3
    second.session.close()
    assert "already runs" in second_log.read_text()
    assert sandbox.compute("GET", "/servers").status_code == 200


def test_a_slow_client_keeps_nobody_waiting(sandbox: SandboxProcess) -> None:
    import socket

    host, port = sandbox.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as slow:
        slow.sendall(
            f"POST /compute/v2.1/servers HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Length: 100\r\n\r\n{{".encode()
        )
        assert sandbox.compute("GET", "/servers").status_code == 200


def test_planned_faults_do_what_they_say(sandbox: SandboxProcess) -> None:
    sandbox.control(
        "POST",
        "/faults",
        {
            "name": "status",
            "path": "/compute/*/servers",
            "method": "GET",
            "status": 503,
            "count": 2,
        },
    )
    assert [sandbox.compute("GET", "/servers").status_code for _ in range(3)] == [503, 503, 200]
    sandbox.control(
        "POST", "/faults", {"name": "lose", "method": "POST", "path": "/compute/*/servers"}
    )
    with pytest.raises(requests.ConnectionError):
        sandbox.compute("POST", "/servers", {"server": {**SERVER["server"], "networks": "auto"}})
    assert [one["name"] for one in sandbox.settled()] == ["vm"]
    sandbox.control("POST", "/faults", {"name": "hang", "seconds": 0.3, "path": "/compute/*"})
    with pytest.raises(requests.ConnectionError):
        sandbox.compute("GET", "/servers")
    assert sandbox.control("GET", "/faults")["planned"] == []


def test_a_fault_of_the_catalog_stays_over_a_restart(sandbox: SandboxProcess) -> None:
    sandbox.control("POST", "/faults", {"name": "catalog.region-case"})
    sandbox.end()
    sandbox.start()
    catalog = sandbox.session.get(f"{sandbox.url}/identity/v3/auth/catalog", timeout=30).json()[
        "catalog"
    ]
    assert {
        one["region"]
        for service in catalog
        if service["type"] == "compute"
        for one in service["endpoints"]
    } == {"regionOne"}
    sandbox.control("DELETE", "/faults/catalog.region-case")
    assert "regionOne" not in json.dumps(
        sandbox.session.get(f"{sandbox.url}/identity/v3/auth/catalog", timeout=30).json()
    )


def test_idle_it_leaves(tmp_path: Path) -> None:
    sandbox = SandboxProcess(tmp_path / "state", "--pace", "0", "--idle", "1")
    sandbox.start()
    sandbox.session.close()
    assert sandbox._process is not None
    assert sandbox._process.wait(15) == 0
    assert not (tmp_path / "state" / "running.json").exists()


def test_idle_it_uses_no_processor_time(sandbox: SandboxProcess) -> None:
    import time

    def ticks() -> int:
        fields = Path(f"/proc/{sandbox.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return int(fields[11]) + int(fields[12])

    time.sleep(0.3)
    before = ticks()
    time.sleep(1.5)
    assert ticks() - before <= 1
