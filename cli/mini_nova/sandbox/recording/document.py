"""The document of a recording: ``mini-nova-cloud``, version 1. Pure.

docs/sandbox.md describes it; the sandbox's ``server/recorded/`` reads it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from mini_nova.sandbox.recording import compute, hosts, identity, image, network, servers, volume
from mini_nova.sandbox.recording.consistency import consistent
from mini_nova.sandbox.recording.fields import Item, Record
from mini_nova.sandbox.recording.hiding import cleaned
from mini_nova.sandbox.recording.servers import Surroundings
from mini_nova_auth.access.access import Reference

FORMAT = "mini-nova-cloud"
VERSION = 1


class Answers(NamedTuple):
    """What a cloud has answered: its lists and objects by their names, and flavor access."""

    lists: Mapping[str, Sequence[Item]]
    objects: Mapping[str, Item]
    flavor_access: Mapping[str, Sequence[str]]


def document(answers: Answers, project: Reference) -> dict[str, Any]:
    """Return the document for a cloud's answers to a login in a project."""
    own_members = {"project_id": project.id, "quotas": compute.quotas(answers.objects)}
    sections = {
        **_identity_sections(answers, project),
        **_compute_sections(answers, project.id),
        **_network_sections(answers),
        **_storage_sections(answers, project.id),
    }
    members: dict[str, Any] = cleaned({**consistent(sections), **own_members})
    return {"format": FORMAT, "version": VERSION, **members}


def render(value: Mapping[str, Any]) -> str:
    """Return a document as text, with its format and version first, and all else sorted."""
    head = {name: value[name] for name in ("format", "version")}
    rest = {name: _sorted(item) for name, item in sorted(value.items()) if name not in head}
    return json.dumps({**head, **rest}, indent=1, ensure_ascii=False) + "\n"


def _sorted(value: Any) -> Any:
    """Return a JSON value with the members of its objects in order."""
    if isinstance(value, list):
        return [_sorted(item) for item in value]
    if isinstance(value, dict):
        return {key: _sorted(item) for key, item in sorted(value.items())}
    return value


def _identity_sections(answers: Answers, project: Reference) -> Record:
    domain_list = identity.domains(answers.lists["domains"], project)
    return {
        "domains": domain_list,
        "projects": identity.projects(answers.lists["projects"], project, domain_list),
    }


def _compute_sections(answers: Answers, project_id: str) -> Record:
    lists = answers.lists
    groups = lists["server groups"]
    host_list = hosts.hosts(lists["services"], lists["hypervisors"], lists["servers"])
    has_hosts = bool(host_list)
    if not has_hosts:
        host_list = hosts.hosts_of_servers(lists["servers"], lists["zones"])
    flavor_list = compute.flavors(lists["flavors"], answers.flavor_access)
    surroundings = Surroundings(
        flavors=flavor_list,
        groups=compute.group_by_server(groups),
        old_hosts=servers.old_hosts(lists["migrations"]),
        has_hosts=has_hosts,
    )
    return {
        "flavors": flavor_list,
        "hosts": host_list,
        "aggregates": hosts.aggregates(lists["aggregates"], host_list),
        "server_groups": compute.server_groups(groups, project_id),
        "servers": servers.servers(lists["servers"], surroundings),
    }


def _network_sections(answers: Answers) -> Record:
    lists = answers.lists
    return {
        "networks": network.networks(lists["networks"]),
        "subnets": network.subnets(lists["subnets"], lists["floating IPs"]),
        "ports": network.ports(lists["ports"]),
        "routers": network.routers(lists["routers"]),
        "security_groups": network.security_groups(lists["security groups"]),
        "floating_ips": network.floating_ips(lists["floating IPs"]),
    }


def _storage_sections(answers: Answers, project_id: str) -> Record:
    lists = answers.lists
    default_type = answers.objects["default volume type"]
    image_list = [*lists["images"], *lists["hidden images"]]
    return {
        "images": image.images(image_list),
        "volume_types": volume.types(lists["volume types"], default_type),
        "volumes": volume.volumes(lists["volumes"], project_id),
        "snapshots": volume.snapshots(lists["snapshots"], project_id),
    }
