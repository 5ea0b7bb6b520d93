"""Services without Keystone: no request logs in, and each request carries the credentials."""

import pytest

from mini_nova_auth.connection import connect
from mini_nova_auth.errors import ConfigurationError
from mini_nova_auth.login.cache import Cache
from mini_nova_auth.methods.fixed_endpoint import FixedEndpoint
from mini_nova_auth.testing import drive
from tests.auth.support import settings_of
from tests.local_cloud import LocalCloud

URL = "http://ironic:6385"


@pytest.mark.parametrize(
    ("values", "headers"),
    [
        ({"auth_type": "none"}, {}),
        ({"auth_type": "noauth"}, {}),
        (
            {"auth_type": "http_basic", "username": "alice", "password": "p:w"},
            {"Authorization": "Basic YWxpY2U6cDp3"},
        ),
        ({"auth_type": "admin_token", "token": "t"}, {"X-Auth-Token": "t"}),
        ({"auth_type": "token_endpoint", "token": "t"}, {"X-Auth-Token": "t"}),
        ({"token": "t"}, {"X-Auth-Token": "t"}),
    ],
)
def test_the_headers_of_each_request(
    values: dict[str, str], headers: dict[str, str], cache: Cache
) -> None:
    session = connect(settings_of(endpoint=URL, **values), user_agent="tests", cache=cache)
    assert session.access.headers() == headers
    assert session.endpoint("baremetal")(session.access) == URL
    assert cache.entries() == []


def test_logging_in_sends_nothing() -> None:
    assert drive(FixedEndpoint(URL, {}))[0] == []


def test_a_secret_is_not_in_a_repr() -> None:
    method = FixedEndpoint(URL, {"X-Auth-Token": "s3cr3t"})
    assert "s3cr3t" not in repr(method) + repr(drive(method)[1])


def test_a_missing_address_is_reported() -> None:
    session = connect(settings_of(auth_type="none"), user_agent="tests", cache=None)
    with pytest.raises(ConfigurationError, match="needs a service's address"):
        session.access  # noqa: B018


def test_basic_authentication_needs_a_user_and_a_password() -> None:
    for values in ({"password": "p"}, {"username": "alice"}):
        session = connect(
            settings_of(auth_type="http_basic", endpoint=URL, **values),
            user_agent="tests",
            cache=None,
        )
        with pytest.raises(ConfigurationError):
            session.access  # noqa: B018


def test_a_services_own_address_overrides_the_fixed_one(cloud: LocalCloud) -> None:
    values = settings_of(
        auth_type="none", endpoint=URL, image_endpoint_override="http://glance:9292/"
    )
    session = connect(values, user_agent="tests", cache=None)
    assert session.endpoint("image")(session.access) == "http://glance:9292"
