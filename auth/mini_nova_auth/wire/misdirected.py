"""Whether an answer, or an error in its place, shows that the request went to a wrong address.

A service's own "there is no such server" does not; an address that the service left does.
"""

from __future__ import annotations

from mini_nova_auth import lenient
from mini_nova_auth.errors import AuthToolkitError, ProtocolError, Unavailable
from mini_nova_auth.wire import urls
from mini_nova_auth.wire.message import (
    BAD_REQUEST,
    GONE,
    MISDIRECTED_REQUEST,
    MULTIPLE_CHOICES,
    NOT_FOUND,
    Response,
)
from mini_nova_auth.wire.words import service_message

# The members by which Nova, Cinder (itemNotFound) and Neutron say that an item is missing.
_MISSING_ITEM = ("itemNotFound", "NeutronError")
_UNKNOWN_PATH = "The resource could not be found."  # of webob, which routes requests for Nova


def is_misdirected(answer: Response) -> bool:
    """Whether nobody works at the address of a request for a service.

    Nova and Glance answer MULTIPLE_CHOICES to a path outside their versions.
    """
    if answer.status in (MULTIPLE_CHOICES, MISDIRECTED_REQUEST):
        return True
    if answer.status in (NOT_FOUND, GONE):
        return not _is_missing_item(answer)
    return expects_tls(answer)


def is_misdirection(problem: AuthToolkitError) -> bool:
    """Whether an error says that a request was not sent, or was to be sent elsewhere."""
    if isinstance(problem, Unavailable):
        return not problem.sent
    status = problem.status or 0
    return isinstance(problem, ProtocolError) and MULTIPLE_CHOICES < status < BAD_REQUEST


def expects_tls(answer: Response) -> bool:
    """Whether a page may say that plain HTTP arrived at a port for TLS."""
    if answer.status != BAD_REQUEST or not answer.url.startswith("http:"):
        return False
    return answer.json_or_none() is None


def _is_missing_item(answer: Response) -> bool:
    """Whether the service itself says that it has no such item.

    Glance says so on a web page that names the item; a page without a request's id may come from
    any web server, which repeats the path.
    """
    body = lenient.mapping(answer.json_or_none())
    if any(name in body for name in _MISSING_ITEM):
        return service_message(answer) != _UNKNOWN_PATH
    item = urls.last_segment(answer.url)
    return bool(answer.request_id and item) and item.encode() in answer.content
