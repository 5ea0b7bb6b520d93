"""Domains and networks as libvirt's XML, built as trees, so that text from users is escaped.

The formats are described in libvirt's documentation (formatdomain, formatnetwork).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Tree

from mini_nova_sandbox.virt.driver import Guest

MAX_TITLE = 255
EVENTS = (("on_poweroff", "destroy"), ("on_reboot", "restart"), ("on_crash", "destroy"))


@dataclass(frozen=True)
class Disk:
    """A disk of a guest: its file, format and device (``vda``); a CD-ROM is read-only."""

    path: Path
    form: str
    target: str
    is_cdrom: bool = False


@dataclass(frozen=True)
class Machine:
    """The abilities of a hypervisor.

    ``kind`` is the type of its domains: test, kvm or qemu. ``own_networks`` is whether guests can
    use libvirt's networks, ``other_user`` whether they run as another user.
    """

    kind: str
    own_networks: bool
    other_user: bool

    @property
    def is_real(self) -> bool:
        """Whether guests run; libvirt's test driver only pretends."""
        return self.kind != "test"


def domain(
    guest: Guest,
    machine: Machine,
    disks: Sequence[Disk],
    vifs: Sequence[Mapping[str, Any]],
    console: Path,
) -> str:
    """Return the definition of a guest."""
    root = Tree.Element("domain", type=machine.kind)
    title = _printable(guest.name)
    memory_kib = guest.memory_mb * 1024
    _add_text(root, "name", guest.domain)
    _add_text(root, "uuid", guest.uuid)
    _add_text(root, "title", title)
    _add_text(root, "memory", str(memory_kib), unit="KiB")
    _add_text(root, "vcpu", str(guest.vcpus))
    _add_system(root, machine)
    for event, action in EVENTS:
        _add_text(root, event, action)
    devices = _add(root, "devices")
    for disk in disks:
        _add_disk(devices, disk)
    for vif in vifs:
        element = _interface(vif, machine)
        devices.append(element)
    if machine.is_real:
        _add_console(devices, console)
    return _text(root)


def _add_system(root: Tree.Element, machine: Machine) -> None:
    system = _add(root, "os")
    if machine.is_real:
        _add_text(system, "type", "hvm", arch="x86_64")
    else:
        _add_text(system, "type", "hvm")
    _add(system, "boot", dev="hd")
    if machine.is_real:
        features = _add(root, "features")
        _add(features, "acpi")


def _add_disk(devices: Tree.Element, disk: Disk) -> None:
    device = "disk"
    bus = "virtio"
    if disk.is_cdrom:
        device = "cdrom"
        bus = "ide"
    element = _add(devices, "disk", type="file", device=device)
    _add(element, "driver", name="qemu", type=disk.form)
    _add(element, "source", file=str(disk.path))
    _add(element, "target", dev=disk.target, bus=bus)
    if disk.is_cdrom:
        _add(element, "readonly")


def _add_console(devices: Tree.Element, console: Path) -> None:
    serial = _add(devices, "serial", type="file")
    _add(serial, "source", path=str(console))
    _add(serial, "target", port="0")


def interface(vif: Mapping[str, Any], machine: Machine) -> str:
    """Return the definition of an interface, to plug it into a running guest."""
    element = _interface(vif, machine)
    return _text(element)


def _interface(vif: Mapping[str, Any], machine: Machine) -> Tree.Element:
    """Return an interface on the network of its VIF, or on the hypervisor's user network."""
    kind = "network" if machine.own_networks else "user"
    element = Tree.Element("interface", type=kind)
    _add(element, "mac", address=vif["address"])
    if machine.own_networks:
        name = network_name(vif["network"]["id"])
        _add(element, "source", network=name)
    _add(element, "model", type="virtio")
    return element


def network(vif: Mapping[str, Any]) -> str:
    """Return the definition of an isolated network for the network of a VIF."""
    network_id = vif["network"]["id"]
    name = network_name(network_id)
    bridge = _bridge_name(network_id)
    root = Tree.Element("network")
    _add_text(root, "name", name)
    _add_text(root, "uuid", network_id)
    _add(root, "bridge", name=bridge, stp="off", delay="0")
    return _text(root)


def network_name(network_id: str) -> str:
    """Return the name of the libvirt network for a network of the cloud."""
    return f"mini-nova-{network_id}"


def _bridge_name(network_id: str) -> str:
    """Return a name of at most 15 characters, Linux's limit for interfaces."""
    digits = network_id.replace("-", "")
    return f"mn{digits[:12]}"


def _add(parent: Tree.Element, tag: str, /, **attributes: str) -> Tree.Element:
    return Tree.SubElement(parent, tag, attributes)


def _add_text(parent: Tree.Element, tag: str, text: str, /, **attributes: str) -> None:
    element = _add(parent, tag, **attributes)
    element.text = text


def _printable(text: str) -> str:
    """Return the part of a text that XML can hold, or 'server' if nothing is left."""
    characters = filter(str.isprintable, text)
    title = "".join(characters)
    return title[:MAX_TITLE] or "server"


def _text(root: Tree.Element) -> str:
    return Tree.tostring(root, encoding="unicode")
