"""The endpoint of a service by the settings, chosen once for a login."""

import pytest

from mini_nova_auth import testing
from mini_nova_auth.access import choice
from mini_nova_auth.errors import EndpointNotFound
from mini_nova_auth.settings import endpoint as endpoint_module
from mini_nova_auth.settings.endpoint import Endpoints, choose_endpoint
from tests.auth.support import settings_of

COMPUTE = "http://cloud.example:8774/v2.1"


def test_the_catalogs_endpoint_is_chosen() -> None:
    choice = choose_endpoint(settings_of(), testing.access(), "compute")
    assert choice.endpoint.url == COMPUTE


def test_an_override_wins() -> None:
    settings = settings_of(compute_endpoint_override="http://mine/v2.1")
    choice = choose_endpoint(settings, testing.access(), "compute")
    assert (choice.endpoint.url, choice.why) == (
        "http://mine/v2.1",
        "given in the settings: http://mine/v2.1",
    )


def test_another_region_has_none() -> None:
    with pytest.raises(EndpointNotFound):
        choose_endpoint(settings_of(region_name="Elsewhere"), testing.access(), "compute")


def test_an_endpoint_is_chosen_once_for_a_login(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen: list[str] = []

    def choose(services: object, service_type: str, **options: str) -> choice.Choice:
        chosen.append(service_type)
        return choice.choose(services, service_type, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(endpoint_module, "choose", choose)
    endpoints = Endpoints(settings_of())
    access = testing.access()
    for _ in range(3):
        assert endpoints.choose(access, "compute").endpoint.url == COMPUTE
        endpoints.choose(access, "image")
    assert chosen == ["compute", "image"]
    endpoints.choose(testing.access("new"), "compute")
    assert chosen == ["compute", "image", "compute"]
