"""Transfers of volumes over the API: offer, list, accept, withdraw.

``/volume-transfers`` is the newer path of ``/os-volume-transfer``; it can leave snapshots out.
"""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.http.call import Answer, Call, Microversion
from mini_nova_sandbox.http.operation import Operation
from mini_nova_sandbox.http.validation import Schema
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.state.database import Row
from mini_nova_sandbox.volume import transfers, volumes
from mini_nova_sandbox.volume.api import listing, schemas
from mini_nova_sandbox.volume.api.microversions import (
    TRANSFER_HISTORY,
    TRANSFER_SNAPSHOTS,
)
from mini_nova_sandbox.volume.api.schemas import TRUE

COLLECTION = listing.Collection(
    name="transfers",
    resource="Transfer",
    filters={"name": "name", "volume_id": "volume_id", "id": "id"},
    sort_keys={name: name for name in ("id", "name", "created_at")},
    is_bare=True,
)
ACCEPT = schemas.body("accept", {"auth_key": {"type": ["string", "integer"]}}, "auth_key")
FIELDS = {"volume_id": schemas.UUID, "name": schemas.TEXT}
OFFER = schemas.body("transfer", FIELDS, "volume_id")
NEW_OFFER = schemas.body("transfer", {**FIELDS, "no_snapshots": schemas.BOOLEAN}, "volume_id")


def index(call: Call) -> Answer:
    """List the project's transfers."""
    items = transfers.list_all(call.database)
    return Answer(body=listing.list_page(call, COLLECTION, items, _brief_view))


def detail(call: Call) -> Answer:
    """List the project's transfers in full."""
    items = transfers.list_all(call.database)
    return Answer(body=listing.list_page(call, COLLECTION, items, _full_view))


def show(call: Call) -> Answer:
    """Show a transfer. Raises NotFound."""
    return Answer(body={"transfer": _full_view(call, _requested(call))})


def create(call: Call) -> Answer:
    """Offer a volume; only this answer has the key. Raises BadRequest, NotFound."""
    body = call.body["transfer"]
    volume = volumes.find_for_caller(call.database, body["volume_id"], call.caller)
    name = body.get("name")
    transfer, key = transfers.offer(
        call.database,
        volume,
        name if name is None else name.strip(),
        no_snapshots=body.get("no_snapshots", False) in TRUE,
    )
    return Answer(202, {"transfer": {**_full_view(call, transfer), "auth_key": key}})


def accept(call: Call) -> Answer:
    """Take a volume that another project offers. Raises BadRequest, NotFound, TooLarge."""
    transfer = transfers.find(call.database, call.path["transfer_id"])
    key = str(call.body["accept"]["auth_key"])
    transfers.accept(call.database, transfer, key, call.caller)
    return Answer(202, {"transfer": _brief_view(call, transfer)})


def delete(call: Call) -> Answer:
    """Withdraw an offer. Raises NotFound."""
    transfers.withdraw(call.database, _requested(call))
    return Answer(202)


def _requested(call: Call) -> Row:
    return transfers.find_for_caller(call.database, call.path["transfer_id"], call.caller)


def _brief_view(call: Call, transfer: Any) -> dict[str, Any]:
    _, _, version = call.base.partition("/volume/")
    path = f"os-volume-transfer/{transfer['id']}"
    _, _, project_id = version.partition("/")
    bookmark = f"{project_id}/{path}" if project_id else path
    return {
        "id": transfer["id"],
        "volume_id": transfer["volume_id"],
        "name": transfer["name"],
        "links": [
            {"rel": "self", "href": f"{call.base}/{path}"},
            {"rel": "bookmark", "href": f"{call.root}/volume/{bookmark}"},
        ],
    }


def _full_view(call: Call, transfer: Any) -> dict[str, Any]:
    view = {
        **_brief_view(call, transfer),
        "created_at": clock.bare_stamp(transfer["created_at"]),
    }
    if call.version >= TRANSFER_SNAPSHOTS:
        view["no_snapshots"] = bool(transfer["no_snapshots"])
    if call.version >= TRANSFER_HISTORY:
        view["source_project_id"] = transfer["project_id"]
        view["destination_project_id"] = None
        view["accepted"] = False
    return view


def _new_offer(version: Microversion) -> Schema:
    return NEW_OFFER if version >= TRANSFER_SNAPSHOTS else OFFER


def _operations(path: str) -> tuple[Operation, ...]:
    item = f"{path}/{{transfer_id}}"
    return (
        Operation("GET", path, index),
        Operation("GET", f"{path}/detail", detail),
        Operation("GET", item, show),
        Operation("POST", f"{item}/accept", accept, schema=ACCEPT),
        Operation("DELETE", item, delete),
    )


OPERATIONS = (
    Operation("POST", "/os-volume-transfer", create, schema=OFFER),
    Operation("POST", "/volume-transfers", create, schema=_new_offer),
    *_operations("/os-volume-transfer"),
    *_operations("/volume-transfers"),
)
