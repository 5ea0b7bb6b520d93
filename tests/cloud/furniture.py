"""Things on a real cloud for commands to show, and their deletion."""

from __future__ import annotations

import os
from typing import Any

from mini_nova_auth import Session
from tests.acceptance.black_box import Nova
from tests.acceptance.test_commands import IMAGE

PREFIX = f"side-{os.getpid()}"
_NEWEST = {"OpenStack-API-Version": "compute 2.96"}


def furnish(session: Session, nova: Nova) -> dict[str, str]:
    """Make a server and what belongs to it; return names and ids by the words of the cases."""
    key = nova("keypair-add", f"{PREFIX}-key", "--os-compute-api-version", "2.91")
    assert key.exit_code == 0, key.stderr
    _make(session, "/os-aggregates", "aggregate", {"availability_zone": None})
    hidden = {"ram": 64, "vcpus": 1, "disk": 0, "os-flavor-access:is_public": False}
    _make(session, "/flavors", "flavor", {"id": f"{PREFIX}-id", **hidden})
    group = _make(session, "/os-server-groups", "server_group", {"policies": ["affinity"]})
    networks = session.get("network", "/v2.0/networks").json()["networks"]
    network = next(item["id"] for item in networks if not item["router:external"])
    boot = nova(
        *("boot", f"{PREFIX}-vm", "--flavor", "6", "--image", IMAGE, "--nic", f"net-id={network}"),
        *("--key-name", f"{PREFIX}-key", "--meta", "role=web", "--hint", f"group={group['id']}"),
        *("--poll", "-f", "value", "-c", "id"),
    )
    assert boot.exit_code == 0, boot.stderr
    server = boot.stdout.strip()
    path = f"/servers/{server}"
    session.request("PUT", "compute", f"{path}/tags", json={"tags": ["a", "b"]}, headers=_NEWEST)
    actions = session.get("compute", f"{path}/os-instance-actions").json()["instanceActions"]
    old = session.get("compute", "/os-hypervisors").json()["hypervisors"][0]
    new = session.get("compute", "/os-hypervisors", headers=_NEWEST).json()["hypervisors"][0]
    return {
        "prefix": PREFIX,
        "server": server,
        "group": group["id"],
        "request": actions[-1]["request_id"],
        "host": old["hypervisor_hostname"],
        "number": str(old["id"]),
        "hypervisor": new["id"],
    }


def _make(session: Session, path: str, kind: str, fields: dict[str, object]) -> dict[str, Any]:
    body = {kind: {"name": f"{PREFIX}-{kind}", **fields}}
    thing: dict[str, Any] = session.request("POST", "compute", path, json=body).json()[kind]
    return thing
