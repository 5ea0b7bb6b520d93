"""Service types, and the other names that clouds list them under.

Source: the OpenStack service-types authority (official types and their aliases), and the names that
old clouds used.
"""

from __future__ import annotations

# Types with their aliases, the official name first.
FAMILIES: tuple[tuple[str, ...], ...] = (
    ("compute", "computev21", "compute_legacy", "computev2"),
    ("block-storage", "volumev3", "volumev2", "volume", "block-store"),
    ("image", "imagev2"),
    ("network", "networking"),
    ("identity", "identityv3"),
    ("object-store", "object-storage"),
    ("shared-file-system", "sharev2", "share"),
    ("load-balancer", "load_balancer"),
    ("key-manager", "keystore"),
    ("container-infrastructure-management", "container-infrastructure", "container-infra"),
    ("application-catalog", "application_catalog"),
    ("application-container", "container"),
    ("application-deployment", "application_deployment"),
    ("baremetal", "bare-metal"),
    ("clustering", "resource-cluster", "cluster"),
    ("data-processing", "data_processing"),
    ("workflow", "workflowv2"),
    ("message", "messaging"),
    ("alarm", "alarming"),
    ("event", "events"),
    ("meter", "metering", "telemetry"),
    ("monitoring-logging", "monitoring-log-api"),
    ("multi-region-network-automation", "tricircle"),
    ("operator-policy", "policy"),
    ("resource-optimization", "infra-optim"),
    ("root-cause-analysis", "rca"),
    ("instance-ha", "ha"),
    ("admin-logic", "registration"),
)
# Official types without aliases.
SINGLE = frozenset(
    {
        "accelerator",
        "backup",
        "baremetal-introspection",
        "data-protection-orchestration",
        "database",
        "dns",
        "ec2-api",
        "function-engine",
        "log-management",
        "monitoring",
        "monitoring-events",
        "nfv-orchestration",
        "orchestration",
        "placement",
        "rating",
        "reservation",
        "search",
    }
)
# Types that many clouds list, although no authority names them.
CUSTOMARY = frozenset(
    {"cloudformation", "ec2", "s3", "metric", "identity_v2", "cloudformations", "usage", "billing"}
)


def aliases(service_type: str) -> tuple[str, ...]:
    """The type itself, then its other names."""
    name = service_type.lower()
    other_names = [alias for alias in _family(name) if alias != name]
    return (name, *other_names)


def official(service_type: str) -> str:
    """The official name of a type; '' if the authority does not know it."""
    name = service_type.lower()
    if name in SINGLE:
        return name
    family = _family(name)
    return family[0] if family else ""


def _family(name: str) -> tuple[str, ...]:
    for family in FAMILIES:
        if name in family:
            return family
    return ()
