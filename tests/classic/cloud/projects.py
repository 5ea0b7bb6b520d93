"""Keypairs, server groups, quotas, limits and usage."""

from __future__ import annotations

from tests.local_cloud.messages import Answer, Json, json_answer
from tests.local_cloud.nova_call import Call
from tests.local_cloud.refusals import nova_refusal

from .contents import FINE_TIME, IDS, OTHER_PROJECT, PROJECT, USER
from .routes import Route, fixed, page, since

_PUBLIC_KEY = "ssh-rsa AAAAB3NzaC1yc2E demo@example"
_FINGERPRINT = "7e:eb:ab:24:ba:d1:e1:88:ae:9a:fb:66:53:df:d3:bd"


def _keypair(name: str) -> Json:
    return {
        "name": name,
        "type": "ssh",
        "public_key": _PUBLIC_KEY,
        "fingerprint": _FINGERPRINT,
    }


_KEYPAIRS = [_keypair("key"), _keypair("a key")]


def _keypairs(call: Call) -> Answer:
    views = [since(call, keypair, {"type": 2}) for keypair in page(call, _KEYPAIRS, "name")]
    return json_answer(200, {"keypairs": [{"keypair": keypair} for keypair in views]})


def _create_keypair(call: Call) -> Answer:
    body = call.request.json["keypair"]
    if call.version >= (2, 92) and body.get("public_key") is None:
        text = "Invalid input for field/attribute public_key. Value: None."
        return nova_refusal(400, text)
    keypair = {**since(call, _keypair(body["name"]), {"type": 2}), "user_id": USER}
    if "public_key" not in body:
        keypair["private_key"] = "-----BEGIN KEY-----\nabc\n-----END KEY-----\n"
    return json_answer(200, {"keypair": keypair})


def _show_keypair(call: Call, name: str) -> Answer:
    if name not in ("key", "a key"):
        return nova_refusal(404, f"Keypair {name} not found for user {USER}")
    extra = {
        "user_id": USER,
        "id": 1,
        "created_at": FINE_TIME,
        "updated_at": None,
        "deleted": False,
        "deleted_at": None,
    }
    fields = {**since(call, _keypair(name), {"type": 2}), **extra}
    return json_answer(200, {"keypair": fields})


def _delete_keypair(call: Call, name: str) -> Answer:
    if name not in ("key", "a key"):
        return nova_refusal(404, f"Keypair {name} not found for user {USER}")
    return Answer(202)


def _group(call: Call, word: str, name: str) -> Json:
    group: Json = {"id": IDS[word], "name": name, "members": [IDS["vm"]] if word == "group" else []}
    if call.version >= (2, 13):
        group |= {"project_id": PROJECT, "user_id": USER}
    if call.version >= (2, 64):
        return {**group, "policy": "anti-affinity", "rules": {"max_server_per_host": 3}}
    return {**group, "policies": ["anti-affinity"], "metadata": {}}


def _groups(call: Call) -> Answer:
    groups = [_group(call, "group", "spread"), _group(call, "group2", "close")]
    return json_answer(200, {"server_groups": groups})


def _create_group(call: Call) -> Answer:
    return json_answer(200, {"server_group": _group(call, "group", "spread")})


def _show_group(call: Call, id: str) -> Answer:
    if id not in (IDS["group"], IDS["group2"]):
        return nova_refusal(404, f"Instance group {id} could not be found.")
    return json_answer(200, {"server_group": _group(call, "group", "spread")})


def _delete_group(call: Call, id: str) -> Answer:
    if id not in (IDS["group"], IDS["group2"]):
        return nova_refusal(404, f"Instance group {id} could not be found.")
    return Answer(204)


_QUOTAS = {
    "instances": 10,
    "cores": 20,
    "ram": 51200,
    "floating_ips": -1,
    "fixed_ips": -1,
    "metadata_items": 128,
    "injected_files": 5,
    "injected_file_content_bytes": 10240,
    "injected_file_path_bytes": 255,
    "key_pairs": 100,
    "security_groups": -1,
    "security_group_rules": -1,
    "server_groups": 10,
    "server_group_members": 10,
}
_NETWORK = ("floating_ips", "fixed_ips", "security_groups", "security_group_rules")
_INJECTED = ("injected_files", "injected_file_content_bytes", "injected_file_path_bytes")


def _quotas(call: Call) -> Json:
    network_end = 50 if "class" in call.path else 36
    network = _NETWORK if call.version >= (2, network_end) else ()
    injected = _INJECTED if call.version >= (2, 57) else ()
    return {name: value for name, value in _QUOTAS.items() if name not in (*network, *injected)}


def _quota_set(call: Call, id: str) -> Answer:
    return json_answer(200, {"quota_set": {"id": id, **_quotas(call)}})


def _quota_detail(call: Call, id: str) -> Answer:
    detail = {
        name: {"limit": limit, "in_use": 1, "reserved": 0} for name, limit in _quotas(call).items()
    }
    return json_answer(200, {"quota_set": {"id": id, **detail}})


def _quota_class(call: Call, id: str) -> Answer:
    return json_answer(200, {"quota_class_set": {"id": id, **_quotas(call)}})


def _update_quota_class(call: Call, id: str) -> Answer:
    return json_answer(200, {"quota_class_set": _quotas(call)})


_LIMITS = {
    "maxServerMeta": 128,
    "maxTotalInstances": 10,
    "maxTotalCores": 20,
    "maxTotalRAMSize": 51200,
    "maxTotalKeypairs": 100,
    "maxServerGroups": 10,
    "maxServerGroupMembers": 10,
    "totalRAMUsed": 512,
    "totalCoresUsed": 1,
    "totalInstancesUsed": 1,
    "totalServerGroupsUsed": 0,
}
_OLD_LIMITS = {
    "maxImageMeta": 128,
    "maxPersonality": 5,
    "maxPersonalitySize": 10240,
    "maxSecurityGroups": -1,
    "maxSecurityGroupRules": -1,
    "maxTotalFloatingIps": -1,
    "totalFloatingIpsUsed": 0,
    "totalSecurityGroupsUsed": 0,
}


def _limits(call: Call) -> Answer:
    absolute = {**_LIMITS, **(_OLD_LIMITS if call.version < (2, 36) else {})}
    rate = [
        {
            "uri": "*",
            "regex": ".*",
            "limit": [
                {
                    "verb": "GET",
                    "value": 10,
                    "remaining": 2,
                    "unit": "MINUTE",
                    "next-available": FINE_TIME,
                }
            ],
        }
    ]
    return json_answer(
        200, {"limits": {"rate": rate if call.version < (2, 2) else [], "absolute": absolute}}
    )


def _usage(call: Call, project: str) -> Json:
    server = {"instance_id": IDS["vm"], "name": "vm", "hours": 10.5, "vcpus": 1, "memory_mb": 512}
    is_last = call.version >= (2, 40) and call.request.first("marker")
    return {
        "tenant_id": project,
        "start": FINE_TIME,
        "stop": FINE_TIME,
        "total_hours": 10.5,
        "total_vcpus_usage": 10.123456,
        "total_memory_mb_usage": 5376.0,
        "total_local_gb_usage": 0.1 if project == OTHER_PROJECT else 21.0,
        "server_usages": [] if is_last else [server],
    }


def _show_usage(call: Call, id: str) -> Answer:
    if id == "nothing" or call.request.first("marker"):
        return json_answer(200, {"tenant_usage": {}})
    return json_answer(200, {"tenant_usage": _usage(call, id)})


def _usages(call: Call) -> Answer:
    projects = [] if call.request.first("marker") else [PROJECT, OTHER_PROJECT]
    return json_answer(200, {"tenant_usages": [_usage(call, project) for project in projects]})


_AUDIT = {
    "hosts_not_run": ["host2"],
    "log": {"host1": {"errors": 0, "instances": 1, "message": "done", "state": "DONE"}},
    "num_hosts": 2,
    "overall_status": "1 of 2 hosts done. 0 errors.",
    "period_beginning": "2026-01-01 00:00:00",
    "total_instances": 1,
}
_Q = "/os-quota-sets/{id}"
_C = "/os-quota-class-sets/{id}"
ROUTES: list[Route] = [
    ("GET", "/os-keypairs", _keypairs),
    ("POST", "/os-keypairs", _create_keypair),
    ("GET", "/os-keypairs/{name}", _show_keypair),
    ("DELETE", "/os-keypairs/{name}", _delete_keypair),
    ("GET", "/os-server-groups", _groups),
    ("POST", "/os-server-groups", _create_group),
    ("GET", "/os-server-groups/{id}", _show_group),
    ("DELETE", "/os-server-groups/{id}", _delete_group),
    ("GET", _Q, _quota_set),
    ("GET", f"{_Q}/detail", _quota_detail),
    ("GET", f"{_Q}/defaults", _quota_set),
    ("PUT", _Q, _quota_set),
    ("DELETE", _Q, fixed(202)),
    ("GET", _C, _quota_class),
    ("PUT", _C, _update_quota_class),
    ("GET", "/limits", _limits),
    ("GET", "/os-simple-tenant-usage", _usages),
    ("GET", "/os-simple-tenant-usage/{id}", _show_usage),
    ("GET", "/os-instance_usage_audit_log", fixed(200, {"instance_usage_audit_logs": _AUDIT})),
    ("GET", "/os-instance_usage_audit_log/{t}", fixed(200, {"instance_usage_audit_log": _AUDIT})),
]
