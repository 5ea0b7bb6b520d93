"""Have the hosts of an aggregate fetch images before they are needed."""

from __future__ import annotations

import click

from mini_nova.commands.nova._kinds.writing import WritingCommand
from mini_nova.compute.resources import aggregates
from mini_nova.context import Context


@click.command("aggregate-cache-images", cls=WritingCommand, since="2.81", help=__doc__)
@click.argument("aggregate")
@click.argument("images", metavar="IMAGE...", nargs=-1, required=True)
@click.pass_obj
def command(context: Context, aggregate: str, images: tuple[str, ...]) -> None:
    """Send one request for all images."""
    from mini_nova.compute.resources.images import Images

    compute = context.compute
    item = aggregates.find(compute, aggregate)
    glance = Images(compute)
    image_ids = [str(glance.find(image)["id"]) for image in images]
    aggregates.cache_images(compute, item, image_ids)
