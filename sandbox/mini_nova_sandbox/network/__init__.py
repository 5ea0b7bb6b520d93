"""Neutron, and the network API that the compute manager asks: networks, ports, addresses, security groups."""
