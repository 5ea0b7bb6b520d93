"""POST /servers/{id}/action, and consoles."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.local_cloud.messages import Answer, Json, json_answer
from tests.local_cloud.nova_call import Call
from tests.local_cloud.refusals import nova_refusal

from .contents import IDS
from .routes import Route
from .servers import by_id, missing, view

Result = Callable[[Call, Json, Any], Answer]


def _image(call: Call, server: Json, details: Any) -> Answer:
    location = f"{call.world.url}/image/v2/images/{IDS['snapshot']}"
    if call.version >= (2, 45):
        return json_answer(202, {"image_id": IDS["snapshot"]})
    return Answer(202).with_headers(Location=location)


def _rebuild(call: Call, server: Json, details: Any) -> Answer:
    fields = {**view(call, server), "adminPass": details.get("adminPass", "aDmInPaSs123")}
    if call.version >= (2, 57):
        fields["user_data"] = None
    fields.pop("OS-EXT-SRV-ATTR:user_data", None)
    return json_answer(202, {"server": fields})


def _rescue(call: Call, server: Json, details: Any) -> Answer:
    password = (details or {}).get("adminPass", "aDmInPaSs123")
    return json_answer(200, {"adminPass": password})


def _evacuate(call: Call, server: Json, details: Any) -> Answer:
    if call.version >= (2, 14):
        return Answer(200)
    return json_answer(200, {"adminPass": details.get("adminPass", "aDmInPaSs123")})


def _console_output(call: Call, server: Json, details: Any) -> Answer:
    return json_answer(200, {"output": "first line\nlast line <&> ключ"})


def _console(call: Call, server: Json, details: Any) -> Answer:
    url = f"http://console.example/?type={details['type']}"
    return json_answer(200, {"console": {"type": details["type"], "url": url}})


_RESULTS: dict[str, Result] = {
    "createImage": _image,
    "createBackup": _image,
    "rebuild": _rebuild,
    "rescue": _rescue,
    "evacuate": _evacuate,
    "os-getConsoleOutput": _console_output,
    "os-getVNCConsole": _console,
    "os-getSPICEConsole": _console,
    "os-getRDPConsole": _console,
    "os-getSerialConsole": _console,
}


def _act(call: Call, id: str) -> Answer:
    server = by_id(id)
    if server is None:
        return missing(id)
    ((action, details),) = call.request.json.items()
    if id == IDS["busy"]:
        text = f"Cannot '{action}' instance {id} while it is in task_state image_snapshot"
        return nova_refusal(409, text)
    result = _RESULTS.get(action)
    return result(call, server, details) if result else Answer(202)


def _remote_console(call: Call, id: str) -> Answer:
    console = call.request.json["remote_console"]
    url = f"http://console.example/?type={console['type']}"
    return json_answer(200, {"remote_console": {**console, "url": url}})


ROUTES: list[Route] = [
    ("POST", "/servers/{id}/action", _act),
    ("POST", "/servers/{id}/remote-consoles", _remote_console),
]
