"""The list of services."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.compute.api.service import compute
from mini_nova_sandbox.http.call import Caller
from mini_nova_sandbox.http.deferred import AnyService, DeferredService
from mini_nova_sandbox.http.service import Service
from mini_nova_sandbox.identity import tokens
from mini_nova_sandbox.identity.service import identity
from mini_nova_sandbox.image.service import image
from mini_nova_sandbox.network.service import network
from mini_nova_sandbox.page.keys import Keys
from mini_nova_sandbox.page.paths import PREFIX as PAGE
from mini_nova_sandbox.placement.versions import PREFIX as PLACEMENT
from mini_nova_sandbox.server.control import control
from mini_nova_sandbox.server.fork_server import ForkServer
from mini_nova_sandbox.server.state_operations import StateOperations
from mini_nova_sandbox.volume.api.service import volume


def services(
    cloud: Cloud,
    forks: ForkServer | None,
    passwords: Mapping[str, str],
    description: Mapping[str, Any],
) -> list[AnyService]:
    """Return OpenStack's services, and the sandbox's page and endpoints.

    Without a fork server, nothing can be forked.

    ``passwords`` are those of admin and demo, and the control key.
    """
    find_caller = partial(tokens.find_caller, cloud)
    keys = Keys(passwords["control"])
    return [
        identity(cloud),
        compute(cloud, find_caller),
        image(cloud, find_caller),
        network(cloud, find_caller),
        volume(cloud, find_caller),
        DeferredService("placement", PLACEMENT, partial(_placement, cloud, find_caller)),
        DeferredService("page", PAGE, partial(_page, cloud, keys)),  # before control's prefix
        control(
            cloud,
            passwords["control"],
            keys,
            description,
            StateOperations(cloud, forks, passwords).operations(),
        ),
    ]


def _page(cloud: Cloud, keys: Keys) -> Service:
    from mini_nova_sandbox.page.service import page  # few sandboxes are looked at

    return page(cloud, keys)


def _placement(cloud: Cloud, find_caller: Callable[[str], Caller | None]) -> Service:
    from mini_nova_sandbox.placement.service import placement  # few clients ask it anything

    return placement(cloud, find_caller)
