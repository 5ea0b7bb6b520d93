"""A plugin for pytest: the fixture ``openstack_cloud`` is a clean cloud for each test.

Every pytest run of its user loads this module, so it imports next to nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from mini_nova_sandbox.testing.cloud import OpenStackCloud
    from mini_nova_sandbox.testing.clouds import Clouds

OPTIONS = {
    "pace": "Seconds that a server spends in each state; default 0.",
    "hosts": "Number of compute hosts; default 2.",
    "seed": "Number that makes ids, addresses and passwords the same in each test; default none.",
}
MARKER = (
    "openstack_cloud(pace, hosts, seed): the options of the cloud that the fixture openstack_cloud"
    " gives to this test"
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the options for pytest's file of settings."""
    for name, description in OPTIONS.items():
        parser.addini(f"openstack_cloud_{name}", f"openstack_cloud: {description}", default="")


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marker."""
    config.addinivalue_line("markers", MARKER)


@pytest.fixture(scope="session")
def _openstack_clouds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clouds]:
    """The sandboxes of this session: one for each set of options, started when it is needed."""
    from mini_nova_sandbox.testing.clouds import Clouds

    with Clouds(tmp_path_factory.mktemp("openstack-cloud")) as clouds:
        yield clouds


@pytest.fixture
def openstack_cloud(
    request: pytest.FixtureRequest, _openstack_clouds: Clouds
) -> Iterator[OpenStackCloud]:
    """An OpenStack cloud without servers: ``env``, ``clouds_yaml``, ``sdk()``, ``cli()``, ``url``."""
    from mini_nova_sandbox.testing.process import SandboxUnusable

    try:
        cloud = _openstack_clouds.clean(_options(request))
    except SandboxUnusable as error:
        pytest.fail(str(error), pytrace=False)
    yield cloud
    cloud.close()


def _options(request: pytest.FixtureRequest) -> dict[str, str]:
    """Return the options of a test: those of its marker, and the settings' for the rest."""
    marker = request.node.get_closest_marker("openstack_cloud")
    values: dict[str, Any] = dict(marker.kwargs) if marker else {}
    unknown = sorted(values.keys() - OPTIONS.keys())
    if unknown or (marker and marker.args):
        names = ", ".join(OPTIONS)
        pytest.fail(f"the marker openstack_cloud takes {names}, each by its name", pytrace=False)
    for name in OPTIONS:
        setting = request.config.getini(f"openstack_cloud_{name}")
        if setting:
            values.setdefault(name, setting)
    return {name: str(value) for name, value in values.items() if value is not None}
