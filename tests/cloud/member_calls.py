"""Calls that Nova allows admins only, as a plain member of a project sends them.

In paths, ``{server}`` is a server of the member's own project, ``{project}`` that project, and
``{other}`` another one.
"""

from __future__ import annotations

from typing import Any

Call = tuple[str, str, Any, str]  # method, path, body, microversion
_NEWEST = "2.96"
_UUID = "11111111-2222-3333-4444-555555555555"
_USER = "user_id=" + "0" * 32
_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ0U/j5uF27eD5nv2cOgPBMdPr4ljVthJAkFlFO5RogD e"
_IMAGE = {"id": "e540ef5b-baf0-417e-b6c2-3a0364af25d5"}
_SNAPSHOT = {
    "volume_id": _UUID,
    "create_info": {"snapshot_id": _UUID, "type": "qcow2", "new_file": "x"},
}
_SWAP = {"volumeAttachment": {"volumeId": "11111111-2222-3333-4444-555555555556"}}
_SERVER = {"name": "x", "imageRef": _IMAGE["id"], "flavorRef": "6", "networks": "none"}
_READS = (
    "/os-simple-tenant-usage",
    "/os-simple-tenant-usage/{other}",
    "/os-instance_usage_audit_log",
    "/os-instance_usage_audit_log/2026-01-01 00:00:00",
    "/flavors/6/os-flavor-access",
    "/os-aggregates",
    "/os-aggregates/1",
    f"/os-keypairs?{_USER}",
    f"/os-keypairs/x?{_USER}",
    "/os-availability-zone/detail",
    "/os-services",
    "/os-quota-sets/{other}",
    "/os-quota-sets/{other}/detail",
    "/os-quota-class-sets/default",
    "/servers/{server}/diagnostics",
    f"/os-console-auth-tokens/{_UUID}",
    "/servers?all_tenants=1",
    "/servers/detail?all_tenants=1",
    "/servers/{server}/migrations",
    "/servers/{server}/migrations/1",
    "/os-migrations",
    "/os-hypervisors",
    "/os-hypervisors/detail",
    f"/os-hypervisors/{_UUID}",
)
_OLD_READS = (  # those that later microversions no longer have
    "/os-hosts",
    "/os-hosts/x",
    "/os-hosts/x/reboot",
    "/os-hosts/x/startup",
    "/os-hosts/x/shutdown",
    "/os-hypervisors/statistics",
    "/os-hypervisors/x/search",
    "/os-hypervisors/1/uptime",
    "/os-hypervisors/x/servers",
)
_ACTIONS: tuple[dict[str, Any], ...] = (
    {"os-resetState": {"state": "active"}},
    {"evacuate": {}},
    {"migrate": None},
    {"os-migrateLive": {"host": None, "block_migration": "auto"}},
    {"resetNetwork": None},
    {"injectNetworkInfo": None},
    {"shelveOffload": None},
)
_WRITES = (
    ("POST", "/flavors", {"flavor": {"name": "x", "ram": 1, "vcpus": 1, "disk": 1}}),
    ("PUT", "/flavors/6", {"flavor": {"description": "x"}}),
    ("DELETE", "/flavors/6", None),
    ("POST", "/flavors/6/action", {"addTenantAccess": {"tenant": "x"}}),
    ("POST", "/flavors/6/action", {"removeTenantAccess": {"tenant": "x"}}),
    ("POST", "/flavors/6/os-extra_specs", {"extra_specs": {"a": "b"}}),
    ("PUT", "/flavors/6/os-extra_specs/a", {"a": "b"}),
    ("DELETE", "/flavors/6/os-extra_specs/a", None),
    ("POST", "/os-aggregates", {"aggregate": {"name": "x"}}),
    ("PUT", "/os-aggregates/1", {"aggregate": {"name": "x"}}),
    ("DELETE", "/os-aggregates/1", None),
    ("POST", "/os-aggregates/1/action", {"add_host": {"host": "x"}}),
    ("POST", "/os-aggregates/1/action", {"remove_host": {"host": "x"}}),
    ("POST", "/os-aggregates/1/action", {"set_metadata": {"metadata": {"a": "b"}}}),
    ("POST", "/os-aggregates/1/images", {"cache": [_IMAGE]}),
    ("POST", "/os-keypairs", {"keypair": {"name": "x", "public_key": _KEY, "user_id": "0" * 32}}),
    ("DELETE", f"/os-keypairs/x?{_USER}", None),
    ("PUT", f"/os-services/{_UUID}", {"status": "enabled"}),
    ("DELETE", f"/os-services/{_UUID}", None),
    ("POST", "/os-assisted-volume-snapshots", {"snapshot": _SNAPSHOT}),
    ("DELETE", f"/os-assisted-volume-snapshots/{_UUID}?delete_info={{}}", None),
    ("PUT", "/os-quota-sets/{project}", {"quota_set": {"cores": 1}}),
    ("DELETE", "/os-quota-sets/{project}", None),
    ("PUT", "/os-quota-class-sets/default", {"quota_class_set": {"cores": 1}}),
    ("PUT", f"/servers/{{server}}/os-volume_attachments/{_UUID}", _SWAP),
    ("POST", "/servers/{server}/migrations/1/action", {"force_complete": None}),
    ("DELETE", "/servers/{server}/migrations/1", None),
    (
        "POST",
        "/os-server-external-events",
        {"events": [{"name": "network-changed", "server_uuid": _UUID}]},
    ),
    ("POST", "/servers", {"server": {**_SERVER, "host": "x"}}),
    ("POST", "/servers", {"server": {**_SERVER, "availability_zone": "nova:x"}}),
)
MEMBER_CALLS: tuple[Call, ...] = (
    *(("GET", path, None, _NEWEST) for path in _READS),
    *(("GET", path, None, "2.42") for path in _OLD_READS),
    ("PUT", "/os-hosts/x", {"status": "enable"}, "2.42"),
    *(("POST", "/servers/{server}/action", body, _NEWEST) for body in _ACTIONS),
    *((method, path, body, _NEWEST) for method, path, body in _WRITES),
)
