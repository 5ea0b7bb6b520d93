"""The compute API's ``_create_instance``: check the request, write the rows. BUILD / scheduling."""

from __future__ import annotations

import json
import re
import string
from dataclasses import dataclass
from typing import Any

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.compute import actions, block_storage, quotas, states
from mini_nova_sandbox.compute.create_request import CreateRequest
from mini_nova_sandbox.compute.schedule_run_instance import _schedule_run_instance
from mini_nova_sandbox.http.call import Caller
from mini_nova_sandbox.http.errors import BadRequest, Forbidden, OverQuota
from mini_nova_sandbox.image import images
from mini_nova_sandbox.network import security_groups
from mini_nova_sandbox.network.allocate_for_instance import resolve_networks
from mini_nova_sandbox.state import chance, clock
from mini_nova_sandbox.state.database import Database, Row

GIB = 1024**3
RESERVATION_ALPHABET = string.ascii_lowercase + string.digits
FLAVOR_SIZES = (
    "memory_mb",
    "vcpus",
    "root_gb",
    "ephemeral_gb",
    "swap",
    "rxtx_factor",
    "extra_specs",
)


@dataclass(frozen=True)
class Parts:
    """The rows that a create request refers to."""

    image: Row | None  # None if the servers boot from volumes
    key_pair: Row | None
    security_groups: list[str]  # names
    server_group_id: str | None


def _create_instance(
    cloud: Cloud, caller: Caller, request_id: str, request: CreateRequest
) -> list[Row]:
    """Write the rows of the instances, cast them to the scheduler, and return the rows.

    Raises BadRequest, Forbidden, Conflict or OverQuota; then nothing is written.
    """
    database = cloud.database
    with database.transaction():
        image = _find_image(database, caller, request)
        key_pair = _find_key_pair(database, caller, request)
        groups = _find_security_groups(database, caller, request)
        networks = resolve_networks(database, caller.project_id, request.networks, caller.is_admin)
        count = _count(database, caller, request)
        server_group_id = _find_server_group(database, caller, request, count)
        parts = Parts(image, key_pair, groups, server_group_id)
        rows = _insert_rows(database, caller, request, parts, count)
        if request.block_device_mapping:
            for row in rows:
                devices = request.block_device_mapping
                block_storage.reserve_all(database, row["uuid"], devices, request_id)
        for row in rows:
            actions.start(database, row, "create", request_id, caller.user_id)
            _record_step(cloud, request, row)
        uuids = [row["uuid"] for row in rows]
        _schedule_run_instance(cloud, caller, request_id, request, uuids, networks)
    return rows


def _record_step(cloud: Cloud, request: CreateRequest, row: Row) -> None:
    image = request.image_id or "none"
    flavor = request.flavor["name"]
    reservation = row["reservation_id"]
    message = f"image {image}, flavor {flavor}, reservation {reservation}"
    cloud.trace.note(row["uuid"], "_create_instance", __name__, message)


def _find_image(database: Database, caller: Caller, request: CreateRequest) -> Row | None:
    """Return the image, or None if the servers boot from volumes. Raises BadRequest."""
    if not request.image_id:
        return None
    image = images.find(database, request.image_id, caller.project_id, caller.is_admin)
    if image is None:
        raise BadRequest(f"Image {request.image_id} could not be found.")
    if image["status"] != "active":
        raise BadRequest(f"Image {request.image_id} is not active.")
    if request.flavor["memory_mb"] < image["min_ram"]:
        raise BadRequest("Flavor's memory is too small for requested image.")
    root_gb = request.flavor["root_gb"]
    if root_gb and root_gb < image["min_disk"]:
        raise BadRequest(
            "Flavor's disk is too small for requested image. "
            f"Flavor disk is {root_gb * GIB} bytes, minimum is {image['min_disk'] * GIB} bytes."
        )
    return image


def _find_key_pair(database: Database, caller: Caller, request: CreateRequest) -> Row | None:
    if request.key_name is None:
        return None
    key_pair = database.row(
        "SELECT * FROM key_pairs WHERE user_id = ? AND name = ?", caller.user_id, request.key_name
    )
    if key_pair is None:
        raise BadRequest("Invalid key_name provided.")
    return key_pair


def _find_security_groups(database: Database, caller: Caller, request: CreateRequest) -> list[str]:
    """Return the names of the groups, each once; ``default`` if the request names none."""
    names_by_id = {}
    for name_or_id in request.security_groups or (security_groups.DEFAULT,):
        group = security_groups.find(database, caller.project_id, name_or_id)
        if group is None:
            raise BadRequest(f"Unable to find security_group with name or id '{name_or_id}'")
        names_by_id[group["id"]] = group["name"]
    return list(names_by_id.values())


def _count(database: Database, caller: Caller, request: CreateRequest) -> int:
    """Return the largest count from min_count to max_count within the quota.

    Raises OverQuota, or Forbidden for too much metadata.
    """
    limit = quotas.limits(database, caller.project_id)["metadata_items"]
    if limit != quotas.UNLIMITED and len(request.metadata) > limit:
        raise Forbidden(f"Maximum number of metadata items exceeds {limit}")
    for count in range(request.max_count, request.min_count - 1, -1):
        additions = {
            "instances": count,
            "cores": count * request.flavor["vcpus"],
            "ram": count * request.flavor["memory_mb"],
        }
        try:
            quotas.check(database, caller.project_id, additions, caller.user_id)
        except OverQuota:
            if count == request.min_count:
                raise
        else:
            return count
    raise BadRequest("min_count must be <= max_count")


def _find_server_group(
    database: Database, caller: Caller, request: CreateRequest, count: int
) -> str | None:
    """Return the id of the server group in the scheduler hints.

    Raises BadRequest if there is no such group, OverQuota if it has no room for ``count`` more.
    """
    group_id = request.scheduler_hints.get("group")
    if group_id is None:
        return None
    group = database.row(
        "SELECT * FROM server_groups WHERE id = ? AND project_id = ?",
        str(group_id),
        caller.project_id,
    )
    if group is None:
        raise BadRequest(f"Instance group {group_id} could not be found.")
    limit = quotas.limits(database, caller.project_id)["server_group_members"]
    members = database.value(
        "SELECT count(*) FROM instances WHERE server_group_id = ? AND deleted = 0", group["id"]
    )
    if limit != quotas.UNLIMITED and members + count > limit:
        raise OverQuota("Quota exceeded, too many servers in group")
    return str(group["id"])


def _insert_rows(
    database: Database, caller: Caller, request: CreateRequest, parts: Parts, count: int
) -> list[Row]:
    """Insert ``count`` instances that differ in name, host name and index; return their rows."""
    shared_columns = {
        "reservation_id": _new_reservation_id(),
        **_request_columns(caller, request),
        **_flavor_columns(request.flavor),
        **_part_columns(parts),
        **_initial_columns(),
    }
    rows = []
    for index in range(count):
        name = request.name if request.max_count == 1 else f"{request.name}-{index + 1}"
        instance_uuid = chance.new_uuid("server")
        own_columns = {
            "uuid": instance_uuid,
            "display_name": name,
            "hostname": request.hostname or _hostname(name, instance_uuid),
            "launch_index": index,
        }
        rows.append({**own_columns, **shared_columns})
    database.insert_many("instances", rows)
    return database.rows(
        "SELECT * FROM instances WHERE reservation_id = ? ORDER BY id",
        shared_columns["reservation_id"],
    )


def _new_reservation_id() -> str:
    return "r-" + chance.new_word("reservation", RESERVATION_ALPHABET, 8)


def _request_columns(caller: Caller, request: CreateRequest) -> dict[str, Any]:
    """Return the columns that the request and its caller fill."""
    certificates = request.trusted_image_certificates
    return {
        "user_id": caller.user_id,
        "project_id": caller.project_id,
        "image_ref": request.image_id,
        "display_description": request.description,
        "availability_zone": request.availability_zone or None,
        "pinned_availability_zone": request.availability_zone or None,
        "key_name": request.key_name,
        "user_data": request.user_data,
        "metadata": json.dumps(dict(request.metadata)),
        "tags": json.dumps(sorted(set(request.tags))),
        "config_drive": request.config_drive,
        "access_ip_v4": request.access_ip_v4,
        "access_ip_v6": request.access_ip_v6,
        "block_device_mapping": "[]",  # the volumes are reserved for a row that exists
        "auto_disk_config": request.auto_disk_config,
        "trusted_image_certificates": None if certificates is None else json.dumps(certificates),
        "scheduler_hints": json.dumps(dict(request.scheduler_hints)),
    }


def _flavor_columns(flavor: Row) -> dict[str, Any]:
    """Return the columns that the flavor fills: a copy, which outlives a change of the flavor."""
    sizes = {name: flavor[name] for name in FLAVOR_SIZES}
    return {"flavor_name": flavor["name"], "flavor_id": flavor["id"], **sizes}


def _part_columns(parts: Parts) -> dict[str, Any]:
    """Return the columns that the rows in ``parts`` fill."""
    image_properties = images.properties(parts.image) if parts.image else {}
    return {
        "image_properties": json.dumps(image_properties),
        "key_data": parts.key_pair["public_key"] if parts.key_pair else None,
        "security_groups": json.dumps(parts.security_groups),
        "server_group_id": parts.server_group_id,
    }


def _initial_columns() -> dict[str, Any]:
    """Return the columns that are the same for every new instance."""
    created_at = clock.now()
    return {
        "vm_state": states.BUILDING,
        "task_state": states.SCHEDULING,
        "power_state": states.POWER_NOSTATE,
        "progress": 0,
        "root_device_name": None,
        "nw_info": "[]",
        "locked": 0,
        "created_at": created_at,
        "updated_at": created_at,
        "deleted": 0,
    }


def _hostname(name: str, instance_uuid: str) -> str:
    """Derive a guest's host name from its server's name, as Nova does."""
    text = re.sub(r"[ _]", "-", name)
    ascii_text = text.encode("ascii", "ignore").decode()
    hostname = re.sub(r"[^a-z0-9.-]+", "", ascii_text.lower())
    hostname = hostname.strip(".-")
    hostname = hostname.replace(".", "-")
    hostname = hostname[:63].rstrip("-")
    return hostname or f"server-{instance_uuid}"
