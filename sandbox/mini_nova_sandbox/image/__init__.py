"""Glance v2: images, their data, and snapshots of servers."""
