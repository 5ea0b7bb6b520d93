"""Consoles: output, URLs and their tokens."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.asgi_client import Api
from tests.sandbox.compute.api.steps import BASE, act, boot


@pytest.mark.parametrize(
    ("name", "console_type", "start"),
    [
        ("os-getVNCConsole", "novnc", "http://"),
        ("os-getSPICEConsole", "spice-html5", "http://"),
        ("os-getSerialConsole", "serial", "ws://"),
    ],
)
def test_the_actions_before_2_6(api: Api, name: str, console_type: str, start: str) -> None:
    uuid = boot(api)
    body = {name: {"type": console_type}}
    console = act(api, uuid, body, version="2.5", status=200)["console"]
    assert console["type"] == console_type
    assert console["url"].startswith(start)
    act(api, uuid, {name: {"type": "nope"}}, version="2.5", status=400)
    act(api, uuid, body, version="2.6", status=404)


def remote_console(api: Api, uuid: str, protocol: str, kind: str, version: str) -> Any:
    """Ask for a console from 2.6 on."""
    body = {"remote_console": {"protocol": protocol, "type": kind}}
    return api("POST", f"{BASE}/servers/{uuid}/remote-consoles", body, version=version)


@pytest.mark.parametrize(
    ("protocol", "kind", "version", "status"),
    [
        ("vnc", "novnc", "2.6", 200),
        ("vnc", "xvpvnc", "2.6", 400),
        ("vnc", "serial", "2.6", 400),
        ("serial", "serial", "2.6", 200),
        ("mks", "webmks", "2.7", 400),
        ("mks", "webmks", "2.8", 200),
        ("spice", "spice-direct", "2.98", 400),
        ("spice", "spice-direct", "2.99", 200),
        ("rdp", "rdp-html5", "2.99", 400),
        ("vnc", "novnc", "2.5", 404),
    ],
)
def test_remote_consoles(api: Api, protocol: str, kind: str, version: str, status: int) -> None:
    uuid = boot(api)
    answer = remote_console(api, uuid, protocol, kind, version)
    assert answer.status == status, answer.content
    if status == 200:
        assert answer.json["remote_console"]["type"] == kind


def test_a_token_says_where_its_console_is(api: Api) -> None:
    uuid = boot(api)
    url = remote_console(api, uuid, "spice", "spice-direct", "2.99").json["remote_console"]["url"]
    path = f"{BASE}/os-console-auth-tokens/{url.partition('token=')[2]}"
    console = api("GET", path, version="2.99").json["console"]
    assert console["instance_uuid"] == uuid
    assert "tls_port" in console
    assert "tls_port" not in api("GET", path, version="2.98").json["console"]
    assert api("GET", path, version="2.30").status == 400
    assert api("GET", f"{path}?nope=1", version="2.99").status == 400
    assert api("GET", path, version="2.99", user="demo").status == 403
    assert api("GET", f"{BASE}/os-console-auth-tokens/nope", version="2.99").status == 404


def test_a_server_without_a_host_has_no_console(api: Api) -> None:
    uuid = boot(api, finish=False)
    assert remote_console(api, uuid, "vnc", "novnc", "2.6").status == 409


def test_the_last_lines_of_the_output(api: Api) -> None:
    uuid = boot(api)
    output = act(api, uuid, {"os-getConsoleOutput": {"length": 2}}, status=200)["output"]
    assert len(output.splitlines()) == 2
    act(api, uuid, {"os-getConsoleOutput": {"length": "x"}}, status=400)
