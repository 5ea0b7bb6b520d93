"""Waiting for servers to reach a status."""
