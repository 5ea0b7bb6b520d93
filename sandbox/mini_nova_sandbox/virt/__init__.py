"""Drivers: what makes an instance run on a host."""
