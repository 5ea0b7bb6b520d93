"""Domains and networks as XML, which text from users cannot break out of."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Tree

from mini_nova_sandbox.virt import libvirt_xml
from mini_nova_sandbox.virt.driver import Guest
from mini_nova_sandbox.virt.libvirt_xml import Disk, Machine

UUID = "e540ef5b-baf0-417e-b6c2-3a0364af25d5"
VIF: dict[str, Any] = {
    "address": "fa:16:3e:00:00:01",
    "network": {"id": UUID, "label": "bss1173", "bridge": "br100"},
}


def guest(name: str = "vm") -> Guest:
    return Guest(UUID, 42, name, 512, 2, 1, 0, 0, {}, None, None, False)


def test_a_domain_has_the_size_of_the_flavor() -> None:
    machine = Machine("qemu", own_networks=True, other_user=True)
    xml = libvirt_xml.domain(
        guest(), machine, [Disk(Path("/d/disk"), "qcow2", "vda")], [VIF], Path("/d/console.log")
    )
    root = Tree.fromstring(xml)
    assert root.get("type") == "qemu"
    assert root.findtext("name") == "instance-0000002a"
    assert root.findtext("uuid") == UUID
    assert (root.findtext("memory"), root.findtext("vcpu")) == (str(512 * 1024), "2")
    assert root.find("devices/disk/source").get("file") == "/d/disk"  # type: ignore[union-attr]
    assert root.find("devices/interface/mac").get("address") == VIF["address"]  # type: ignore[union-attr]
    assert root.find("devices/interface/source").get("network") == f"mini-nova-{UUID}"  # type: ignore[union-attr]
    assert root.find("devices/serial/source").get("path") == "/d/console.log"  # type: ignore[union-attr]


def test_a_name_stays_a_name() -> None:
    name = (
        '</title><devices><disk type="file"><source file="/etc/shadow"/></disk></devices>\x00\x1b'
    )
    machine = Machine("test", own_networks=True, other_user=False)
    root = Tree.fromstring(libvirt_xml.domain(guest(name), machine, [], [], Path("/c")))
    assert root.findtext("title") == name.replace("\x00", "").replace("\x1b", "")
    assert root.findall(".//disk") == []


def test_a_session_uses_the_user_network() -> None:
    root = Tree.fromstring(
        libvirt_xml.interface(VIF, Machine("kvm", own_networks=False, other_user=False))
    )
    assert root.get("type") == "user"
    assert root.find("source") is None


def test_a_networks_bridge_has_a_short_name() -> None:
    root = Tree.fromstring(libvirt_xml.network(VIF))
    assert len(root.find("bridge").get("name")) <= 15  # type: ignore[union-attr, arg-type]
    assert root.findtext("uuid") == UUID
