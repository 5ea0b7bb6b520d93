"""Resize a server: give it another flavor."""

from __future__ import annotations

from typing import Any

import click

from mini_nova.commands.nova._kinds.server_action import MOVED, server_action
from mini_nova.compute.api import Compute
from mini_nova.compute.resources import flavors


def _body(compute: Compute, flavor: str) -> dict[str, Any]:
    return {"resize": {"flavorRef": flavors.id_of(compute, flavor)}}


command = server_action(__name__, __doc__, _body, until=MOVED, operands=[click.argument("flavor")])
