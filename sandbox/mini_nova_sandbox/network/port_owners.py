"""The values of ``device_owner`` that Neutron itself gives to ports."""

from __future__ import annotations

FLOATING_IP = "network:floatingip"
ROUTER_GATEWAY = "network:router_gateway"
ROUTER_INTERFACE = "network:router_interface"
ROUTER_OWNERS = (ROUTER_GATEWAY, ROUTER_INTERFACE)
