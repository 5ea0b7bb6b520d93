"""Listing, showing and deleting servers."""

import re
from collections.abc import Callable

from .clock import parse_stamp
from .messages import Answer, Json, json_answer
from .nova_call import BadRequest, Call, collection, page
from .refusals import nova_refusal
from .server_shape import brief_view, full_view

_STATUS = re.compile(
    "ACTIVE|BUILD|DELETED|ERROR|HARD_REBOOT|MIGRATING|PASSWORD|PAUSED|REBOOT|REBUILD|RESCUE|RESIZE|REVERT_RESIZE|"
    "SHELVED|SHELVED_OFFLOADED|SHUTOFF|SOFT_DELETED|SUSPENDED|UNKNOWN|VERIFY_RESIZE"
)
_Test = Callable[[Json], bool]


def index(call: Call) -> Answer:
    """Servers by id and name."""
    servers, next_link = page(call, _matches(call))
    return json_answer(
        200, collection("servers", [brief_view(server, call.base) for server in servers], next_link)
    )


def detail(call: Call) -> Answer:
    """Servers in full."""
    servers, next_link = page(call, _matches(call))
    return json_answer(
        200,
        collection("servers", [_view(call, server, listed=True) for server in servers], next_link),
    )


def show(call: Call) -> Answer:
    """One server."""
    server = _own(call)
    return (
        json_answer(200, {"server": _view(call, server, listed=False)})
        if server
        else _unknown(call)
    )


def delete(call: Call) -> Answer:
    """Delete one server."""
    server = _own(call)
    if server is None:
        return _unknown(call)
    call.world.fleet.remove(server["id"], call.world.delete_takes)
    return Answer(204)


def _view(call: Call, server: Json, *, listed: bool) -> Json:
    fleet = call.world.fleet
    fleet.show(server["id"])
    flavor_id = fleet.flavor_ids.get(server["id"], "")
    return full_view(server, flavor_id, call.version, call.base, listed=listed)


def _own(call: Call) -> Json | None:
    fleet = call.world.fleet
    fleet.advance()
    server = fleet.servers.get(call.named)
    return server if server and server["tenant_id"] == call.project_id else None


def _unknown(call: Call) -> Answer:
    return nova_refusal(404, f"Instance {call.named} could not be found.")


def _matches(call: Call) -> list[Json]:
    """The project's servers that pass every filter, newest first; with `changes-since`, deleted
    ones, too.
    """
    fleet = call.world.fleet
    fleet.advance()
    servers = list(fleet.servers.values())
    if call.request.first("changes-since") is not None:
        servers = [*fleet.deleted.values(), *servers]
    tests = _tests(call)
    matches = [
        server
        for server in servers
        if server["tenant_id"] == call.project_id and all(test(server) for test in tests)
    ]
    matches.reverse()
    matches.sort(key=lambda server: str(server["created"]), reverse=True)
    return matches


def _tests(call: Call) -> list[_Test]:
    makers: dict[str, Callable[[Call, list[str]], _Test]] = {
        "name": _by_name,
        "status": _by_status,
        "changes-since": _by_change,
        "reservation_id": _by_reservation,
        "image": _by_image,
        "flavor": _by_flavor,
    }
    return [
        make(call, call.request.query[key])
        for key, make in makers.items()
        if key in call.request.query
    ]


def _by_name(_: Call, values: list[str]) -> _Test:
    try:
        pattern = re.compile(values[0])
    except re.error:
        raise _invalid("name", values[0], "'regex'") from None
    return lambda server: pattern.search(server["name"]) is not None


def _by_status(_: Call, values: list[str]) -> _Test:
    statuses = {value.upper() for value in values}
    if not any(_STATUS.fullmatch(value) for value in statuses):
        raise BadRequest("Invalid status value")
    return lambda server: server["status"] in statuses


def _by_change(_: Call, values: list[str]) -> _Test:
    try:
        since = parse_stamp(values[0])
    except ValueError:
        raise _invalid("changes-since", values[0], "'date-time'") from None
    return lambda server: parse_stamp(server["updated"]) >= since


def _by_reservation(call: Call, values: list[str]) -> _Test:
    return lambda server: call.world.fleet.reservations.get(server["id"]) in values


def _by_image(_: Call, values: list[str]) -> _Test:
    return lambda server: bool(server["image"]) and server["image"]["id"] in values


def _by_flavor(call: Call, values: list[str]) -> _Test:
    return lambda server: call.world.fleet.flavor_ids.get(server["id"]) in values


def _invalid(key: str, value: str, form: str) -> BadRequest:
    return BadRequest(
        f"Invalid input for query parameters {key}. Value: {value}. '{value}' is not a {form}"
    )
