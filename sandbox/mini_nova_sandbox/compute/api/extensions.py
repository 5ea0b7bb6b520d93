"""Extensions: parts of the API by the old aliases that clients of v2 and early v2.1 look up."""

from __future__ import annotations

from typing import Any

from mini_nova_sandbox.http.call import Answer, Call
from mini_nova_sandbox.http.errors import Gone, NotFound
from mini_nova_sandbox.http.operation import Operation

EXTENSIONS = {
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
REMOVED = (  # resources that Nova itself has dropped
    "os-cells",
    "os-agents",
    "os-cloudpipe",
    "os-fping",
    "os-virtual-interfaces",
    "os-fixed-ips",
    "os-floating-ips-bulk",
)


def index(_call: Call) -> Answer:
    """List the extensions."""
    views = [_view(alias) for alias in EXTENSIONS]
    return Answer(body={"extensions": views})


def show(call: Call) -> Answer:
    """Show one extension."""
    alias = call.path["alias"]
    if alias not in EXTENSIONS:
        raise NotFound(f"No extension is called {alias}.")
    return Answer(body={"extension": _view(alias)})


def refuse_removed(_call: Call) -> Answer:
    """Refuse a resource that Nova has dropped: 410."""
    raise Gone("This resource is no longer available. No forwarding address is given.")


def _view(alias: str) -> dict[str, Any]:
    name, description = EXTENSIONS[alias]
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
    *(Operation("GET", f"/{name}", refuse_removed) for name in REMOVED),
)
