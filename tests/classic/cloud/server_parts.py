"""What belongs to a server: interfaces, volumes, metadata, tags, actions, migrations, and so on."""

from __future__ import annotations

from tests.local_cloud.messages import Answer, Json, json_answer
from tests.local_cloud.nova_call import Call
from tests.local_cloud.refusals import nova_refusal

from .contents import FINE_TIME, IDS, PROJECT, REQUEST, USER
from .routes import Route, fixed, page, since

# "swordfish", encrypted for files/key.pem
PASSWORD = "GKx/Csv6st7WcG2D4Rk/0hymYA32J3hIfwG6bZLWYO+ibkrzDekLzhvtRACwobc4xSF1JBUji85qXMsmzYw9mZFGKskDMX+eBOTERyR+geQE3yVyPhCk6S5swdCNnxcHZqZd5Iu34K7HDPIJ1/LpiUpPWuUbNvA/QcuIZyQXWl0="

_INTERFACE = {
    "net_id": IDS["net"],
    "port_id": IDS["port"],
    "mac_addr": "fa:16:3e:00:00:01",
    "port_state": "ACTIVE",
    "fixed_ips": [
        {"subnet_id": IDS["net2"], "ip_address": "10.0.0.5"},
        {"subnet_id": IDS["net2"], "ip_address": "10.0.0.6"},
    ],
    "tag": "nic1",
}


def _interfaces(call: Call, id: str) -> Answer:
    return json_answer(200, {"interfaceAttachments": [since(call, _INTERFACE, {"tag": 70})]})


def _attach_interface(call: Call, id: str) -> Answer:
    return json_answer(200, {"interfaceAttachment": since(call, _INTERFACE, {"tag": 70})})


def _attachment(call: Call) -> Json:
    attachment = {
        "id": IDS["volume"],
        "device": "/dev/vdb",
        "serverId": IDS["vm"],
        "volumeId": IDS["volume"],
        "tag": None,
        "delete_on_termination": False,
        "attachment_id": IDS["attachment"],
        "bdm_uuid": IDS["bdm"],
    }
    firsts = {"tag": 70, "delete_on_termination": 79, "attachment_id": 89, "bdm_uuid": 89}
    fields = since(call, attachment, firsts)
    if call.version >= (2, 89):
        del fields["id"]
    return fields


def _attachments(call: Call, id: str) -> Answer:
    return json_answer(200, {"volumeAttachments": [_attachment(call)]})


def _attach_volume(call: Call, id: str) -> Answer:
    return json_answer(200, {"volumeAttachment": _attachment(call)})


_SECURITY_GROUPS = [
    {
        "id": IDS["secgroup"],
        "name": "default",
        "description": "Default security group",
        "rules": [],
        "tenant_id": PROJECT,
    }
]
_TAGS = ["blue", "big"]


def _add_tag(call: Call, id: str, tag: str) -> Answer:
    if tag == "bad":
        return nova_refusal(400, "Invalid input for field/attribute tag.")
    return Answer(201)


def _delete_tag(call: Call, id: str, tag: str) -> Answer:
    if tag == "bad":
        return nova_refusal(404, f"Server {id} has no tag '{tag}'")
    return Answer(204)


def _set_metadata(call: Call, id: str) -> Answer:
    return json_answer(200, {"metadata": call.request.json["metadata"]})


_EVENT = {
    "event": "compute__do_build_and_run_instance",
    "start_time": FINE_TIME,
    "finish_time": FINE_TIME,
    "result": "Success",
    "traceback": None,
    "host": "host1",
    "hostId": "c0ffee",
    "details": None,
}


def _action(name: str, time: str, request: str) -> Json:
    return {
        "action": name,
        "instance_uuid": IDS["vm"],
        "message": None,
        "project_id": PROJECT,
        "request_id": request,
        "start_time": time,
        "updated_at": time,
        "user_id": USER,
    }


_ACTIONS = [
    _action("reboot", "2026-01-04T00:00:00.000000", "req-3"),
    _action("stop", "2026-01-02T00:00:00.000000", "req-2"),
    _action("create", FINE_TIME, REQUEST),
]


def _actions(call: Call, id: str) -> Answer:
    views = [
        since(call, action, {"updated_at": 58}) for action in page(call, _ACTIONS, "request_id")
    ]
    return json_answer(200, {"instanceActions": views})


def _show_action(call: Call, id: str, request: str) -> Answer:
    for action in _ACTIONS:
        if action["request_id"] == request:
            event = since(call, _EVENT, {"host": 62, "hostId": 62, "details": 84})
            fields = {**since(call, action, {"updated_at": 58}), "events": [event]}
            return json_answer(200, {"instanceAction": fields})
    return nova_refusal(404, f"Action for request_id {request} on instance {id} not found")


_MIGRATION = {
    "id": 7,
    "uuid": IDS["migration"],
    "source_compute": "host1",
    "dest_compute": "host2",
    "source_node": "host1",
    "dest_node": "host2",
    "dest_host": "192.0.2.2",
    "status": "running",
    "server_uuid": IDS["vm"],
    "created_at": FINE_TIME,
    "updated_at": FINE_TIME,
    "memory_total_bytes": 1000,
    "memory_processed_bytes": 600,
    "memory_remaining_bytes": 400,
    "disk_total_bytes": 2000,
    "disk_processed_bytes": None,
    "disk_remaining_bytes": 0,
    "user_id": USER,
    "project_id": PROJECT,
}
_MIGRATION_SINCE = {"uuid": 59, "user_id": 80, "project_id": 80}


def _server_migrations(call: Call, id: str) -> Answer:
    return json_answer(200, {"migrations": [since(call, _MIGRATION, _MIGRATION_SINCE)]})


def _server_migration(call: Call, id: str, migration: str) -> Answer:
    if migration != "7":
        text = f"Migration {migration} for server {id} could not be found."
        return nova_refusal(404, text)
    return json_answer(200, {"migration": since(call, _MIGRATION, _MIGRATION_SINCE)})


def _migrations(call: Call) -> Answer:
    migration = {
        "id": 7,
        "uuid": IDS["migration"],
        "source_compute": "host1",
        "dest_compute": "host2",
        "source_node": "host1",
        "dest_node": None,
        "dest_host": "192.0.2.2",
        "old_instance_type_id": 4,
        "new_instance_type_id": 5,
        "instance_uuid": IDS["vm"],
        "status": "finished",
        "migration_type": "resize",
        "user_id": USER,
        "project_id": PROJECT,
        "created_at": FINE_TIME,
        "updated_at": FINE_TIME,
        "links": [],
    }
    firsts = {**_MIGRATION_SINCE, "migration_type": 23, "links": 23}
    return json_answer(200, {"migrations": [since(call, migration, firsts)]})


_DIAGNOSTICS = {"cpu0_time": 17300000000, "memory": 524288, "vda_errors": -1, "vda_read": 262144}
_NEW_DIAGNOSTICS = {
    "state": "running",
    "driver": "libvirt",
    "hypervisor": "kvm",
    "hypervisor_os": "linux",
    "uptime": 46664,
    "config_drive": True,
    "num_cpus": 1,
    "num_nics": 1,
    "num_disks": 1,
    "cpu_details": [{"id": 0, "time": 17300000000, "utilisation": 15}],
    "disk_details": [{"errors_count": 1, "read_bytes": 262144, "write_bytes": 5778432}],
    "nic_details": [{"mac_address": "01:23:45:67:89:ab", "rx_octets": 2070139, "tx_octets": 1}],
    "memory_details": {"maximum": 524288, "used": None},
}


def _diagnostics(call: Call, id: str) -> Answer:
    if id == IDS["off"]:
        return nova_refusal(
            409, f"Cannot 'get_diagnostics' instance {id} while it is in vm_state stopped"
        )
    return json_answer(200, _NEW_DIAGNOSTICS if call.version >= (2, 48) else _DIAGNOSTICS)


_TOPOLOGY = {
    "nodes": [
        {
            "cpu_pinning": {"0": 0, "1": 5},
            "host_node": 0,
            "memory_mb": 1024,
            "siblings": [[0, 1]],
            "vcpu_set": [0, 1],
        },
        {"cpu_pinning": None, "host_node": 1, "memory_mb": 2048, "vcpu_set": [2, 3]},
    ],
    "pagesize_kb": 4,
}
_S = "/servers/{id}"
ROUTES: list[Route] = [
    ("GET", f"{_S}/os-interface", _interfaces),
    ("POST", f"{_S}/os-interface", _attach_interface),
    ("GET", f"{_S}/os-interface/{{port}}", _attach_interface),
    ("DELETE", f"{_S}/os-interface/{{port}}", fixed(202)),
    ("GET", f"{_S}/os-volume_attachments", _attachments),
    ("POST", f"{_S}/os-volume_attachments", _attach_volume),
    ("PUT", f"{_S}/os-volume_attachments/{{volume}}", fixed(202)),
    ("DELETE", f"{_S}/os-volume_attachments/{{volume}}", fixed(202)),
    ("GET", f"{_S}/os-security-groups", fixed(200, {"security_groups": _SECURITY_GROUPS})),
    ("GET", f"{_S}/tags", fixed(200, {"tags": _TAGS})),
    ("PUT", f"{_S}/tags", fixed(200, {"tags": _TAGS})),
    ("DELETE", f"{_S}/tags", fixed(204)),
    ("PUT", f"{_S}/tags/{{tag}}", _add_tag),
    ("DELETE", f"{_S}/tags/{{tag}}", _delete_tag),
    ("POST", f"{_S}/metadata", _set_metadata),
    ("DELETE", f"{_S}/metadata/{{key}}", fixed(204)),
    ("GET", f"{_S}/os-instance-actions", _actions),
    ("GET", f"{_S}/os-instance-actions/{{request}}", _show_action),
    ("GET", f"{_S}/migrations", _server_migrations),
    ("GET", f"{_S}/migrations/{{migration}}", _server_migration),
    ("POST", f"{_S}/migrations/{{migration}}/action", fixed(202)),
    ("DELETE", f"{_S}/migrations/{{migration}}", fixed(202)),
    ("GET", f"{_S}/diagnostics", _diagnostics),
    ("GET", f"{_S}/topology", fixed(200, _TOPOLOGY)),
    ("GET", f"{_S}/os-server-password", fixed(200, {"password": PASSWORD})),
    ("DELETE", f"{_S}/os-server-password", fixed(204)),
    ("GET", "/os-migrations", _migrations),
    ("POST", "/os-server-external-events", fixed(200, {"events": []})),
]
