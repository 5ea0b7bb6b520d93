"""What ``boot`` shows of the servers that it made, and the columns that may be asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mini_nova.commands.nova.servers._server_view import SUMMARY, server_record
from mini_nova.compute.boot.boot import Boot
from mini_nova.compute.resources import servers
from mini_nova.compute.resources.server_properties import PROPERTIES, optional_property
from mini_nova.context import Context
from mini_nova.errors import BadUsage, MiniNovaError
from mini_nova.output.results import Record, Result, Rows
from mini_nova_auth.errors import AuthToolkitError

API_FORMATS = ("json", "jsonl", "yaml")  # these can show the API's own keys, too
FIRST_ANSWER_ONLY = ("adminPass", "reservation_id")


def check_columns(context: Context, *, is_several: bool) -> None:
    """Raise BadUsage for a column that the result will not have: after booking is too late."""
    titles = [column.title for column in SUMMARY]
    properties = sorted(PROPERTIES)
    if not is_several:
        choices = properties
        unknown = [name for name in context.columns if not optional_property(name)]
    elif context.output_format in API_FORMATS:
        choices = [*titles, *properties]
        names = [name for name in context.columns if name not in titles]
        unknown = [name for name in names if not optional_property(name)]
    else:
        choices = titles
        folded = [title.casefold() for title in titles]
        unknown = [name for name in context.columns if name.casefold() not in folded]
    if unknown:
        choice_list = ", ".join(choices)
        raise BadUsage(f'there is no column "{unknown[0]}"; there are {choice_list}')


def booked_server(context: Context, boot: Boot) -> Record:
    """Return the server as it is now, with the adminPass of the create request's answer."""
    answer = dict(boot.booking.server)
    if "reservation_id" in boot.booking.answer:
        return Record(answer, answer, optional_property)
    try:
        server = servers.get(context.compute, boot.booking.ids[0])
    except (MiniNovaError, AuthToolkitError) as problem:
        context.io.warn(f"the server is booked, but could not be read: {problem}")
    else:
        answer.update(server)
    return server_record(answer, image_name=boot.image_name)


def finished_servers(boot: Boot, finished: list[dict[str, Any]]) -> Result:
    """Return the servers at the end of a wait: all properties of one, a row for each of several."""
    answer = _first_answer(boot.booking.server)
    items = [{**answer, **server} for server in finished]
    if boot.request.max_count == 1:
        return server_record(items[0], image_name=boot.image_name)
    return Rows(items, SUMMARY, sort=1, optional=optional_property)


def _first_answer(server: Mapping[str, Any]) -> dict[str, Any]:
    return {key: server[key] for key in server if key in FIRST_ANSWER_ONLY}
