"""Services without Keystone: nothing is asked to log in, and each request carries what was given."""

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
    ("given", "headers"),
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
def test_what_each_request_carries(
    given: dict[str, str], headers: dict[str, str], cache: Cache
) -> None:
    session = connect(settings_of(endpoint=URL, **given), user_agent="tests", cache=cache)
    assert session.access.headers() == headers
    assert session.endpoint("baremetal")(session.access) == URL
    assert cache.entries() == []


def test_no_request_is_made() -> None:
    assert drive(FixedEndpoint(URL, {}))[0] == []


def test_a_secret_is_not_in_a_repr() -> None:
    method = FixedEndpoint(URL, {"X-Auth-Token": "s3cr3t"})
    assert "s3cr3t" not in repr(method) + repr(drive(method)[1])


def test_without_an_address_nothing_can_be_asked() -> None:
    session = connect(settings_of(auth_type="none"), user_agent="tests", cache=None)
    with pytest.raises(ConfigurationError, match="needs a service's address"):
        session.access  # noqa: B018


def test_basic_authentication_needs_a_user_and_a_password() -> None:
    for given in ({"password": "p"}, {"username": "alice"}):
        session = connect(
            settings_of(auth_type="http_basic", endpoint=URL, **given),
            user_agent="tests",
            cache=None,
        )
        with pytest.raises(ConfigurationError):
            session.access  # noqa: B018


def test_a_services_own_address_wins(cloud: LocalCloud) -> None:
    given = settings_of(
        auth_type="none", endpoint=URL, image_endpoint_override="http://glance:9292/"
    )
    session = connect(given, user_agent="tests", cache=None)
    assert session.endpoint("image")(session.access) == "http://glance:9292"
