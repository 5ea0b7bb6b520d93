"""The compute API's ``_create_instance``: looks the image up, takes the quota, writes the rows. BUILD / scheduling."""

from __future__ import annotations

import json
import re
import secrets
import string
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.compute import actions, quotas, states
from mini_nova_sandbox.compute.create_request import CreateRequest
from mini_nova_sandbox.compute.schedule_run_instance import _schedule_run_instance
from mini_nova_sandbox.http.call import Caller
from mini_nova_sandbox.http.errors import BadRequest, Forbidden, OverQuota
from mini_nova_sandbox.image import images
from mini_nova_sandbox.network import security_groups
from mini_nova_sandbox.network.allocate_for_instance import resolve_networks
from mini_nova_sandbox.state import clock
from mini_nova_sandbox.state.database import Database, Row

GIB = 1024**3
_RESERVATION = string.ascii_lowercase + string.digits


def _create_instance(
    cloud: Cloud, caller: Caller, request_id: str, wanted: CreateRequest
) -> list[Row]:
    """Writes the rows of the instances, casts them to the scheduler, and gives the rows.

    Raises BadRequest, Forbidden, Conflict or OverQuota; then nothing was written.
    """
    database = cloud.database
    with cloud.database.transaction():
        image = _image(database, caller, wanted)
        key = _key(database, caller, wanted)
        groups = [row["name"] for row in _groups(database, caller, wanted)]
        networks = resolve_networks(database, caller.project_id, wanted.networks, caller.is_admin)
        count = _count(database, caller, wanted)
        group_id = _server_group(database, caller, wanted, count)
        shared = _shared_columns(caller, wanted, image, key, groups, group_id)
        uuids = _write(database, shared, wanted, count)
        rows = database.rows(
            "SELECT * FROM instances WHERE reservation_id = ? ORDER BY id", shared["reservation_id"]
        )
        for row in rows:
            actions.start(database, row, "create", request_id, caller.user_id)
            cloud.trace.record(
                row["uuid"],
                "_create_instance",
                __name__,
                clock.now(),
                0,
                f"image {wanted.image_id or 'none'}, flavor {wanted.flavor['name']}, reservation {row['reservation_id']}",
            )
        _schedule_run_instance(cloud, caller, request_id, wanted, uuids, networks)
    return rows


def _image(database: Database, caller: Caller, wanted: CreateRequest) -> Row | None:
    """The image, fit for the flavor; None for a server that boots from a volume."""
    if not wanted.image_id:
        return None
    image = images.find(database, wanted.image_id, caller.project_id, caller.is_admin)
    if image is None:
        raise BadRequest(f"Image {wanted.image_id} could not be found.")
    if image["status"] != "active":
        raise BadRequest(f"Image {wanted.image_id} is not active.")
    if wanted.flavor["memory_mb"] < image["min_ram"]:
        raise BadRequest("Flavor's memory is too small for requested image.")
    if wanted.flavor["root_gb"] and wanted.flavor["root_gb"] < image["min_disk"]:
        raise BadRequest(
            f"Flavor's disk is too small for requested image. Flavor disk is {wanted.flavor['root_gb'] * GIB} bytes, "
            f"minimum is {image['min_disk'] * GIB} bytes."
        )
    return image


def _key(database: Database, caller: Caller, wanted: CreateRequest) -> Row | None:
    if wanted.key_name is None:
        return None
    key = database.row(
        "SELECT * FROM key_pairs WHERE user_id = ? AND name = ?", caller.user_id, wanted.key_name
    )
    if key is None:
        raise BadRequest("Invalid key_name provided.")
    return key


def _groups(database: Database, caller: Caller, wanted: CreateRequest) -> list[Row]:
    """The security groups by name or id, each once; the project's default one where none is named."""
    found = {}
    for name in wanted.security_groups or ("default",):
        group = security_groups.find(database, caller.project_id, name)
        if group is None:
            raise BadRequest(f"Unable to find security_group with name or id '{name}'")
        found[group["id"]] = group
    return list(found.values())


def _count(database: Database, caller: Caller, wanted: CreateRequest) -> int:
    """As many as the quota lets, from max_count down to min_count. Raises OverQuota, Forbidden."""
    limit = quotas.limits(database, caller.project_id)["metadata_items"]
    if limit != quotas.UNLIMITED and len(wanted.metadata) > limit:
        raise Forbidden(f"Maximum number of metadata items exceeds {limit}")
    for count in range(wanted.max_count, wanted.min_count - 1, -1):
        needs = {
            "instances": count,
            "cores": count * wanted.flavor["vcpus"],
            "ram": count * wanted.flavor["memory_mb"],
        }
        try:
            quotas.check(database, caller.project_id, needs)
        except OverQuota:
            if count == wanted.min_count:
                raise
        else:
            return count
    raise BadRequest("min_count must be <= max_count")


def _server_group(
    database: Database, caller: Caller, wanted: CreateRequest, count: int
) -> str | None:
    """The server group of the hints. Raises BadRequest for one that is not there, OverQuota for a full one."""
    wish = wanted.scheduler_hints.get("group")
    if wish is None:
        return None
    group = database.row(
        "SELECT * FROM server_groups WHERE id = ? AND project_id = ?", str(wish), caller.project_id
    )
    if group is None:
        raise BadRequest(f"Instance group {wish} could not be found.")
    most = quotas.limits(database, caller.project_id)["server_group_members"]
    members = database.value(
        "SELECT count(*) FROM instances WHERE server_group_id = ? AND deleted = 0", group["id"]
    )
    if most != quotas.UNLIMITED and members + count > most:
        raise OverQuota("Quota exceeded, too many servers in group")
    return str(group["id"])


def _shared_columns(
    caller: Caller,
    wanted: CreateRequest,
    image: Row | None,
    key: Row | None,
    groups: Sequence[str],
    group_id: str | None,
) -> dict[str, Any]:
    """The columns in which the instances of one request are alike."""
    flavor, now = wanted.flavor, clock.now()
    return {
        "user_id": caller.user_id,
        "project_id": caller.project_id,
        "image_ref": wanted.image_id,
        "display_description": wanted.description,
        "flavor_name": flavor["name"],
        "flavor_id": flavor["id"],
        **{
            name: flavor[name]
            for name in (
                "memory_mb",
                "vcpus",
                "root_gb",
                "ephemeral_gb",
                "swap",
                "rxtx_factor",
                "extra_specs",
            )
        },
        "availability_zone": wanted.availability_zone or None,
        "pinned_availability_zone": wanted.availability_zone or None,
        "reservation_id": "r-" + "".join(secrets.choice(_RESERVATION) for _ in range(8)),
        "key_name": wanted.key_name,
        "key_data": key["public_key"] if key else None,
        "user_data": wanted.user_data,
        "metadata": json.dumps(dict(wanted.metadata)),
        "tags": json.dumps(sorted(set(wanted.tags))),
        "security_groups": json.dumps(list(groups)),
        "config_drive": wanted.config_drive,
        "access_ip_v4": wanted.access_ip_v4,
        "access_ip_v6": wanted.access_ip_v6,
        "power_state": states.POWER_NOSTATE,
        "vm_state": states.BUILDING,
        "task_state": states.SCHEDULING,
        "progress": 0,
        "root_device_name": None,
        "block_device_mapping": json.dumps(wanted.block_device_mapping),
        "nw_info": "[]",
        "auto_disk_config": wanted.auto_disk_config,
        "locked": 0,
        "image_properties": json.dumps(images.properties(image) if image else {}),
        "trusted_image_certificates": json.dumps(list(wanted.trusted_image_certificates))
        if wanted.trusted_image_certificates is not None
        else None,
        "scheduler_hints": json.dumps(dict(wanted.scheduler_hints)),
        "server_group_id": group_id,
        "created_at": now,
        "updated_at": now,
        "deleted": 0,
    }


def _write(
    database: Database, shared: Mapping[str, Any], wanted: CreateRequest, count: int
) -> list[str]:
    """One row an instance; several are named NAME-1, NAME-2..."""
    uuids = [str(uuid.uuid4()) for _ in range(count)]
    names = (
        [wanted.name]
        if wanted.max_count == 1
        else [f"{wanted.name}-{number}" for number in range(1, count + 1)]
    )
    rows = [
        {
            "uuid": one,
            "display_name": name,
            "hostname": _hostname(wanted, name, one),
            "launch_index": index,
            **shared,
        }
        for index, (one, name) in enumerate(zip(uuids, names, strict=True))
    ]
    database.insert_many("instances", rows)
    return uuids


def _hostname(wanted: CreateRequest, name: str, uuid: str) -> str:
    """What the guest calls itself: as asked for, or made from the name as Nova does."""
    if wanted.hostname:
        return wanted.hostname
    plain = re.sub(r"[ _]", "-", name).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^a-z0-9.-]+", "", plain.lower()).strip(".-").replace(".", "-")
    return plain[:63].rstrip("-") or f"server-{uuid}"
