"""Extensions, as clients of v2 and early v2.1 ask for them: the parts of the API that are here, by their old aliases."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import Gone, NotFound
from mini_nova_sandbox.http.operation import Operation

KNOWN = {
    "OS-DCF": ("DiskConfig", "Disk management."),
    "OS-EXT-AZ": ("ExtendedAvailabilityZone", "The availability zone of a server."),
    "OS-EXT-IPS": ("ExtendedIps", "The type of an address."),
    "OS-EXT-IPS-MAC": ("ExtendedIpsMac", "The MAC address beside an address."),
    "OS-EXT-SRV-ATTR": ("ExtendedServerAttributes", "Host and hypervisor of a server."),
    "OS-EXT-STS": ("ExtendedStatus", "Task, vm and power state of a server."),
    "OS-SRV-USG": ("ServerUsage", "When a server was launched and terminated."),
    "os-attach-interfaces": ("AttachInterfaces", "Interfaces of a server."),
    "os-availability-zone": ("AvailabilityZone", "Availability zones."),
    "os-console-output": ("ConsoleOutput", "The console of a server."),
    "os-flavor-access": ("FlavorAccess", "Private flavors."),
    "os-flavor-extra-specs": ("FlavorExtraSpecs", "Extra specs of flavors."),
    "os-flavor-manage": ("FlavorManage", "Making and deleting flavors."),
    "os-hypervisors": ("Hypervisors", "Hypervisors."),
    "os-instance-actions": ("InstanceActions", "What was done to a server."),
    "os-keypairs": ("Keypairs", "Keypairs."),
    "os-quota-sets": ("Quotas", "Quotas of projects."),
    "os-security-groups": ("SecurityGroups", "Security groups."),
    "os-server-groups": ("ServerGroups", "Server groups."),
    "os-services": ("Services", "The cloud's services."),
    "os-simple-tenant-usage": ("SimpleTenantUsage", "Usage of projects."),
}
GONE = (
    "os-cells",
    "os-agents",
    "os-cloudpipe",
    "os-fping",
    "os-virtual-interfaces",
    "os-fixed-ips",
    "os-floating-ips-bulk",
)


def index(_call: Call) -> Answer:
    """All of them."""
    return Answer(body={"extensions": [_view(alias) for alias in KNOWN]})


def show(call: Call) -> Answer:
    """One of them."""
    if call.path["alias"] not in KNOWN:
        raise NotFound(f"No extension is called {call.path['alias']}.")
    return Answer(body={"extension": _view(call.path["alias"])})


def gone(_call: Call) -> Answer:
    """What Nova itself has taken out."""
    raise Gone("This resource is no longer available. No forwarding address is given.")


def nothing_yet(call: Call) -> Answer:
    """Collections that are always empty here."""
    call.caller.require_admin()
    name = call.url_path.rstrip("/").rsplit("/", 1)[-1].removeprefix("os-")
    return Answer(body={name: []})


def _view(alias: str) -> dict[str, Any]:
    name, description = KNOWN[alias]
    return {
        "alias": alias,
        "name": name,
        "description": description,
        "links": [],
        "namespace": "http://docs.openstack.org/compute/ext/fake_xml",
        "updated": "2014-12-03T00:00:00Z",
    }


OPERATIONS = (
    Operation("GET", "/extensions", index),
    Operation("GET", "/extensions/{alias}", show),
    *(Operation("GET", f"/{name}", gone) for name in GONE),
    Operation("GET", "/os-aggregates", nothing_yet),
    Operation("GET", "/os-migrations", nothing_yet),
)
