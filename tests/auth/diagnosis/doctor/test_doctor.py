"""Take the steps in order, and only if those before made them possible."""

import time

import pytest

from mini_nova_auth.testing import answer
from tests.auth.support import settings_of

from .script import KEYSTONE, Examination, token

LOGIN = f"POST {KEYSTONE}/v3/auth/tokens"


def test_a_working_cloud_has_only_good_steps_and_takes_four_requests() -> None:
    run = Examination()
    assert not run.bad
    assert not run.odd
    assert len(run.requests) == 4
    assert [step.subject for step in run.steps if step.mark == "good"] == [
        "settings",
        "connection",
        "versions",
        "login",
        "scope",
        "catalog",
        "microversion",
        "compute",
    ]


def test_a_login_without_an_identity_service() -> None:
    settings = settings_of(auth_type="none", endpoint="http://cloud.example:8774/v2.1")
    run = Examination(settings=settings)
    assert not run.bad
    assert len(run.requests) == 2


def test_object_storage_alone_is_not_a_fault() -> None:
    url = "http://cloud.example:8080/auth/v1.0"
    stored = {"X-Auth-Token": "tk", "X-Storage-Url": "http://cloud.example:8080/v1/AUTH_test"}
    run = Examination(
        {f"GET {url}": answer(200, b"", stored)}, auth_url=url, identity_api_version="1"
    )
    assert not run.bad
    assert run.steps[-1].sentence == "not checked: this v1 login is only for object storage"


def test_the_clock_is_compared_by_the_token_if_no_answer_had_a_date() -> None:
    issued = time.time() + 3720
    run = Examination({LOGIN: token(issued=issued)})
    assert run.step("clock-skew").sentence == "this machine's clock is 62 min behind the cloud's"


@pytest.mark.parametrize(
    ("life", "code"), [(-10, "token-expiring"), (100, "token-expiring"), (3600, "")]
)
def test_a_token_that_expires_soon(life: int, code: str) -> None:
    run = Examination(
        {LOGIN: token(expires_at=formatted(time.time() + life), issued_at=formatted(time.time()))}
    )
    assert [step.code for step in run.odd] == ([code] if code else [])


def formatted(seconds: float) -> str:
    """Format a time as Keystone does."""
    return time.strftime("%Y-%m-%dT%H:%M:%S.000000Z", time.gmtime(seconds))
