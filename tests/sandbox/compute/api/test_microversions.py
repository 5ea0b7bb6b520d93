"""The microversion that a request names."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from mini_nova_sandbox.compute.api import microversions
from mini_nova_sandbox.http.call import Microversion
from mini_nova_sandbox.http.errors import ApiError, BadRequest, NotAcceptable


@pytest.mark.parametrize(
    ("headers", "version"),
    [
        ({}, (2, 1)),
        ({"openstack-api-version": "compute 2.53"}, (2, 53)),
        ({"openstack-api-version": "compute latest"}, (2, 104)),
        ({"openstack-api-version": "image 2.5, compute 2.10"}, (2, 10)),
        ({"openstack-api-version": "image 2.5"}, (2, 1)),
        ({"x-openstack-nova-api-version": "2.40"}, (2, 40)),
        (
            {"openstack-api-version": "compute 2.3", "x-openstack-nova-api-version": "2.40"},
            (2, 3),
        ),
    ],
)
def test_the_requested_version(headers: Mapping[str, str], version: Microversion) -> None:
    assert microversions.requested_version(headers) == version


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("2", BadRequest),
        ("2.01", BadRequest),
        ("\u0662.\u0661", BadRequest),
        ("2.1 2.2", BadRequest),
        ("2.0", NotAcceptable),
        ("2.105", NotAcceptable),
        ("3.1", NotAcceptable),
    ],
)
def test_other_versions_are_refused(text: str, error: type[ApiError]) -> None:
    with pytest.raises(error):
        microversions.requested_version({"openstack-api-version": f"compute {text}"})


def test_the_version_before_another() -> None:
    assert microversions.before(microversions.NO_PROXIES) == (2, 35)
