"""Inspect, check and compare service catalogs."""
