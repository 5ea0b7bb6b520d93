"""All operations of Placement."""

from __future__ import annotations

from typing import NoReturn

from mini_nova_sandbox.http.call import Call
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.placement import (
    allocation_api,
    candidates,
    inventory_api,
    membership_api,
    name_api,
    provider_api,
)
from mini_nova_sandbox.placement.operation import forbidden
from mini_nova_sandbox.placement.versions import versions


def reshape(_call: Call) -> NoReturn:
    """Refuse a reshape, which is for services only. Raises Forbidden."""
    raise forbidden("reshaper:reshape")


OPERATIONS = (
    Operation("GET", "/", versions, public=True),
    *provider_api.OPERATIONS,
    *inventory_api.OPERATIONS,
    *membership_api.OPERATIONS,
    *allocation_api.OPERATIONS,
    *candidates.OPERATIONS,
    *name_api.OPERATIONS,
    Operation("POST", "/reshaper", reshape, since=(1, 30)),
)
