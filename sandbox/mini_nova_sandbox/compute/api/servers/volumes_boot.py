"""``os-volumes_boot``: the old name of ``/servers``, gone from 2.103 on."""

from __future__ import annotations

from dataclasses import replace

from mini_nova_sandbox.compute.api.microversions import NO_VOLUMES_BOOT, before
from mini_nova_sandbox.compute.api.servers import actions, deletion, servers
from mini_nova_sandbox.http.operation import Operation

OLD_NAME = "/os-volumes_boot"


def _renamed(operation: Operation) -> Operation:
    path = operation.path.replace("/servers", OLD_NAME, 1)
    return replace(operation, path=path, until=before(NO_VOLUMES_BOOT))


OPERATIONS = tuple(
    _renamed(operation)
    for module in (servers, deletion, actions)
    for operation in module.OPERATIONS
)
