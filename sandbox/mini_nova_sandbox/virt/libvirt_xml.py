"""Domains and networks as libvirt's XML, built as trees: what comes from users is escaped by the library. Pure.

Formats: libvirt's documentation of domains (formatdomain) and networks (formatnetwork).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Tree

from mini_nova_sandbox.virt.driver import Guest


@dataclass(frozen=True)
class Disk:
    """A disk of a guest: its file, format and place (``vda``); a CD-ROM is read only."""

    path: Path
    form: str
    target: str
    is_cdrom: bool = False


@dataclass(frozen=True)
class Machine:
    """What a hypervisor can run: the domain type (test, kvm, qemu), whether its guests can use libvirt's networks, and
    whether it runs them as a user of its own."""

    kind: str
    own_networks: bool
    other_user: bool


def domain(
    guest: Guest,
    machine: Machine,
    disks: Sequence[Disk],
    vifs: Sequence[dict[str, Any]],
    console: Path,
) -> str:
    """The definition of a guest."""
    root = Tree.Element("domain", type=machine.kind)
    _text(root, "name", guest.domain)
    _text(root, "uuid", guest.uuid)
    _text(root, "title", _printable(guest.name))
    _text(root, "memory", str(guest.memory_mb * 1024), unit="KiB")
    _text(root, "vcpu", str(guest.vcpus))
    system = Tree.SubElement(root, "os")
    _text(system, "type", "hvm", **({} if machine.kind == "test" else {"arch": "x86_64"}))
    Tree.SubElement(system, "boot", dev="hd")
    if machine.kind != "test":
        Tree.SubElement(Tree.SubElement(root, "features"), "acpi")
    for event, action in (
        ("on_poweroff", "destroy"),
        ("on_reboot", "restart"),
        ("on_crash", "destroy"),
    ):
        _text(root, event, action)
    devices = Tree.SubElement(root, "devices")
    for disk in disks:
        devices.append(_disk(disk))
    for vif in vifs:
        devices.append(interface_tree(vif, machine))
    if machine.kind != "test":
        serial = Tree.SubElement(devices, "serial", type="file")
        Tree.SubElement(serial, "source", path=str(console))
        Tree.SubElement(serial, "target", port="0")
    return Tree.tostring(root, encoding="unicode")


def interface(vif: dict[str, Any], machine: Machine) -> str:
    """The definition of one interface, for plugging it into a running guest."""
    return Tree.tostring(interface_tree(vif, machine), encoding="unicode")


def interface_tree(vif: dict[str, Any], machine: Machine) -> Tree.Element:
    """An interface on the libvirt network of the VIF's network, or on the hypervisor's own user network."""
    root = Tree.Element("interface", type="network" if machine.own_networks else "user")
    Tree.SubElement(root, "mac", address=vif["address"])
    if machine.own_networks:
        Tree.SubElement(root, "source", network=network_name(vif["network"]["id"]))
    Tree.SubElement(root, "model", type="virtio")
    return root


def network(vif: dict[str, Any]) -> str:
    """The definition of an isolated libvirt network for the network of a VIF."""
    known = vif["network"]
    root = Tree.Element("network")
    _text(root, "name", network_name(known["id"]))
    _text(root, "uuid", known["id"])
    Tree.SubElement(
        root, "bridge", name=f"mn{known['id'].replace('-', '')[:12]}", stp="off", delay="0"
    )
    return Tree.tostring(root, encoding="unicode")


def network_name(network_id: str) -> str:
    """The name of the libvirt network that stands for one of the cloud's."""
    return f"mini-nova-{network_id}"


def _disk(disk: Disk) -> Tree.Element:
    root = Tree.Element("disk", type="file", device="cdrom" if disk.is_cdrom else "disk")
    Tree.SubElement(root, "driver", name="qemu", type=disk.form)
    Tree.SubElement(root, "source", file=str(disk.path))
    bus = "ide" if disk.is_cdrom else "virtio"
    Tree.SubElement(root, "target", dev=disk.target, bus=bus)
    if disk.is_cdrom:
        Tree.SubElement(root, "readonly")
    return root


def _text(parent: Tree.Element, name: str, text: str, **attributes: str) -> None:
    Tree.SubElement(parent, name, attributes).text = text


def _printable(text: str) -> str:
    """Text that XML can hold."""
    return "".join(character for character in text if character.isprintable())[:255] or "server"
