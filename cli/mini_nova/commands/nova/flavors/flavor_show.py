"""Show one flavor."""

from collections.abc import Mapping
from typing import Any

import click

from mini_nova.commands.nova._kinds.showing import showing
from mini_nova.commands.nova.flavors._flavor_table import LAST_WITH_FACTOR
from mini_nova.compute.resources import flavors


def _properties(flavor: Mapping[str, Any]) -> Mapping[str, Any]:
    return {key: value for key, value in flavor.items() if key != "links"}


command = showing(
    __name__,
    __doc__,
    flavors.show,
    click.argument("flavor"),
    properties=_properties,
    prefers=LAST_WITH_FACTOR,
)
