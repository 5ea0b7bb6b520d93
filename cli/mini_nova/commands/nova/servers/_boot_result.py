"""What ``boot`` shows of the servers that it made, and the columns that may be asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mini_nova.commands.nova.servers._server_view import SUMMARY, named_record, server_record
from mini_nova.compute.boot.boot import Boot
from mini_nova.compute.boot.create_request import BootRequest
from mini_nova.compute.resources import servers
from mini_nova.compute.resources.server_properties import PROPERTIES, optional_property
from mini_nova.context import Context
from mini_nova.errors import BadUsage, MiniNovaError
from mini_nova.output.results import Record, Result, Rows
from mini_nova_auth.errors import AuthToolkitError

FIRST_ANSWER_ONLY = ("adminPass", "reservation_id")


def shows_rows(context: Context, request: BootRequest, poll: bool) -> bool:
    """Return whether the result is a list: of several servers, but not in the classic table.

    The classic client shows the first server, or the reservation in place of any.
    """
    if request.max_count == 1:
        return False
    if poll:
        return True
    return not context.is_for_people and not request.return_reservation_id


def check_columns(context: Context, *, is_several: bool) -> None:
    """Raise BadUsage for a column that the result will not have: after booking is too late."""
    titles = [column.title for column in SUMMARY] if is_several else []
    folded_titles = [title.casefold() for title in titles]
    for name in context.columns:
        if name.casefold() in folded_titles or optional_property(name):
            continue
        choices = ", ".join([*titles, *sorted(PROPERTIES)])
        raise BadUsage(f'there is no column "{name}"; there are {choices}')


def booked_server(context: Context, boot: Boot) -> Record:
    """Return the server as it is now, with the adminPass of the create request's answer."""
    answer = dict(boot.booking.server)
    if "reservation_id" in boot.booking.answer:
        return Record(answer, answer, optional_property)
    server = _read(context, boot.booking.ids[0])
    return named_record(context, {**answer, **server}, False, boot.image_name)


def booked_servers(context: Context, boot: Boot) -> Rows:
    """Return all servers of the request as they are now; of one that cannot be read, its id."""
    answer = _first_answer(boot.booking.server)
    items = []
    for server_id in boot.booking.ids:
        server = _read(context, server_id)
        items.append({"id": server_id, **answer, **server})
    return _rows(items)


def _read(context: Context, server_id: str) -> dict[str, Any]:
    """Return a server that is booked for sure; nothing, with a warning, if it cannot be read."""
    try:
        return servers.get(context.compute, server_id)
    except (MiniNovaError, AuthToolkitError) as problem:
        context.io.warn(f"server {server_id} is booked, but could not be read: {problem}")
        return {}


def finished_servers(context: Context, boot: Boot, finished: list[dict[str, Any]]) -> Result:
    """Return the servers at the end of a wait: all properties of one, a row for each of several.

    Nothing is read for it: a wait by ids takes one request, then looks.
    """
    answer = _first_answer(boot.booking.server)
    items = [{**answer, **server} for server in finished]
    if boot.request.max_count == 1:
        return server_record(items[0], image_name=boot.image_name)
    return _rows(items)


def _rows(items: list[dict[str, Any]]) -> Rows:
    return Rows(items, SUMMARY, sort=1, optional=optional_property)


def _first_answer(server: Mapping[str, Any]) -> dict[str, Any]:
    return {key: server[key] for key in server if key in FIRST_ANSWER_ONLY}
