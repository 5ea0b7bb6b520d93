"""v1: credentials in headers, the answer in headers, and referrals by 305."""

import pytest

from mini_nova_auth.access.access import Access
from mini_nova_auth.errors import AuthToolkitError, ProtocolError
from mini_nova_auth.methods.v1_password import MAX_REFERRALS, V1Password
from mini_nova_auth.testing import PROJECT, TOKEN, answer, drive, v1_headers
from mini_nova_auth.wire.message import Request, Response

from .refusals import CASES, SECRET, refusal_of

URL = "https://cloud.example/auth/v1.0"


def log_in(
    *answers: Response, url: str = URL, project: str = "demo"
) -> tuple[list[Request], Access]:
    """Alice's login."""
    return drive(V1Password(url, "alice", SECRET, project), *answers)


def test_the_credentials_are_headers_of_a_get() -> None:
    requests, _ = log_in(answer(204, headers=v1_headers()))
    assert requests == [
        Request(
            "GET",
            URL,
            {"X-Auth-User": "alice", "X-Auth-Key": SECRET, "X-Auth-Project-Id": "demo"},
            is_login=True,
        )
    ]


def test_without_a_project_its_header_is_omitted() -> None:
    requests, _ = log_in(answer(200, headers=v1_headers()), project="")
    assert set(requests[0].headers) == {"X-Auth-User", "X-Auth-Key"}


@pytest.mark.parametrize("status", [200, 204])
def test_a_successful_login_gives_access_to_compute(status: int) -> None:
    _, access = log_in(answer(status, headers=v1_headers()))
    assert (access.token, access.version, access.auth_url, access.expires) == (
        TOKEN,
        "1",
        URL,
        None,
    )
    assert (access.user.name, access.project.name, access.project.id) == (
        "alice",
        "demo",
        PROJECT["id"],
    )
    compute = access.catalog.services[0]
    assert (compute.type, compute.endpoints[0].url) == (
        "compute",
        f"http://cloud.example:8774/v1.1/{PROJECT['id']}",
    )


def test_a_referral_gets_the_same_request_and_its_address_is_the_auth_url() -> None:
    requests, access = log_in(
        answer(305, headers={"location": "/elsewhere/v1.0"}), answer(204, headers=v1_headers())
    )
    assert [request.url for request in requests] == [URL, "https://cloud.example/elsewhere/v1.0"]
    assert requests[0].headers == requests[1].headers
    assert access.auth_url == "https://cloud.example/elsewhere/v1.0"


def test_a_referral_may_name_another_host() -> None:
    there = "https://other.example:8443/v1.0"
    requests, _ = log_in(
        answer(305, headers={"Location": there}), answer(204, headers=v1_headers())
    )
    assert requests[1].url == there


def test_a_referral_from_http_to_https_is_followed() -> None:
    there = answer(305, headers={"Location": "https://cloud.example/v1.0"})
    requests, _ = log_in(there, answer(204, headers=v1_headers()), url="http://cloud.example/v1.0")
    assert requests[1].url == "https://cloud.example/v1.0"


def test_a_referral_away_from_tls_is_refused_before_the_key_is_sent() -> None:
    with pytest.raises(ProtocolError, match="not encrypted") as caught:
        log_in(answer(305, headers={"Location": "http://cloud.example/v1.0"}))
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    "location", [None, "", "ftp://cloud.example/v1.0", "http://[::1/v1.0", "mailto:a@b"]
)
def test_an_unusable_referral_is_a_protocol_error(location: str | None) -> None:
    headers = {} if location is None else {"Location": location}
    with pytest.raises(ProtocolError, match="without a usable Location"):
        log_in(answer(305, headers=headers))


def test_referrals_in_circles_end() -> None:
    circle = [answer(305, headers={"Location": URL})] * (MAX_REFERRALS + 1)
    with pytest.raises(ProtocolError, match="in circles"):
        log_in(*circle)


def test_the_maximum_number_of_referrals_is_followed() -> None:
    hops = [answer(305, headers={"Location": f"/hop-{hop}"}) for hop in range(MAX_REFERRALS)]
    requests, _ = log_in(*hops, answer(204, headers=v1_headers()))
    assert len(requests) == MAX_REFERRALS + 1


@pytest.mark.parametrize(("refusal", "kind"), CASES)
def test_refusals(refusal: Response, kind: type[AuthToolkitError]) -> None:
    error = refusal_of(V1Password(URL, "alice", SECRET, "demo"), refusal)
    assert type(error) is kind


@pytest.mark.parametrize(
    "headers", [{}, {"X-Auth-Token": TOKEN}, {"X-Server-Management-Url": "http://h/v1.1/p"}]
)
def test_a_login_without_token_or_url_is_a_protocol_error(headers: dict[str, str]) -> None:
    with pytest.raises(ProtocolError):
        log_in(answer(200, headers=headers))


def test_the_key_is_not_in_a_repr() -> None:
    assert SECRET not in repr(V1Password(URL, "alice", SECRET))
