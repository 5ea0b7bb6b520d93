"""What the libvirt driver does to a domain. The functions block, and raise libvirt's errors."""

from __future__ import annotations

from typing import Any

import libvirt

from mini_nova_sandbox.virt.driver import (
    CRASHED,
    NOSTATE,
    PAUSED,
    RUNNING,
    SHUTDOWN,
    SUSPENDED,
    Guest,
)

POWER_STATES = {
    libvirt.VIR_DOMAIN_NOSTATE: NOSTATE,
    libvirt.VIR_DOMAIN_RUNNING: RUNNING,
    libvirt.VIR_DOMAIN_BLOCKED: RUNNING,
    libvirt.VIR_DOMAIN_PAUSED: PAUSED,
    libvirt.VIR_DOMAIN_SHUTDOWN: SHUTDOWN,
    libvirt.VIR_DOMAIN_SHUTOFF: SHUTDOWN,
    libvirt.VIR_DOMAIN_CRASHED: CRASHED,
    libvirt.VIR_DOMAIN_PMSUSPENDED: SUSPENDED,
}


def power_state(domain: Any) -> int:
    """Return the power state in Nova's numbers."""
    state, _reason = domain.state()
    return POWER_STATES.get(state, NOSTATE)


def start(domain: Any) -> None:
    """Start a domain unless it is active."""
    if not domain.isActive():
        domain.create()


def cut_power(domain: Any) -> None:
    """Stop a domain at once unless it is shut down."""
    if power_state(domain) != SHUTDOWN:
        domain.destroy()


def remove(domain: Any) -> None:
    """Stop a domain at once and remove its definition, with its saved memory and firmware state."""
    if domain.isActive():
        domain.destroy()
    flags = libvirt.VIR_DOMAIN_UNDEFINE_MANAGED_SAVE | libvirt.VIR_DOMAIN_UNDEFINE_NVRAM
    try:
        domain.undefineFlags(flags)
    except libvirt.libvirtError:  # this hypervisor has no such flags
        domain.undefine()


def set_size(domain: Any, guest: Guest) -> None:
    """Change memory and vCPUs in the definition; a domain that is shut down starts with them."""
    config = libvirt.VIR_DOMAIN_AFFECT_CONFIG
    kib = guest.memory_mb * 1024
    domain.setMaxMemory(kib)
    domain.setMemoryFlags(kib, config)
    domain.setVcpusFlags(guest.vcpus, config | libvirt.VIR_DOMAIN_VCPU_MAXIMUM)
    domain.setVcpusFlags(guest.vcpus, config)
