"""The services of the cloud, in one list."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.compute.api.service import compute
from mini_nova_sandbox.http.service import Service
from mini_nova_sandbox.identity.service import identity
from mini_nova_sandbox.identity.tokens import find_caller
from mini_nova_sandbox.image.service import image
from mini_nova_sandbox.network.service import network
from mini_nova_sandbox.server.control import control


def services(cloud: Cloud, control_key: str, about: Mapping[str, Any]) -> list[Service]:
    """Identity, compute, image, network, and the sandbox's own endpoints."""
    known = partial(find_caller, cloud)
    return [
        identity(cloud),
        compute(cloud, known),
        image(cloud, known),
        network(cloud, known),
        control(cloud, control_key, about),
    ]
