"""Shelve a server, and unshelve it: to any host, to a zone, or to a host."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.compute import aggregates, block_storage, instances, states
from mini_nova_sandbox.compute.api import microversions
from mini_nova_sandbox.compute.api.compute_hosts import host_exists
from mini_nova_sandbox.compute.api.servers.create_image import create_queued_image
from mini_nova_sandbox.compute.api.servers.dispatch import (
    begin_action,
    cast_to_host,
    cast_to_scheduler,
)
from mini_nova_sandbox.compute.api.servers.preconditions import require_state
from mini_nova_sandbox.compute.instances import Instance
from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import BadRequest, Conflict

VM_STATES = (states.ACTIVE, states.STOPPED, states.PAUSED, states.SUSPENDED)


def shelve(call: Call, instance: Instance, _arguments: Any) -> Answer:
    """Have the host keep an image of the server, and forget its guest."""
    require_state(instance, "shelve", VM_STATES)
    image_id = None
    if not block_storage.is_volume_backed(instance):
        name = instance["display_name"]
        image_id = create_queued_image(call, instance, f"{name}-shelved"[:255], {})
    begin_action(call, instance, "shelve", states.SHELVING)
    cast_to_host(call, instance, "shelve_instance", image_id=image_id)
    return Answer(202)


def shelve_offload(call: Call, instance: Instance, _arguments: Any) -> Answer:
    """Take a shelved server off its host. For admins."""
    call.caller.require_admin("os_compute_api:os-shelve:shelve_offload")
    require_state(instance, "shelveOffload", (states.SHELVED,))
    begin_action(call, instance, "shelveOffload", states.SHELVING_OFFLOADING)
    cast_to_host(call, instance, "shelve_offload_instance")
    return Answer(202)


def unshelve(call: Call, instance: Instance, arguments: Any) -> Answer:
    """Have the scheduler find a host for a shelved server.

    A zone (from 2.77) pins the server to it, the zone null (from 2.91) unpins it.
    """
    require_state(instance, "unshelve", (states.SHELVED, states.SHELVED_OFFLOADED))
    place = _place(call, instance, arguments)
    host = place.get("host")
    if "availability_zone" in place:
        zone = place["availability_zone"]
        uuid = instance["uuid"]
        instances.change(call.database, uuid, pinned_availability_zone=zone)
    begin_action(call, instance, "unshelve", states.UNSHELVING)
    if instance["host"]:
        cast_to_host(call, instance, "unshelve_instance")
    else:
        properties = {"force_host": host or ""}
        cast_to_scheduler(call, instance, "unshelve_instance", filter_properties=properties)
    return Answer(202)


def _place(call: Call, instance: Instance, arguments: Any) -> dict[str, Any]:
    """Return the zone and host that a client asks for, checked.

    Raises BadRequest for unknown ones, Conflict if they do not fit together, Forbidden for a host.
    """
    if call.version < microversions.UNSHELVE_TO_ZONE or not arguments:
        return {}
    place = dict(arguments)
    host = place.get("host")
    zone = place.get("availability_zone")
    if instance["vm_state"] != states.SHELVED_OFFLOADED:
        uuid = instance["uuid"]
        status = states.status_of(instance["vm_state"], None)
        raise Conflict(
            f'Specifying an availability zone or a host when unshelving server "{uuid}" with'
            f' status "{status}" is not supported. The server status must be SHELVED_OFFLOADED.'
        )
    zone_by_host = aggregates.zones(call.database)
    if zone is not None and zone not in zone_by_host.values():
        raise BadRequest("The requested availability zone is not available")
    if host is None:
        return place
    call.caller.require_admin()
    if not host_exists(call.database, host):
        raise BadRequest(f"Compute host {host} could not be found.")
    pinned_zone = zone
    if "availability_zone" not in place:
        pinned_zone = instance["pinned_availability_zone"]
    if pinned_zone is not None and zone_by_host[host] != pinned_zone:
        raise Conflict(f'Host "{host}" is not in the availability zone "{pinned_zone}".')
    return place
