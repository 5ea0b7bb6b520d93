"""Servers: listing them, finding one by id or exact name, deleting one and acting on one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote, urlencode

from mini_nova.compute.names import choose, exact_pattern, is_uuid, plain_pattern, segment
from mini_nova.errors import NotFound
from mini_nova_auth import lenient
from mini_nova_auth.services.paging import each_page
from mini_nova_auth.wire.message import Response
from mini_nova_auth.wire.refusal import json_member, other_shape
from mini_nova_auth.wire.retry import PATIENCE

if TYPE_CHECKING:
    from mini_nova.compute.api import Compute

TASK_STATE = "OS-EXT-STS:task_state"

T = TypeVar("T")
Query = Sequence[tuple[str, str]]
Server = dict[str, Any]


def list_page(compute: Compute, query: Query, *, detail: bool = True) -> tuple[list[Server], bool]:
    """Return one page of servers, as long as the server makes it, and whether there are more."""
    page_path = path(_collection(detail), query)
    page = compute.read_page(page_path, "servers")
    has_more = bool(compute.next_path(page))
    return _items(page), has_more


def list_all(compute: Compute, query: Query, *, detail: bool = True) -> Iterator[Server]:
    """Yield all servers, with one page in memory at a time, by ``marker``, until a page brings
    nothing new.
    """
    collection = _collection(detail)
    first_path = path(collection, query)
    next_path = partial(_path_after, collection, query)
    read = partial(compute.read_page, key="servers")
    for page, new_servers in each_page(read, first_path, next_path, _items):
        del page
        yield from new_servers
        del new_servers  # before the next page is read


def path(collection: str, query: Query) -> str:
    """Return the path of a collection with a query."""
    if not query:
        return collection
    text = urlencode(query, quote_via=quote)
    return f"{collection}?{text}"


def get(compute: Compute, server_id: str, *, patience: float = PATIENCE) -> Server:
    """Return the server of an id. Raises NotFound, ProtocolError."""
    return compute.read(_server_path(server_id), patience=patience, parse=_server_in)


def find(compute: Compute, reference: str, *, all_tenants: bool = False) -> Server:
    """Return the server of an id (one request) or exact name (two).

    Raises NotFound, Ambiguous.
    """
    return _by_id_or_name(compute, reference, partial(get, compute), all_tenants)


def delete(compute: Compute, reference: str, *, all_tenants: bool = False) -> str:
    """Delete the server of an id or exact name, and return its id.

    Raises NotFound, Ambiguous, Conflict, Forbidden.
    """
    return _by_id_or_name(compute, reference, partial(_delete_id, compute), all_tenants)


def act(compute: Compute, reference: str, body: Mapping[str, Any]) -> str:
    """Send an action, such as ``{"pause": None}``, to the server of an id or exact name.

    Returns the server's id. It is sent once: whether a lost action was done cannot be told. Raises
    NotFound, Ambiguous, Conflict, Forbidden, and Unavailable.
    """
    return _by_id_or_name(compute, reference, partial(_act_on_id, compute, body))


def _delete_id(compute: Compute, server_id: str) -> str:
    compute.delete(_server_path(server_id))
    return server_id


def _act_on_id(compute: Compute, body: Mapping[str, Any], server_id: str) -> str:
    compute.post(f"{_server_path(server_id)}/action", body)
    return server_id


def _by_id_or_name(
    compute: Compute, reference: str, call: Callable[[str], T], all_tenants: bool = False
) -> T:
    """Call with a UUID as it is; if nothing has it, or it is none, with the id of that name."""
    if is_uuid(reference):
        try:
            return call(reference)
        except NotFound:
            pass  # a name that looks like an id
    return call(_id_of_name(compute, reference, all_tenants))


def _id_of_name(compute: Compute, name: str, all_tenants: bool) -> str:
    """Return the id of the server of an exact name, or of an id that is no UUID.

    If Nova's filter finds nothing it is used once more as in the classic client: some clouds take
    it for a part of the name, not for a regular expression.
    """
    scope = [("all_tenants", "1")] if all_tenants else []
    for pattern in (exact_pattern(name), plain_pattern(name)):
        query = [("name", pattern), *scope] if pattern else scope
        items = compute.read_all(path("/servers", query), "servers")
        candidates = list(items)
        if candidates:
            break
    everywhere = partial(_first_page, compute, scope)
    server = choose(candidates, "server", name, everywhere)
    return str(server["id"])


def _first_page(compute: Compute, scope: Query) -> list[Server]:
    """Return some servers without a filter, for their names."""
    page, _ = list_page(compute, scope, detail=False)
    return page


def _path_after(collection: str, query: Query, page: Mapping[str, Any]) -> str:
    """Return the path of the page after this one; '' after an empty page."""
    items = _items(page)
    if not items:
        return ""
    marker = lenient.text_at(items[-1], "id")
    if not marker:
        return ""
    return path(collection, [*query, ("marker", marker)])


def _server_in(answer: Response) -> Server:
    """Return the server of an answer. Raises Refused, and ProtocolError if there is none."""
    server = json_member("server", answer)
    if not lenient.text_at(server, "id") or "status" not in server:
        raise other_shape(answer, 'no id and status in "server"')
    return server


def _items(page: Mapping[str, Any]) -> list[Server]:
    return list(lenient.mappings(page.get("servers")))


def _server_path(server_id: str) -> str:
    return f"/servers/{segment(server_id)}"


def _collection(detail: bool) -> str:
    return "/servers/detail" if detail else "/servers"
