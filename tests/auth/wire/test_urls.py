"""The rules about URLs: validity, origins, hosts, versions, redirects, paging links."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mini_nova_auth.errors import AuthToolkitError, ConfigurationError
from mini_nova_auth.wire import urls
from mini_nova_auth.wire.urls import Origin, check_url, is_local, is_private, origin

COMPUTE = "http://cloud.example/compute/v2.1/p1"


@pytest.mark.parametrize(
    "url", ["http://h", "https://h:5000/v3", "HTTP://h", "http://[::1]:5000/v3", "http://user@h/v3"]
)
def test_valid_urls_pass(url: str) -> None:
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
def test_anything_else_is_a_configuration_error(url: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        check_url(url)
    assert caught.value.hint


def test_a_missing_scheme_is_named() -> None:
    with pytest.raises(ConfigurationError, match="no http:// or https://"):
        check_url("cloud.example:5000/v3")


@pytest.mark.parametrize(
    "url",
    ["ftp://alice:s3cr3t@h", "http://alice:s3cr3t@h:port/v3", "alice:s3cr3t@cloud.example:5000/v3"],
)
def test_a_password_in_a_url_is_not_quoted(url: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        check_url(url)
    assert "s3cr3t" not in str(caught.value)


@given(st.text(max_size=30) | st.text(max_size=20).map("http://{}".format))
def test_any_text_passes_or_is_a_configuration_error(url: str) -> None:
    try:
        check_url(url)
    except ConfigurationError as error:
        assert error.message  # noqa: PT017 - either outcome is right


@pytest.mark.parametrize(
    ("url", "expected"),
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
def test_an_origin(url: str, expected: Origin | None) -> None:
    assert origin(url) == expected


@given(st.text())
def test_any_text_has_an_origin_or_none(text: str) -> None:
    source = origin(text)
    assert source is None or source.host


@pytest.mark.parametrize(
    "host",
    ["localhost", "Localhost.", "api.localhost", "127.0.0.1", "127.1.2.3", "::1", "0.0.0.0"],
)
def test_hosts_that_are_this_machine(host: str) -> None:
    assert is_local(host)


@pytest.mark.parametrize(
    "host", ["10.1.0.4", "192.168.1.1", "fd00::1", "controller", "nova.internal", "a.lan."]
)
def test_hosts_of_a_private_network(host: str) -> None:
    assert is_private(host)
    assert not is_local(host)


@pytest.mark.parametrize(
    "host", ["8.8.8.8", "2606:4700::1", "api.cloud.example", "internal.example"]
)
def test_hosts_of_the_internet(host: str) -> None:
    assert not is_private(host)
    assert not is_local(host)


def test_schemes_are_swapped() -> None:
    assert urls.swap_scheme("http://h:5000/v3") == "https://h:5000/v3"
    assert urls.swap_scheme("https://h:5000/v3") == "http://h:5000/v3"


@pytest.mark.parametrize(
    ("url", "target", "leaves"),
    [
        ("https://h/", "http://h/", True),
        ("https://h/", "ftp://h/", True),
        ("https://h/", "https://i/", False),
        ("http://h/", "http://h/", False),
        ("http://h/", "https://h/", False),
    ],
)
def test_leaving_tls(url: str, target: str, leaves: bool) -> None:
    assert urls.leaves_tls(url, target) is leaves


@pytest.mark.parametrize(
    ("reference", "target"),
    [
        ("/v3", "http://h:5000/v3"),
        ("v3", "http://h:5000/identity/v3"),
        ("https://i/v3", "https://i/v3"),
        ("//i/v3", "http://i/v3"),
        ("", ""),
        ("http://[::1/v3", ""),
    ],
)
def test_the_target_of_a_reference(reference: str, target: str) -> None:
    assert urls.join("http://h:5000/identity/", reference) == target


@pytest.mark.parametrize(
    ("target", "may_follow"),
    [
        ("http://h:5000/v3", True),
        ("http://H:5000/v3", True),
        ("https://h:5000/v3", True),
        ("https://h/v3", False),
        ("https://h:5001/v3", False),
        ("http://h:5001/v3", False),
        ("http://i:5000/v3", False),
        ("https://i/v3", False),
        ("ftp://h:5000/v3", False),
        ("", False),
    ],
)
def test_redirects_stay_on_their_origin_or_go_to_tls(target: str, may_follow: bool) -> None:
    assert urls.may_follow("http://h:5000/", target) is may_follow


@pytest.mark.parametrize(
    ("url", "target", "may_follow"),
    [
        ("http://h/", "https://h/", True),
        ("http://h:80/", "https://h:443/", True),
        ("http://h/", "https://h:8443/", False),
        ("http://h:8080/", "https://h/", False),
        ("http://h/", "https://h:80/", True),
    ],
)
def test_redirects_to_tls_stay_on_their_port_or_the_default_one(
    url: str, target: str, may_follow: bool
) -> None:
    assert urls.may_follow(url, target) is may_follow


def test_redirects_never_leave_tls() -> None:
    assert not urls.may_follow("https://h/", "http://h/")
    assert not urls.may_follow("https://h/", "https://h:8443/")


@pytest.mark.parametrize(
    ("url", "segment"),
    [
        ("http://h/v2/p1", "p1"),
        ("http://h/v2/p1/", "p1"),
        ("http://h", ""),
        ("http://[::1/p1", ""),
    ],
)
def test_the_last_segment(url: str, segment: str) -> None:
    assert urls.last_segment(url) == segment


@pytest.mark.parametrize(
    ("url", "number"),
    [
        ("http://h/identity/v3", (3, 0)),
        ("http://h/v2.1/p1", (2, 1)),
        ("http://h/v1/v2.0", (2, 0)),
        ("http://h/", None),
        ("http://v3.h/identity", None),
    ],
)
def test_the_version_in_a_url(url: str, number: tuple[int, int] | None) -> None:
    assert urls.version_in(url) == number


@pytest.mark.parametrize(
    ("url", "plain_url"),
    [
        ("http://h/identity/v3", "http://h/identity"),
        ("http://h:5000/v2.0/", "http://h:5000"),
        ("http://h/identity/", "http://h/identity"),
        ("http://h/v3/users", "http://h/v3/users"),
    ],
)
def test_a_url_without_its_version(url: str, plain_url: str) -> None:
    assert urls.without_version(url) == plain_url


@given(st.text(max_size=20).map("http://{}".format) | st.text(max_size=20))
def test_any_url_has_a_version_or_none_or_is_refused(url: str) -> None:
    try:
        urls.version_in(url)
        urls.without_version(url)
    except AuthToolkitError as error:
        assert error.message  # noqa: PT017 - either outcome is right


@pytest.mark.parametrize("url", ["http://[::1/v2.1", "http://h]/v3"])
def test_a_malformed_url_is_a_configuration_error(url: str) -> None:
    with pytest.raises(ConfigurationError):
        urls.version_in(url)
    with pytest.raises(ConfigurationError):
        urls.without_version(url)


@pytest.mark.parametrize(
    ("link", "path"),
    [
        (f"{COMPUTE}/servers?marker=a&limit=1", "/servers?marker=a&limit=1"),
        ("http://inside:8774/v2.1/p1/servers?marker=a", "/servers?marker=a"),
        ("/v2.1/p1/servers?marker=a", "/servers?marker=a"),
        ("https://other.example/compute/v2.1/p1/servers?marker=a", "/servers?marker=a"),
        ("/v2/images?marker=a", "/v2/images?marker=a"),
        ("http://[::1/servers", ""),
        ("servers?marker=a", ""),
        ("", ""),
        ("5", ""),
    ],
)
def test_a_link_is_made_relative_to_the_base(link: str, path: str) -> None:
    assert urls.path_below(COMPUTE, link) == path


@given(
    st.text() | st.text().map("http://h/{}".format),
    st.sampled_from([COMPUTE, "http://h", "http://h:9292/"]),
)
def test_any_link_is_a_path_on_the_same_host_or_nothing(link: str, base_url: str) -> None:
    path = urls.path_below(base_url, link)
    assert path == "" or path.startswith("/")
    assert json.dumps(path)
