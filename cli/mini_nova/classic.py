"""Commands that older releases of the classic client had, and what takes their place today."""

from __future__ import annotations

from fnmatch import fnmatchcase

_NEUTRON = "Networks are the network service's now: openstack network, port, floating ip."
_GROUPS = "Security groups are the network service's now: openstack security group."
_VOLUMES = "Volumes are the block storage service's now: openstack volume."
_IMAGES = "Images are the image service's now: openstack image."
_GONE = "Nova has no API for it any more."
# Patterns of names, and the hint for those that match; the first one counts.
_HINTS = (
    ("rename", "It is 'update --name' now."),
    ("root-password", "It is 'set-password' now."),
    ("absolute-limits", "It is 'limits' now."),
    ("rate-limits", "It is 'limits' now."),
    ("aggregate-details", "It is 'aggregate-show' now."),
    ("credentials", "See 'whoami', and 'token issue'."),
    ("endpoints", "It is 'catalog list' here."),
    ("list-extensions", "Microversions took the place of extensions: see 'version-list'."),
    ("virtual-interface-list", "It is 'interface-list' now."),
    ("add-fixed-ip", "See 'interface-attach'."),
    ("remove-fixed-ip", "See 'interface-detach'."),
    ("host-list", "See 'service-list' and 'hypervisor-list'."),
    ("host-describe", "See 'hypervisor-show'."),
    ("host-update", "See 'service-enable' and 'service-disable'."),
    ("host-action", _GONE),
    ("image-*", _IMAGES),
    ("volume-*", _VOLUMES),
    ("secgroup-*", _GROUPS),
    ("*-secgroup-*", _GROUPS),
    ("*floating-ip*", _NEUTRON),
    ("fixed-ip-*", _NEUTRON),
    ("net-*", _NEUTRON),
    ("network-*", _NEUTRON),
    ("tenant-network-*", _NEUTRON),
    ("dns-*", _GONE),
    ("cell-*", _GONE),
    ("cloudpipe-*", _GONE),
    ("x509-*", _GONE),
    ("baremetal-*", "Bare metal is a service of its own now: openstack baremetal."),
    ("scrub", _GONE),
)


def successor(name: str) -> str:
    """Return a hint for a command that older classic clients had; '' for other names."""
    for pattern, hint in _HINTS:
        if fnmatchcase(name, pattern):
            return hint
    return ""
