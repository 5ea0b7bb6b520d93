"""Rally's scenarios for OpenStack, each a step: one task runs them all, as users that Rally makes."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.clients.steps.frame import EXTERNAL_NETWORK, FLAVOR, IMAGE, own, report

Workload = Mapping[str, Any]  # as Rally's results tell of it
TASK = Path("task.json")
RESULTS = Path("results.json")
CONFIGURATION = """\
[database]
connection = sqlite:///{home}/rally.sqlite
[openstack]
nova_server_boot_prepoll_delay = 0
cinder_volume_create_prepoll_delay = 0
"""
USERS = {"users": {"tenants": 1, "users_per_tenant": 1}}
NETWORK = {**USERS, "network": {}}
VOLUMES = {**USERS, "volumes": {"size": 1, "volumes_per_tenant": 1}}
SERVER = {"flavor": {"name": FLAVOR}, "image": {"name": IMAGE}}
SUBNETS = {"subnets_per_network": 1}
PORTS = {"ports_per_network": 2}
IMAGE_FILE = {
    "container_format": "bare",
    "disk_format": "raw",
    "image_location": str(TASK),
}
AS_ADMIN: dict[str, dict[str, Any]] = {  # the scenarios' arguments
    "KeystoneBasic.create_user_set_enabled_and_delete": {},
    "KeystoneBasic.create_and_list_tenants": {},
    "KeystoneBasic.create_and_list_roles": {},
    "NovaAggregates.create_and_update_aggregate": {"availability_zone": "nova"},
    "NovaServices.list_services": {},
    "NovaHypervisors.list_and_get_hypervisors": {},
    "NovaFlavors.create_flavor_and_set_keys": {
        "ram": 128,
        "vcpus": 1,
        "disk": 1,
        "extra_specs": {"quota:cpu_shares": "10"},
    },
    "CinderVolumeTypes.create_and_update_volume_type": {"update_name": True},
}
AS_USER: dict[str, dict[str, Any]] = {
    "Authenticate.keystone": {},
    "Authenticate.validate_nova": {"repetitions": 2},
    "KeystoneBasic.authenticate_user_and_validate_token": {},
    "NovaKeypair.create_and_delete_keypair": {},
    "NovaServerGroups.create_and_get_server_group": {"policies": ["affinity"]},
    "NovaFlavors.list_flavors": {},
    "GlanceImages.list_images": {},
    "GlanceImages.create_and_download_image": IMAGE_FILE,
    "NeutronNetworks.create_and_list_networks": {},
    "NeutronNetworks.create_and_list_subnets": SUBNETS,
    "NeutronNetworks.create_and_delete_routers": SUBNETS,
    "NeutronNetworks.create_and_list_ports": PORTS,
    "NeutronNetworks.create_and_delete_floating_ips": {"floating_network": EXTERNAL_NETWORK},
    "NeutronSecurityGroup.create_and_list_security_groups": {},
    "NeutronSecurityGroup.create_and_delete_security_group_rule": {},
    "CinderVolumes.create_and_delete_volume": {"size": 1},
    "CinderVolumes.create_and_extend_volume": {"size": 1, "new_size": 2},
}
ON_NETWORK: dict[str, dict[str, Any]] = {
    "NovaServers.boot_and_list_server": {**SERVER, "detailed": True},
    "NovaServers.boot_and_delete_server": SERVER,
    "NovaServers.pause_and_unpause_server": SERVER,
    "NovaServers.suspend_and_resume_server": SERVER,
    "NovaServers.resize_server": {**SERVER, "to_flavor": {"name": "m1.small"}, "confirm": True},
    "NovaServers.boot_and_bounce_server": {
        **SERVER,
        "actions": [{"hard_reboot": 1}, {"stop_start": 1}, {"rescue_unrescue": 1}],
    },
    "CinderVolumes.create_and_attach_volume": {**SERVER, "size": 1},
}
ON_VOLUMES: dict[str, dict[str, Any]] = {
    "CinderVolumes.create_and_delete_snapshot": {},
}
NOBODY: dict[str, Any] = {}
SUITES = ((AS_ADMIN, NOBODY), (AS_USER, USERS), (ON_NETWORK, NETWORK), (ON_VOLUMES, VOLUMES))


def task() -> dict[str, Any]:
    """Return the task: each scenario once."""
    subtasks = [
        {
            "title": name,
            "workloads": [{"scenario": {name: arguments}, "contexts": contexts}],
        }
        for suite, contexts in SUITES
        for name, arguments in suite.items()
    ]
    return {"version": 2, "title": own("task"), "subtasks": subtasks}


def run(*words: str) -> int:
    """Run a command of Rally's and return its exit code; what it prints goes to stderr."""
    program = [str(Path(sys.executable).with_name("rally")), "--config-file", "rally.conf"]
    return subprocess.run([*program, *words], stdout=sys.stderr, check=False).returncode


def problem_of(workload: Workload) -> str:
    """Return why a workload failed, or ''."""
    errors = [iteration["error"][:2] for iteration in workload["data"] if iteration["error"]]
    problems = [*errors, *_unmet(workload)]
    return ": ".join(problems[0]) if problems else ""


def _unmet(workload: Workload) -> Iterator[tuple[str, str]]:
    for criterion in workload["sla_results"].get("sla", []):
        if not criterion["success"]:
            yield criterion["criterion"], criterion["detail"]


def main() -> None:
    """Run the task and report its workloads. Ends with 1 if Rally does not run it."""
    Path("rally.conf").write_text(CONFIGURATION.format(home=Path.cwd()))
    TASK.write_text(json.dumps(task()))
    run("db", "create")
    run("env", "create", "--name", own("cloud"), "--from-sysenv")
    run("task", "start", str(TASK))
    run("task", "report", "--json", "--out", str(RESULTS))
    subtasks = json.loads(RESULTS.read_text())["tasks"][0]["subtasks"]
    if not subtasks:
        sys.exit("Rally does not run the task")
    for subtask in subtasks:
        for workload in subtask["workloads"]:
            report(subtask["title"], problem_of(workload))


if __name__ == "__main__":
    main()
