"""The addresses in a server's network info: its VIFs, their subnets, and the IPs of those."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Vif = Mapping[str, Any]
Ip = Mapping[str, Any]
Networks = dict[str, list[dict[str, Any]]]  # the addresses by the network's label


def fixed_ips(vif: Vif) -> Iterator[Ip]:
    """Iterate over the fixed IPs of a VIF."""
    for subnet in vif["network"]["subnets"]:
        yield from subnet["ips"]


def floating_ips(vif: Vif) -> Iterator[Ip]:
    """Iterate over the floating IPs of a VIF."""
    for ip in fixed_ips(vif):
        yield from ip.get("floating_ips", ())


def all_ips(vif: Vif) -> Iterator[Ip]:
    """Iterate over the IPs of a VIF, each fixed one followed by its floating ones."""
    for ip in fixed_ips(vif):
        yield ip
        yield from ip.get("floating_ips", ())


def view(nw_info: list[Vif]) -> Networks:
    """Return a server's addresses by network, as ``GET /servers/ID`` shows them."""
    networks: Networks = {}
    for vif in nw_info:
        label = vif["network"]["label"]
        addresses = networks.setdefault(label, [])
        for ip in all_ips(vif):
            address = _brief_view(ip)
            address["OS-EXT-IPS:type"] = ip.get("type", "fixed")
            address["OS-EXT-IPS-MAC:mac_addr"] = vif["address"]
            addresses.append(address)
    return networks


def brief_view(nw_info: list[Vif]) -> Networks:
    """Return a server's addresses by network without type and MAC, as ``/servers/ID/ips`` does."""
    networks: Networks = {}
    for vif in nw_info:
        label = vif["network"]["label"]
        addresses = networks.setdefault(label, [])
        addresses += [_brief_view(ip) for ip in all_ips(vif)]
    return networks


def _brief_view(ip: Ip) -> dict[str, Any]:
    return {"version": ip.get("version", 4), "addr": ip["address"]}
