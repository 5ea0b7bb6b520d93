"""Booting a server exactly once."""
