"""What an address says about where it can be reached from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mini_nova_auth.wire.hosts import Origin, is_local, is_private, origin


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("http://c/v3", Origin("http", "c", 80)),
        ("https://C:8774/", Origin("https", "c", 8774)),
        ("https://[::1]/", Origin("https", "::1", 443)),
        ("ftp://c/", None),
        ("c:5000/v3", None),
        ("http://", None),
        ("http://c:port/", None),
        ("http://[::1/", None),
    ],
)
def test_an_origin(url: str, found: Origin | None) -> None:
    assert origin(url) == found


@pytest.mark.parametrize(
    "host", ["localhost", "api.localhost", "127.0.0.1", "127.1.2.3", "::1", "0.0.0.0"]
)
def test_this_machine(host: str) -> None:
    assert is_local(host)


@pytest.mark.parametrize(
    "host", ["10.1.0.4", "192.168.1.1", "fd00::1", "controller", "nova.internal", "a.lan."]
)
def test_an_inner_network(host: str) -> None:
    assert is_private(host)
    assert not is_local(host)


@pytest.mark.parametrize(
    "host", ["8.8.8.8", "2606:4700::1", "api.cloud.example", "internal.example"]
)
def test_the_internet(host: str) -> None:
    assert not is_private(host)
    assert not is_local(host)


@given(st.text())
def test_any_text_is_an_origin_or_none(text: str) -> None:
    found = origin(text)
    assert found is None or found.host
