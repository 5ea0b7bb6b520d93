"""Servers: listing them, finding one by id or exact name, deleting one and acting on one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar
from urllib.parse import quote, urlencode

from mini_nova.compute.names import (
    by_id_or_name,
    choose,
    exact_pattern,
    is_uuid,
    plain_pattern,
    segment,
)
from mini_nova.errors import CommandError, NotFound
from mini_nova_auth import lenient
from mini_nova_auth.services.paging import each_page
from mini_nova_auth.wire.message import BAD_REQUEST, Response
from mini_nova_auth.wire.refusal import json_member, other_shape
from mini_nova_auth.wire.retry import PATIENCE

if TYPE_CHECKING:
    from mini_nova.compute.api import Compute

TASK_STATE = "OS-EXT-STS:task_state"
# Where a name is looked up, as parts of a query; () is the project's servers.
ALL_TENANTS = (("all_tenants", "1"),)
DELETED = (("deleted", "True"),)
NO_IDS: Mapping[str, str] = {}

T = TypeVar("T")
Query = Sequence[tuple[str, str]]
Server = dict[str, Any]


class Acceptance(NamedTuple):
    """The id of a server, and Nova's answer to an action that the server has accepted."""

    server_id: str
    answer: Response


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
    return compute.read(member_path(server_id), patience=patience, parse=_server_in)


def find(compute: Compute, reference: str, scope: Query = ()) -> Server:
    """Return the server of an id (one request) or exact name (two).

    Raises NotFound, Ambiguous.
    """
    return with_id(compute, reference, partial(get, compute), scope)


def delete(
    compute: Compute, reference: str, scope: Query = (), ids: Mapping[str, str] = NO_IDS
) -> str:
    """Delete the server of an id or exact name, and return its id; see ``with_id``.

    Raises NotFound, Ambiguous, Conflict, Forbidden.
    """
    return with_id(compute, reference, partial(_delete_id, compute), scope, ids)


def update(compute: Compute, reference: str, changes: Mapping[str, Any]) -> str:
    """Change the name, description or hostname of the server of an id or exact name.

    Returns its id. Raises NotFound, Ambiguous, BadRequest.
    """

    def put(server_id: str) -> str:
        compute.put(member_path(server_id), {"server": changes})
        return server_id

    return with_id(compute, reference, put)


def refresh_network(compute: Compute, reference: str) -> str:
    """Tell Nova that the network of a server has changed, and return the server's id.

    Raises NotFound, Ambiguous, and CommandError if Nova does not take the event.
    """
    server_id = str(find(compute, reference)["id"])
    event = {"server_uuid": server_id, "name": "network-changed"}
    answer = compute.post("/os-server-external-events", {"events": [event]})
    for result in lenient.mappings(lenient.mapping(answer.json_or_none()).get("events")):
        code = result.get("code")
        if isinstance(code, int) and code >= BAD_REQUEST:
            raise CommandError(f"Nova did not take the event for server {reference}: {code}")
    return server_id


def act(
    compute: Compute,
    reference: str,
    body: Mapping[str, Any],
    scope: Query = (),
    ids: Mapping[str, str] = NO_IDS,
) -> Acceptance:
    """Send an action, such as ``{"pause": None}``, to the server of an id or exact name.

    See ``with_id``. It is sent once: whether a lost action was done cannot be told. Raises
    NotFound, Ambiguous, Conflict, Forbidden, and Unavailable.
    """
    return with_id(compute, reference, partial(_act_on_id, compute, body), scope, ids)


def action(compute: Compute, server_id: str, body: Mapping[str, Any]) -> Response:
    """Send an action to the server of an id, once, and return the answer; see ``act``."""
    return compute.post(f"{member_path(server_id)}/action", body)


def with_id(
    compute: Compute,
    reference: str,
    call: Callable[[str], T],
    scope: Query = (),
    ids: Mapping[str, str] = NO_IDS,
) -> T:
    """Call with the id of the server of an id or exact name, and return what the call returns.

    A UUID costs no lookup; see ``by_id_or_name``. ``scope`` says where names are looked up;
    ``ids`` are those of names that have been. Raises NotFound, Ambiguous, and what the call raises.
    """
    if reference in ids:
        return call(ids[reference])
    id_of_name = partial(_id_of_name, compute, scope)
    return by_id_or_name(reference, call, id_of_name, looks_like_id=is_uuid)


def within(compute: Compute, reference: str, call: Callable[[str], T]) -> T:
    """Call, as ``with_id`` does, for something that belongs to a server, such as a port or a tag.

    If the server is there and only its part is missing, this raises NotFound in Nova's own words.
    """

    def attempt(server_id: str) -> T | NotFound:
        try:
            return call(server_id)
        except NotFound as problem:
            if _is_about_server(problem, server_id):
                raise
            return problem

    result = with_id(compute, reference, attempt)
    if isinstance(result, NotFound):
        raise result
    return result


def _is_about_server(refusal: NotFound, server_id: str) -> bool:
    """Whether Nova says that there is no such server, and not that it lacks something."""
    sentence = refusal.message.lower()
    ends = ("could not be found", "has no mapping to a cell")  # the latter of tags and shares
    return any(f"instance {server_id} {end}" in sentence for end in ends)


def _delete_id(compute: Compute, server_id: str) -> str:
    compute.delete(member_path(server_id))
    return server_id


def _act_on_id(compute: Compute, body: Mapping[str, Any], server_id: str) -> Acceptance:
    return Acceptance(server_id, action(compute, server_id, body))


def _id_of_name(compute: Compute, scope: Query, name: str) -> str:
    """Return the id of the server of an exact name, or of an id that is no UUID.

    If Nova's filter finds nothing it is used once more as in the classic client: some clouds take
    it for a part of the name, not for a regular expression.
    """
    for pattern in (exact_pattern(name), plain_pattern(name)):
        query = [("name", pattern), *scope] if pattern else list(scope)
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


def member_path(server_id: str) -> str:
    """Return the path of one server. Raises BadUsage if the id cannot be a part of a path."""
    return f"/servers/{segment(server_id)}"


def _collection(detail: bool) -> str:
    return "/servers/detail" if detail else "/servers"
