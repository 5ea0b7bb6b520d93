"""Keystone: v1 (a login by headers), v2.0 and v3."""
