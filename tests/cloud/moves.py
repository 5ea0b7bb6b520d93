"""Sequences of calls that change a server: what is sent, step by step, to the sandbox and to a real
cloud.

In paths and bodies, ``{host}`` is the server's host before the step, ``{other}`` another one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

IMAGE = "e540ef5b-baf0-417e-b6c2-3a0364af25d5"
NEWEST = "2.104"


class Step(NamedTuple):
    """A call; ``path`` '' is the server's action."""

    body: Any = None
    version: str = NEWEST
    method: str = "POST"
    path: str = ""


def get(path: str, version: str = NEWEST) -> Step:
    """A step that looks."""
    return Step(None, version, "GET", path)


SERVER = get("/servers/{server}")
MIGRATIONS = get("/os-migrations?instance_uuid={server}")
SERVER_MIGRATIONS = get("/servers/{server}/migrations")
ACTIONS = get("/servers/{server}/os-instance-actions")
ATTACHMENTS = "/servers/{server}/os-volume_attachments"
SEQUENCES: Mapping[str, tuple[Step, ...]] = {
    "shelve": (
        Step({"shelve": None}),
        SERVER,
        Step({"shelveOffload": None}),
        Step({"volumeAttachment": {"volumeId": "{image_volume}"}}, path=ATTACHMENTS),
        get(ATTACHMENTS),
        Step(method="DELETE", path=f"{ATTACHMENTS}/{{image_volume}}"),
        Step({"os-start": None}),
        Step({"createImage": {"name": "shape"}}),
        Step({"unshelve": {"host": "nope"}}),
        Step({"unshelve": {"availability_zone": "nope"}}),
        Step({"unshelve": {"availability_zone": "nova", "host": "{other}"}}),
        SERVER,
        Step({"os-stop": None}),
        Step({"shelve": None}),
        Step({"unshelve": None}),
        SERVER,
    ),
    "cold": (
        Step({"migrate": {"host": "{host}"}}),
        Step({"migrate": {"host": "nope"}}),
        Step({"migrate": {"host": "{other}"}}),
        SERVER,
        MIGRATIONS,
        SERVER_MIGRATIONS,
        Step({"migrate": None}),
        Step({"os-stop": None}),
        Step({"revertResize": None}),
        Step({"confirmResize": None}),
        Step({"resize": {"flavorRef": "2", "OS-DCF:diskConfig": "AUTO"}}),
        SERVER,
        Step({"confirmResize": None}),
        Step({"os-stop": None}),
        Step({"resize": {"flavorRef": "6"}}),
        SERVER,
        Step({"revertResize": None}),
        SERVER,
        get("/os-migrations?instance_uuid={server}", "2.1"),
        get("/os-migrations?instance_uuid={server}", "2.23"),
        get("/os-migrations?instance_uuid={server}&limit=1", "2.59"),
        ACTIONS,
    ),
    "live": (
        Step({"os-migrateLive": {"host": "{other}", "block_migration": "auto"}}),
        SERVER,
        MIGRATIONS,
        Step({"os-migrateLive": {"host": "{host}", "block_migration": "auto"}}),
        Step(
            {
                "os-migrateLive": {
                    "host": "{host}",
                    "block_migration": False,
                    "disk_over_commit": False,
                }
            },
            "2.1",
        ),
        Step({"pause": None}),
        Step({"os-migrateLive": {"host": None, "block_migration": "auto"}}),
        SERVER,
        Step({"unpause": None}),
        Step({"os-stop": None}),
        Step({"os-migrateLive": {"host": None, "block_migration": "auto"}}),
    ),
    "rebuild": (
        Step({"rebuild": {"imageRef": IMAGE, "OS-DCF:diskConfig": "AUTO"}}, "2.74"),
        SERVER,
        Step({"rebuild": {"imageRef": IMAGE, "name": "shape-2", "description": "d"}}),
        Step({"os-stop": None}),
        Step({"rebuild": {"imageRef": IMAGE, "metadata": {"k": "v"}}}),
        SERVER,
        Step({"rescue": {"rescue_image_ref": IMAGE}}),
        SERVER,
        Step({"rescue": None}),
        Step({"unrescue": None}),
        SERVER,
        Step({"rescue": {"rescue_image_ref": "11111111-1111-1111-1111-111111111111"}}),
    ),
    "states": (
        Step({"suspend": None}),
        Step({"pause": None}),
        SERVER,
        Step({"resume": None}),
        Step({"os-resetState": {"state": "error"}}),
        SERVER,
        Step({"os-start": None}),
        Step({"os-resetState": {"state": "active"}}),
        SERVER,
        Step({"lock": {"locked_reason": "why"}}),
        SERVER,
        Step({"unlock": None}),
        Step({"changePassword": {"adminPass": "shape"}}),
        Step({"createBackup": {"name": "shape-backup", "backup_type": "daily", "rotation": 0}}),
        Step({"trigger_crash_dump": None}),
        Step({"reboot": {"type": "HARD"}}),
        SERVER,
        ACTIONS,
    ),
    "parts": (
        Step({"tags": ["a", "b"]}, method="PUT", path="/servers/{server}/tags"),
        Step(None, method="PUT", path="/servers/{server}/tags/c"),
        Step(None, method="DELETE", path="/servers/{server}/tags/a"),
        Step(None, method="DELETE", path="/servers/{server}/tags/a"),
        Step({"metadata": {"m": "1"}}, path="/servers/{server}/metadata"),
        Step({"metadata": {"n": "1"}}, method="PUT", path="/servers/{server}/metadata"),
        Step({"meta": {"n": "2"}}, method="PUT", path="/servers/{server}/metadata/n"),
        Step(None, method="DELETE", path="/servers/{server}/metadata/m"),
        Step(
            {"interfaceAttachment": {"net_id": "{network}"}}, path="/servers/{server}/os-interface"
        ),
        get("/servers/{server}/os-interface"),
        Step(
            {"server": {"pinned_availability_zone": "nova"}},
            method="PUT",
            path="/servers/{server}",
        ),
        Step(
            {"server": {"pinned_availability_zone": None}}, method="PUT", path="/servers/{server}"
        ),
        get("/servers/{server}/diagnostics"),
        get("/servers/{server}/topology"),
    ),
}
