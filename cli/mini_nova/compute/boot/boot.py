"""Booting servers, from names to booked servers: lookups, the body, the booking, and names that look like ids."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from mini_nova.compute.api import Compute
from mini_nova.compute.boot import create_request, nics
from mini_nova.compute.boot.booking import Booked, Booking
from mini_nova.compute.boot.create_request import Wanted
from mini_nova.compute.boot.journal import Journal
from mini_nova.compute.boot.matching import KEY
from mini_nova.compute.boot.recent_boots import Recent
from mini_nova.compute.names import is_id
from mini_nova.compute.resources import flavors, networks
from mini_nova.compute.resources.images import Images
from mini_nova.errors import BadRequest, Conflict, NotFound


class Boot(NamedTuple):
    """A booked boot, what was asked for with ids in the place of names, and the image's name where it is known."""

    booked: Booked
    booking: Booking
    wanted: Wanted
    image_name: str = ""


def boot(
    compute: Compute,
    wanted: Wanted,
    *,
    key: str = "",
    journal: Callable[[], Journal] | None = None,
    recent: Recent | None = None,
    made: Callable[[tuple[str, ...]], None] = lambda ids: None,
    note: Callable[[str], None] = lambda text: None,
) -> Boot:
    """Books what is wanted, exactly once.

    Flavor and image that look like ids are sent as they are, and only when the cloud does not know them are they
    looked up as names. Raises BadUsage before anything is booked, NotFound, Ambiguous, and what Booking.book raises.
    """
    create_request.check(wanted, compute.version)
    image_name = ""
    if wanted.image and not is_id(wanted.image):
        image = Images(compute).find(wanted.image)
        image_name = str(image.get("name") or "")
        wanted = wanted._replace(image=str(image["id"]))
    if not is_id(wanted.flavor):
        wanted = wanted._replace(flavor=flavors.find(compute, wanted.flavor))
    nets = nics.networks(wanted.nics, compute.version, lambda name: networks.find(compute, name))
    if key:
        wanted = wanted._replace(metadata={**wanted.metadata, KEY: key})

    def book(this: Wanted) -> Boot:
        body, kept = create_request.body(this, nets), journal() if key and journal else None
        booking = Booking(
            compute, this, body, key=key, journal=kept, recent=recent, made=made, note=note
        )
        return Boot(booking.book(), booking, this, image_name)

    while True:
        try:
            return book(wanted)
        except (BadRequest, NotFound, Conflict) as refused:
            resolved = _looked_up(compute, wanted, refused.message)
            if resolved == wanted:
                raise
            wanted = resolved


def siblings(boot: Boot) -> tuple[str, ...]:
    """The ids of all servers that one request made; Nova's answer names only the first of several."""
    if len(boot.booked.ids) == boot.wanted.max_count:
        return boot.booked.ids
    return boot.booking.all_of(boot.booked)


def _looked_up(compute: Compute, wanted: Wanted, complaint: str) -> Wanted:
    """What was wanted, with the id that the cloud complained of looked up as a name.

    Raises NotFound or Ambiguous where it is no name either. Unchanged where the complaint is of something else.
    """
    said = complaint.lower()
    if is_id(wanted.flavor) and ("flavor" in said or wanted.flavor.lower() in said.split()):
        wanted = wanted._replace(flavor=flavors.find(compute, wanted.flavor))
    if is_id(wanted.image) and ("image" in said or wanted.image.lower() in said):
        wanted = wanted._replace(image=str(Images(compute).find(wanted.image)["id"]))
    return wanted


def answer_of(booked: Booked) -> Mapping[str, Any]:
    """The server in the create request's answer, or the reservation."""
    server = booked.answer.get("server")
    return server if isinstance(server, dict) else booked.answer
