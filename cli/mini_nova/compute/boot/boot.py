"""Booting servers: look up names, make the body, book, and correct wrong guesses at ids."""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

from mini_nova.compute.api import Compute
from mini_nova.compute.boot import block_devices, create_request, nics
from mini_nova.compute.boot.adoption import KeyConflict
from mini_nova.compute.boot.booker import Booker
from mini_nova.compute.boot.booking import Booking, Bookkeeping
from mini_nova.compute.boot.create_request import BootRequest
from mini_nova.compute.boot.keyed_booker import KeyedBooker
from mini_nova.compute.boot.matching import KEY, Server
from mini_nova.compute.boot.pending_boots import PendingBoots
from mini_nova.compute.boot.server_search import ServerSearch
from mini_nova.compute.boot.siblings import with_siblings
from mini_nova.compute.boot.unknown_outcome import forgetting
from mini_nova.compute.names import is_id
from mini_nova.compute.resources import flavors, networks
from mini_nova.compute.resources.images import Images
from mini_nova.errors import Ambiguous, BadRequest, MiniNovaError, NotFound
from mini_nova_auth import lenient
from mini_nova_auth.errors import AuthToolkitError


class Boot(NamedTuple):
    """A booked boot: its request with ids in place of names, and the image's name if known."""

    request: BootRequest
    booking: Booking
    booker: Booker
    image_name: str = ""

    def with_siblings(self) -> Boot:
        """Return the boot with the ids of all servers of the request. Raises OutcomeUnknown."""
        booking = with_siblings(self.booker.search, self.request, self.booking)
        if booking.ids != self.booking.ids:
            self.booker.listener.on_booked(booking.ids)
        self.booker.search.pending.end()
        return self._replace(booking=booking)

    def duplicates(self) -> list[Server]:
        """Return servers that a lost create request made after it was sent again."""
        search = self.booker.search
        return search.surplus(self.booking.mark, self.booking.ids)


def boot(compute: Compute, request: BootRequest, bookkeeping: Bookkeeping) -> Boot:
    """Book what is requested, exactly once.

    A flavor or image that looks like an id is sent as it is, and looked up as a name only if the
    cloud refuses the request. Raises BadUsage before anything is sent, NotFound, Ambiguous, and
    what Booker.book and KeyedBooker.book raise.
    """
    typed = request
    request, image_name = _prepare(compute, typed, bookkeeping.key)
    network_list = _networks(compute, request)
    try:
        result = _book(compute, request, network_list, bookkeeping)
    except (BadRequest, NotFound, KeyConflict) as problem:
        corrected = _look_up_guesses(compute, typed, request)
        if corrected == request:
            from mini_nova.compute.boot.refusal_hint import refusal_hint

            problem.hint = problem.hint or refusal_hint(compute, request, problem)
            raise
        result = _book(compute, corrected, network_list, bookkeeping)
    return result._replace(image_name=image_name)


def try_out(compute: Compute, request: BootRequest, key: str) -> None:
    """Do what ``boot`` does in a dry run, up to the create request. Raises NotSent with it."""
    request, _ = _prepare(compute, request, key)
    network_list = _networks(compute, request)
    compute.post("/servers", create_request.body(request, network_list))


def _prepare(compute: Compute, request: BootRequest, key: str) -> tuple[BootRequest, str]:
    """Return the request with ids in place of names, and its key; and the image's name if known.

    Raises BadUsage, NotFound, Ambiguous.
    """
    block_devices.check_version(request.devices, compute.version)
    request, image_name = _look_up_names(compute, request)
    if key:
        metadata = {**request.metadata, KEY: key}
        request = request._replace(metadata=metadata)
    return request, image_name


def _networks(compute: Compute, request: BootRequest) -> Any:
    find_network = partial(networks.find, compute)
    return nics.networks(request.nics, compute.version, find_network)


def _book(
    compute: Compute, request: BootRequest, network_list: Any, bookkeeping: Bookkeeping
) -> Boot:
    body = create_request.body(request, network_list)
    search = ServerSearch(
        compute,
        request,
        recent=bookkeeping.recent,
        pending=bookkeeping.open_pending(),
        pauses=bookkeeping.pauses,
        key=bookkeeping.key,
    )
    booker = Booker(compute, request, body, search=search, listener=bookkeeping.listener)
    if not bookkeeping.key:
        return Boot(request, _book_noted(booker, search.pending), booker)
    keyed_booker = KeyedBooker(compute, booker, bookkeeping.open_journal())
    return Boot(request, keyed_booker.book(), booker)


def _book_noted(booker: Booker, pending: PendingBoots) -> Booking:
    """Book, leaving a note for other boots of this machine until all servers are known."""
    request = booker.request
    pending.begin(request.name, is_several=request.max_count > 1)
    with forgetting(pending.end):
        booking = booker.book()
    if booking.is_complete:
        pending.end()
    return booking


def _look_up_names(compute: Compute, request: BootRequest) -> tuple[BootRequest, str]:
    """Replace names by ids, and return the image's name if known. Raises NotFound, Ambiguous."""
    image_name = ""
    if request.image and not is_id(request.image):
        image = Images(compute).find(request.image)
        image_name = lenient.text_at(image, "name")
        image_id = str(image["id"])
        request = request._replace(image=image_id)
    if not is_id(request.flavor):
        flavor_id = flavors.find(compute, request.flavor)
        request = request._replace(flavor=flavor_id)
    return request, image_name


def _look_up_guesses(compute: Compute, typed: BootRequest, request: BootRequest) -> BootRequest:
    """Correct the request by looking up what looked like an id but may be a name.

    Raises NotFound or Ambiguous if it is neither. The request is unchanged if the services do not
    tell.
    """
    try:
        if is_id(typed.flavor):
            flavor_id = flavors.find(compute, typed.flavor)
            request = request._replace(flavor=flavor_id)
        if is_id(typed.image):
            image = Images(compute).find(typed.image)
            image_id = str(image["id"])
            request = request._replace(image=image_id)
    except (NotFound, Ambiguous):
        raise
    except (MiniNovaError, AuthToolkitError):
        return request
    return request
