"""How the transport verifies servers, and which TLS it speaks."""

from typing import Any, NoReturn

import pytest
import requests

from mini_nova_auth.errors import ConfigurationError, Unavailable
from mini_nova_auth.wire.message import Request
from mini_nova_auth.wire.options import TLS, Timeouts
from mini_nova_auth.wire.transport import Transport
from tests.local_cloud import LocalCloud


def transport(tls: TLS) -> Transport:
    """A transport that waits no longer than a test should."""
    return Transport(user_agent="tests/1", tls=tls, timeouts=Timeouts(5.0, 10.0))


@pytest.fixture
def verified(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """How each request is to verify certificates; none is sent."""
    values: list[Any] = []

    def send(_: object, request: object, verify: Any = None, **__: Any) -> NoReturn:
        values.append(verify)
        raise requests.ConnectionError("not sent")

    monkeypatch.setattr(requests.adapters.HTTPAdapter, "send", send)
    return values


@pytest.mark.parametrize(
    ("tls", "verify"),
    [(TLS(), True), (TLS(verify=False), False), (TLS(cacert="/mine.pem"), "/mine.pem")],
)
def test_how_certificates_are_verified(verified: list[Any], tls: TLS, verify: object) -> None:
    with pytest.raises(Unavailable):
        transport(tls).send(Request("GET", "https://cloud.example/", {}))
    assert verified == [verify]


def test_the_environments_bundle_counts_by_default(
    verified: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/theirs.pem")
    with pytest.raises(Unavailable):
        transport(TLS()).send(Request("GET", "https://cloud.example/", {}))
    assert verified == ["/theirs.pem"]


@pytest.mark.parametrize(
    ("tls", "verify"), [(TLS(verify=False), False), (TLS(cacert="/mine.pem"), "/mine.pem")]
)
@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_an_option_counts_before_the_environments_bundle(
    verified: list[Any], monkeypatch: pytest.MonkeyPatch, variable: str, tls: TLS, verify: object
) -> None:
    monkeypatch.setenv(variable, "/theirs.pem")
    with pytest.raises(Unavailable):
        transport(tls).send(Request("GET", "https://cloud.example/", {}))
    assert verified == [verify]


@pytest.mark.parametrize(
    "tls", [TLS(), TLS(verify=False), TLS(min_version="1.3"), TLS(verify=False, min_version="1.2")]
)
def test_a_server_without_tls_is_unavailable(cloud: LocalCloud, tls: TLS) -> None:
    with pytest.raises(Unavailable, match="TLS with https://127"):
        transport(tls).send(Request("GET", cloud.url.replace("http:", "https:"), {}))


@pytest.mark.parametrize("tls", [TLS(min_version="9"), TLS(ciphers="NONE-SUCH")])
def test_an_unknown_tls_version_is_a_configuration_error(tls: TLS) -> None:
    with pytest.raises(ConfigurationError, match="TLS version or ciphers"):
        transport(tls)


def test_a_missing_ca_file_is_a_configuration_error(cloud: LocalCloud) -> None:
    with pytest.raises(ConfigurationError, match="TLS file"):
        transport(TLS(cacert="/nonexistent.pem")).send(
            Request("GET", cloud.url.replace("http:", "https:"), {})
        )


def test_stricter_tls_also_applies_through_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    strict = transport(TLS(min_version="1.3"))
    adapter = strict._http.get_adapter("https://cloud.example/")
    assert isinstance(adapter, requests.adapters.HTTPAdapter)
    manager = adapter.proxy_manager_for("http://proxy.example:3128")
    assert manager.connection_pool_kw.get("ssl_context") is not None
