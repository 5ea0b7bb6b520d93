"""The access in the answers of every version of the identity service."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given

from mini_nova_auth.access import answers
from mini_nova_auth.access.access import Access, Reference
from mini_nova_auth.clock import Reading
from mini_nova_auth.errors import AuthToolkitError, ProtocolError
from mini_nova_auth.testing import PROJECT, TOKEN, USER, v1_headers, v2_access, v3_token
from mini_nova_auth.testing import access as some_access
from tests.auth.support import json_values

URL = "http://cloud.example:5000/v3"
LOGIN_TIME = 1_795_449_666.0  # Mon, 23 Nov 2026 16:01:06 GMT
READING = Reading(5000.0, 100.0, "boot")
KEYS = (
    "access",
    "token",
    "id",
    "name",
    "user",
    "project",
    "tenant",
    "domain",
    "roles",
    "catalog",
    "serviceCatalog",
    "expires_at",
)
# A present-day Keystone's answer to a login for a project, with fewer services and shorter ids.
KEYSTONE = {
    "token": {
        "methods": ["password"],
        "user": {
            "domain": {"id": "default", "name": "Default"},
            "id": "24d43e7f6b4f4d2a81b998f5460bc857",
            "name": "admin",
            "password_expires_at": None,
        },
        "audit_ids": ["Gic3enuNT72cR-0VNQuqWw"],
        "expires_at": "2026-11-23T17:01:06.000000Z",
        "issued_at": "2026-11-23T16:01:06.000000Z",
        "project": {
            "domain": {"id": "default", "name": "Default"},
            "id": "cd767c7cc1654dfcba4b0b20e13e01e8",
            "name": "admin",
        },
        "is_domain": False,
        "roles": [{"id": "3d9746c7", "name": "admin"}, {"id": "90fcc525", "name": "member"}],
        "catalog": [
            {
                "endpoints": [
                    {
                        "id": interface[:2],
                        "interface": interface,
                        "region_id": "RegionOne",
                        "url": "http://127.0.0.1:8774/v2.1",
                        "region": "RegionOne",
                    }
                    for interface in ("public", "internal")
                ],
                "id": "42f2",
                "type": "compute",
                "name": "nova",
            }
        ],
    }
}
KEYSTONE_HEADERS = {
    "X-Subject-Token": TOKEN,
    "Date": "Mon, 23 Nov 2026 16:01:06 GMT",
    "Vary": "X-Auth-Token",
}

# The contract's `_format_authenticate`: an Essex Keystone's answer.
ESSEX = {
    "access": {
        "token": {
            "id": TOKEN,
            "expires": "2026-11-23T17:01:06Z",
            "tenant": {"id": "1c56", "name": "demo", "enabled": True, "description": None},
        },
        "user": {
            "id": "u1",
            "name": "alice",
            "username": "alice",
            "roles": [{"name": "Member"}],
            "roles_links": [],
        },
        "serviceCatalog": [
            {
                "name": "nova",
                "type": "compute",
                "endpoints": [
                    {
                        "tenantId": "1c56",
                        "region": "RegionOne",
                        "publicURL": "http://172.30.51.164:8774/v1.1/1c56",
                        "internalURL": "http://10.0.0.1:8774/v1.1/1c56",
                        "adminURL": "http://10.0.0.1:8774/v1.1/1c56",
                    }
                ],
                "endpoints_links": [],
            }
        ],
    }
}


def v3(body: Any, headers: dict[str, str] | None = None) -> Access:
    """The access in a v3 answer."""
    return answers.from_v3(
        URL, {"x-subject-token": TOKEN} if headers is None else headers, body, taken=READING
    )


def v2(body: Any) -> Access:
    """The access in a v2.0 answer."""
    return answers.from_v2(URL, {}, body, taken=READING)


def test_the_answer_of_keystone() -> None:
    login = v3(KEYSTONE, KEYSTONE_HEADERS)
    assert (login.token, login.version, login.auth_url, login.roles) == (
        TOKEN,
        "3",
        URL,
        ("admin", "member"),
    )
    assert login.user == Reference(
        "24d43e7f6b4f4d2a81b998f5460bc857", "admin", "default", "Default"
    )
    assert login.project == Reference(
        "cd767c7cc1654dfcba4b0b20e13e01e8", "admin", "default", "Default"
    )
    assert (login.domain, login.system) == (Reference(), False)
    assert (login.expires, login.server_time, login.taken) == (
        LOGIN_TIME + 3600,
        LOGIN_TIME,
        READING,
    )
    assert [endpoint.interface for endpoint in login.catalog.services[0].endpoints] == [
        "public",
        "internal",
    ]


def test_the_answer_in_the_contract() -> None:
    login = v2(ESSEX)
    assert (login.token, login.version, login.roles) == (TOKEN, "2", ("Member",))
    assert (login.user, login.project) == (Reference("u1", "alice"), Reference("1c56", "demo"))
    assert login.expires == LOGIN_TIME + 3600
    assert login.catalog.services[0].endpoints[0].url == "http://172.30.51.164:8774/v1.1/1c56"


def test_an_unscoped_v3_answer_has_no_project_and_no_catalog() -> None:
    headers, body = v3_token(project=None)
    login = v3(body, headers)
    assert (login.project, login.roles, login.catalog.services) == (Reference(), (), ())


def test_an_unscoped_v2_answer_has_no_project_and_no_catalog() -> None:
    _, body = v2_access(tenant=None)
    login = v2(body)
    assert (login.project, login.roles, login.catalog.services) == (Reference(), (), ())


def test_domain_and_system_scopes() -> None:
    _, domain = v3_token(project=None, domain={"id": "d1", "name": "Sales"})
    _, system = v3_token(project=None, system={"all": True})
    assert v3(domain).domain == Reference("d1", "Sales")
    assert (v3(domain).system, v3(system).system) == (False, True)


def test_ids_and_names_may_be_missing_or_numbers() -> None:
    body = {
        "token": {
            "user": {"name": "alice"},
            "project": {"id": 42},
            "roles": [{"id": "r"}, {"name": "member"}, None],
        }
    }
    login = v3(body)
    assert (login.user, login.project) == (Reference(name="alice"), Reference(id="42"))
    assert (login.roles, login.expires) == (("member",), None)


@pytest.mark.parametrize(
    ("tenant", "project"),
    [
        ("t1", Reference("t1")),
        ({"name": "demo"}, Reference(name="demo")),
        (None, Reference()),
        (7, Reference("7")),
    ],
)
def test_a_tenant_may_be_an_id_or_half_an_object(tenant: object, project: Reference) -> None:
    assert v2({"access": {"token": {"id": TOKEN, "tenant": tenant}}}).project == project


def test_a_v2_user_may_have_a_username_only() -> None:
    assert v2(
        {"access": {"token": {"id": TOKEN}, "user": {"username": "alice"}}}
    ).user == Reference(name="alice")


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-23T17:01:06Z",
        "2026-11-23T17:01:06.000000Z",
        "2026-11-23T18:01:06+01:00",
        "2026-11-23T17:01:06",
    ],
)
def test_the_expiry_in_every_spelling(text: str) -> None:
    assert v3({"token": {"expires_at": text}}).expires == LOGIN_TIME + 3600


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("3600", 3600.0), ("", None), ("soon", None), ("-1", None), ("9" * 40, None), ("٣", None)],
)
def test_the_lifetime_of_a_v1_token(text: str, seconds: float | None) -> None:
    headers = {**v1_headers(), "X-Auth-Token-Expires": text}
    assert (
        answers.from_v1(URL, headers, user="a", project="b", taken=READING).seconds_left(READING)
        == seconds
    )


def test_the_two_urls_of_v1_make_two_services() -> None:
    headers = v1_headers(
        management_url="http://h:8774/v1.1/p1", storage_url="http://h:8080/v1/AUTH_demo"
    )
    login = answers.from_v1(URL, headers, user="alice", project="demo", taken=READING)
    assert [(service.type, service.name) for service in login.catalog.services] == [
        ("compute", "nova"),
        ("object-store", "swift"),
    ]
    assert login.project == Reference("p1", "demo")


@pytest.mark.parametrize(
    "management_url",
    [
        "http://h:8774",
        "http://h:8774/v1.1",
        "http://h:8774/v1.1/",
        "http://controller/",
        "http://controller",
    ],
)
def test_a_v1_url_without_a_project_leaves_the_projects_name(management_url: str) -> None:
    login = answers.from_v1(
        URL, v1_headers(management_url=management_url), user="alice", project="demo", taken=READING
    )
    assert login.project.id == "demo"


def test_a_v1_token_may_be_the_storage_token() -> None:
    headers = {"X-Storage-Token": TOKEN, "X-Storage-Url": "http://h:8080/v1/AUTH_demo"}
    assert answers.from_v1(URL, headers, user="alice", project="", taken=READING).token == TOKEN


def test_an_error_does_not_quote_a_password_in_the_url() -> None:
    url = "http://alice:s3cr3t@cloud.example:5000/v3"
    attempts: tuple[Callable[[], Access], ...] = (
        lambda: answers.from_v1(url, {}, user="alice", project="", taken=READING),
        lambda: answers.from_v1(
            url, {"X-Auth-Token": TOKEN}, user="alice", project="", taken=READING
        ),
        lambda: answers.from_v2(url, {}, {}, taken=READING),
        lambda: answers.from_v3(url, {}, {}, taken=READING),
    )
    for attempt in attempts:
        with pytest.raises(ProtocolError) as caught:
            attempt()
        assert "s3cr3t" not in str(caught.value)


@given(json_values(*KEYS))
def test_any_v3_body_is_an_access_or_an_error(value: Any) -> None:
    for body in (value, {"token": value}):
        try:
            assert v3(body).token == TOKEN
        except AuthToolkitError as error:
            assert error.message  # noqa: PT017 - either outcome is right


@given(json_values(*KEYS), json_values(*KEYS))
def test_any_v2_body_is_an_access_or_an_error(value: Any, token: Any) -> None:
    token_with_id = {**token, "id": TOKEN} if isinstance(token, dict) else token
    for body in (value, {"access": value}, {"access": {"token": token_with_id, "user": value}}):
        try:
            assert v2(body).version == "2"
        except AuthToolkitError as error:
            assert error.message  # noqa: PT017 - either outcome is right


def test_the_builders_use_their_own_names() -> None:
    login = some_access()
    assert (login.project.id, login.user.name) == (PROJECT["id"], USER["name"])
