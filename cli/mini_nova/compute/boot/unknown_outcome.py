"""The errors of a boot that may or may not have made a server."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from mini_nova.compute.boot.create_request import BootRequest
from mini_nova.compute.boot.matching import Server
from mini_nova.errors import Interrupted, MiniNovaError, OutcomeUnknown
from mini_nova_auth import lenient
from mini_nova_auth.errors import AuthToolkitError


@contextmanager
def forgetting(forget: Callable[[], None]) -> Iterator[None]:
    """Call ``forget`` on an error after which it is certain that the boot made nothing."""
    try:
        yield
    except (OutcomeUnknown, Interrupted):
        raise
    except (MiniNovaError, AuthToolkitError):
        forget()
        raise


def unknown_outcome(
    request: BootRequest, reason: str, servers: Sequence[Server] = ()
) -> OutcomeUnknown:
    """Return the error for a boot of which nobody can tell whether it made one of ``servers``."""
    candidates = f": {describe(servers)}" if servers else ""
    return OutcomeUnknown(
        f"server '{request.name}' may or may not have been booked; {reason}{candidates}",
        hint=f"See 'mini-nova list --name {request.name}' before booting again.",
    )


def interrupted(request: BootRequest, servers: Sequence[Server]) -> Interrupted:
    """Return the error for Ctrl-C while the create request was under way."""
    state = "no such server has appeared yet"
    if servers:
        state = f"there is {describe(servers)}"
    return Interrupted(
        f"interrupted while booking server '{request.name}'; {state}",
        hint=f"It may still appear: see 'mini-nova list --name {request.name}'.",
    )


def describe(servers: Sequence[Server]) -> str:
    """Return ``name (id)`` of each server, with commas between them."""
    labels = []
    for server in servers:
        name = lenient.text_at(server, "name")
        server_id = lenient.text_at(server, "id")
        labels.append(f"{name} ({server_id})")
    return ", ".join(labels)
