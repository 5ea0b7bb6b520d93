"""The microversion that the settings ask for."""

import pytest

from mini_nova_auth.settings.microversion import microversion
from tests.auth.support import settings_of


@pytest.mark.parametrize(
    ("settings", "service", "version"),
    [
        ({"compute_api_version": "2.60"}, "compute", "2.60"),
        ({"compute_api_version": "2.latest"}, "compute", "latest"),
        ({"compute_api_version": "2"}, "compute", ""),
        ({"compute_api_version": "2.0"}, "compute", ""),
        ({"compute_api_version": "2.60"}, "image", ""),
        ({"bare_metal_default_microversion": "1.80"}, "baremetal", "1.80"),
        ({"volume_default_microversion": "latest"}, "block-storage", "latest"),
        ({"volume_default_microversion": "three"}, "block-storage", ""),
        ({}, "compute", ""),
    ],
)
def test_the_microversion_of_a_service(
    settings: dict[str, str], service: str, version: str
) -> None:
    assert microversion(settings_of(**settings), service) == version
