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


def view(nw_info: list[Vif]) -> Networks:
    """Return a server's addresses by network, as ``GET /servers/ID`` shows them."""
    networks = _networks(nw_info)
    for vif, ip in _by_kind(nw_info):
        address = _brief_view(ip)
        address["OS-EXT-IPS:type"] = ip.get("type", "fixed")
        address["OS-EXT-IPS-MAC:mac_addr"] = vif["address"]
        networks[vif["network"]["label"]].append(address)
    return networks


def brief_view(nw_info: list[Vif]) -> Networks:
    """Return a server's addresses by network without type and MAC, as ``/servers/ID/ips`` does."""
    networks = _networks(nw_info)
    for vif, ip in _by_kind(nw_info):
        networks[vif["network"]["label"]].append(_brief_view(ip))
    return networks


def _networks(nw_info: list[Vif]) -> Networks:
    """Return the networks of the VIFs, even of those without an address."""
    return {vif["network"]["label"]: [] for vif in nw_info}


def _by_kind(nw_info: list[Vif]) -> Iterator[tuple[Vif, Ip]]:
    """Yield each IP with its VIF: all fixed ones, then, as Nova does, all floating ones."""
    for ips_of in (fixed_ips, floating_ips):
        for vif in nw_info:
            for ip in ips_of(vif):
                yield vif, ip


def _brief_view(ip: Ip) -> dict[str, Any]:
    return {"version": ip.get("version", 4), "addr": ip["address"]}
