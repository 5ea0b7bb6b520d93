"""An address is looked at before anything is sent to it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mini_nova_auth.errors import ConfigurationError
from mini_nova_auth.wire.urls import check_url


@pytest.mark.parametrize(
    "url", ["http://h", "https://h:5000/v3", "HTTP://h", "http://[::1]:5000/v3", "http://user@h/v3"]
)
def test_an_address_passes(url: str) -> None:
    check_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "h:5000/v3",
        "ftp://h",
        "http://",
        "http:///v3",
        "http://h:port/v3",
        "http://h:99999",
        "http://[::1/v3",
        "http://h/a b",
        "http://h\\@i/v3",
        "http://h/\n",
        "//h/v3",
    ],
)
def test_what_is_none_is_a_configuration_error(url: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        check_url(url)
    assert caught.value.hint


def test_a_missing_scheme_is_said_so() -> None:
    with pytest.raises(ConfigurationError, match="no http:// or https://"):
        check_url("cloud.example:5000/v3")


@pytest.mark.parametrize(
    "url",
    ["ftp://alice:s3cr3t@h", "http://alice:s3cr3t@h:port/v3", "alice:s3cr3t@cloud.example:5000/v3"],
)
def test_a_password_in_an_address_is_not_quoted(url: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        check_url(url)
    assert "s3cr3t" not in str(caught.value)


@given(st.text(max_size=30) | st.text(max_size=20).map("http://{}".format))
def test_any_text_passes_or_is_a_configuration_error(url: str) -> None:
    try:
        check_url(url)
    except ConfigurationError as error:
        assert error.message  # noqa: PT017 - either outcome is right
