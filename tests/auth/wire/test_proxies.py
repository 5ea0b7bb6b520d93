"""Proxies of the environment: which counts, what is refused before anything is sent, who is named."""

import importlib.util
import logging
import socket

import pytest

from mini_nova_auth import redact
from mini_nova_auth.errors import Unavailable
from mini_nova_auth.wire import proxies
from mini_nova_auth.wire.message import Request, Response
from mini_nova_auth.wire.proxies import Proxy, proxy_for
from mini_nova_auth.wire.transport import Transport
from tests.local_cloud import Fault, LocalCloud

URL = "http://keystone.invalid:5000/v3"
MALFORMED = [
    "kim:Tr0ub4dor@127.0.0.1:1",
    "http://proxy host:3128",
    "http://127.0.0.1:port",
    "http://kim:Tr0ub4dor/x@127.0.0.1:1",
    "ftp://kim:Tr0ub4dor@127.0.0.1:1",
    "http://kim:Tr0ub4dor@",
    "http://127.0.0.1:3128\r",
]


def get(url: str = URL) -> Response:
    """The answer to a GET that carries a secret."""
    return Transport(user_agent="tests").send(Request("GET", url, {"X-Auth-Token": "t0ken"}))


def closed_port() -> int:
    """A port where nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


@pytest.mark.parametrize(
    ("variables", "url", "variable"),
    [
        ({"http_proxy": "p:1"}, URL, "http_proxy"),
        ({"HTTP_PROXY": "p:1"}, URL, "HTTP_PROXY"),
        ({"ALL_PROXY": "http://p:1"}, URL, "ALL_PROXY"),
        ({"all_proxy": "http://p:1", "http_proxy": "http://p:2"}, URL, "http_proxy"),
        ({"http_proxy": "http://p:1"}, "https://h/", ""),
        ({"http_proxy": "http://p:1", "no_proxy": ".invalid"}, URL, ""),
        ({"http_proxy": "http://p:1"}, "http://127.0.0.1:5000/", ""),
        ({"http_proxy": "http://p:1"}, "http://[::1]:5000/", ""),
        ({"all_proxy": "http://p:1"}, "https://a.LocalHost./", ""),
        ({}, URL, ""),
    ],
)
def test_the_variable_that_counts(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], url: str, variable: str
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    proxy = proxy_for(url)
    assert (proxy.variable if proxy else "") == variable


def test_a_proxy_is_named_without_its_password() -> None:
    proxy = Proxy("http_proxy", "http://kim:Tr0ub4dor@proxy.example:3128")
    assert str(proxy) == "http://proxy.example:3128 (http_proxy)"


@pytest.mark.parametrize("value", MALFORMED)
def test_a_malformed_proxy_is_refused_before_anything_is_sent(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("http_proxy", value)
    with pytest.raises(Unavailable, match="http_proxy is not the address of a proxy") as caught:
        get()
    assert (caught.value.sent, caught.value.passing) == (False, False)
    assert "Tr0ub4dor" not in caught.value.message + caught.value.hint


def test_a_malformed_proxy_is_mentioned_if_it_is_not_needed(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("http_proxy", MALFORMED[0])
    with caplog.at_level(logging.WARNING):
        assert get(f"{cloud.url}/identity/v3").status == 200
    (record,) = caplog.records
    assert "http_proxy" in record.getMessage()
    assert "Tr0ub4dor" not in record.getMessage()


def test_a_socks_proxy_needs_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proxies, "find_spec", lambda name: None)
    monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:1080")
    with pytest.raises(Unavailable, match=r"ALL_PROXY names a SOCKS proxy.* PySocks") as caught:
        get()
    assert (caught.value.sent, caught.value.passing) == (False, False)


@pytest.mark.skipif(importlib.util.find_spec("socks") is None, reason="needs PySocks")
@pytest.mark.parametrize("kind", ["socks5", "socks5h", "socks4"])
def test_a_socks_proxy_that_is_down_is_named(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    address = f"127.0.0.1:{closed_port()}"
    monkeypatch.setenv("all_proxy", f"{kind}://kim:Tr0ub4dor@{address}")
    with pytest.raises(Unavailable) as caught:
        get("http://192.0.2.1:5000/v3")
    assert f"the proxy {kind}://{address} (all_proxy) on the way" in caught.value.message
    assert not caught.value.sent


@pytest.mark.parametrize("url", [URL, "https://keystone.invalid:5000/v3"])
def test_a_proxy_that_is_down_is_named(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    address = f"http://127.0.0.1:{closed_port()}"
    scheme, _, _ = url.partition(":")
    monkeypatch.setenv(f"{scheme}_proxy", address)
    with pytest.raises(Unavailable, match="on the way to") as caught:
        get(url)
    assert f"the proxy {address} ({scheme}_proxy)" in caught.value.message
    assert (caught.value.sent, caught.value.code) == (False, "proxy-failed")


@pytest.mark.parametrize("url", [URL, "https://keystone.invalid:5000/v3"])
def test_a_proxy_that_asks_for_a_password_is_named(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    cloud.faults.add(Fault("*", "", "status", status=407, body="<html>Denied</html>"))
    host = cloud.url.removeprefix("http://")
    scheme, _, _ = url.partition(":")
    monkeypatch.setenv(f"{scheme}_proxy", f"http://kim:Tr0ub4dor@{host}")
    with pytest.raises(Unavailable, match=r"asks for a user and password.*\(HTTP 407\)") as caught:
        get(url)
    assert f"the proxy {cloud.url} ({scheme}_proxy)" in caught.value.message
    assert "Tr0ub4dor" not in redact.text(caught.value.message + caught.value.hint)
    assert not caught.value.sent
