"""Faults on demand, in requests and in the service catalog."""
