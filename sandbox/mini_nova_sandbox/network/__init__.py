"""Neutron, and the network API of compute: networks, ports, addresses, security groups."""
